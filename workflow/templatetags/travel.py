"""Where the desk sees the site at another time."""

from datetime import datetime

from django import template

from workflow import travelling

register = template.Library()


@register.simple_tag
def site_at(at: datetime, path: str | None = None) -> str:
    """Return the address of a public page at that time, the front page unless told."""
    return travelling.address(at, path or "/")
