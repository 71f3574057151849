"""Spans of time as a desk says them: short, and no more exact than anybody needs."""

from datetime import timedelta

from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def words(span: timedelta) -> str:
    """Write a span in its largest useful unit, rounded down: “25 min”, “3 h”, “2 days”."""
    if span < MINUTE:
        return _("less than a minute")
    if span < HOUR:
        return _("%(number)d min") % {"number": span // MINUTE}
    if span < 2 * DAY:
        return _("%(number)d h") % {"number": span // HOUR}
    return _("%(number)d days") % {"number": span // DAY}


def exact(span: timedelta) -> str:
    """Write a short span to the hundredth of a second; one of a minute or more as `words` does."""
    return _("%(number).2f s") % {"number": span.total_seconds()} if span < MINUTE else words(span)
