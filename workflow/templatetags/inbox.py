"""The one number that every page of the desk shows."""

from typing import Any

from django import template
from django.contrib.auth.models import User

from workflow.deliveries import inbox

register = template.Library()


@register.inclusion_tag("workflow/_unread.html")
def unread(user: User, here: str = "") -> dict[str, Any]:
    """Show how much in this person's inbox is unread; one bounded query."""
    count = inbox.unread_count(user)
    return {"count": min(count, inbox.MANY), "are_many": count > inbox.MANY, "here": here}
