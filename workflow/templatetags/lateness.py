"""How a page of the desk says how late something was."""

from datetime import timedelta

from django import template

from workflow.times import spans

register = template.Library()


@register.filter
def exactly(span: timedelta) -> str:
    """Show a short span as exactly as it was measured."""
    return spans.exact(span)
