"""What the calendar's pages say of a day."""

from datetime import date

from django import template
from django.conf import settings

from workflow.calendar import bank_holidays

register = template.Library()


@register.simple_tag
def holiday(day: date) -> str:
    """Return the public holiday that a day is, where the newsroom is; no query."""
    return bank_holidays.on([day], place=settings.NEWSROOM_HOLIDAYS).get(day, "")
