"""Times on the desk: by the newsroom's clock, and by the reader's own where it shows something else."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.templatetags.site import moment
from workflow.times import readings

register = template.Library()


@register.filter
def both_clocks(value: datetime) -> SafeString:
    """Show an instant by the newsroom's clock and the reader's own, for people and machines."""
    ours, yours = moment(value), own_clock(value)
    return format_html("{} {}", ours, yours) if yours else ours


@register.filter
def own_clock(value: datetime) -> SafeString:
    """Show the reader's own reading alone; nothing where both clocks show the same."""
    yours = readings.beside(value)
    if not yours:
        return SafeString()
    at = value.astimezone(readings.reader().zone).isoformat(timespec="seconds")
    own = format_html('<time datetime="{}">{}</time>', at, yours)
    return format_html('<span class="own-time">({} {})</span>', _("your time:"), own)


@register.filter
def in_words(value: datetime) -> str:
    """Say an instant by both clocks where there is no markup, as in a mail."""
    return readings.in_words(value)


@register.inclusion_tag("workflow/_gone_zone.html")
def gone_zone() -> dict[str, str]:
    """Say that the zone which somebody chose no longer exists, and whose clock counts until they choose another."""
    return {"gone": readings.reader().gone}
