"""A time as somebody types it by the newsroom's own clock: refused in a gap, asked for in an overlap."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2199
SHOWN = "%Y-%m-%d %H:%M %Z"


class WallTimeRefused(ValueError):
    """What was typed names no instant; `str()` of it may be shown."""


class InGap(WallTimeRefused):
    """The clocks jump over that time; `before` and `after` are the nearest ones that there are."""

    def __init__(self, *, before: datetime, after: datetime) -> None:
        self.before, self.after = before, after
        super().__init__(
            _("The clocks go forward over that time, so it does not exist: choose %(before)s or %(after)s.")
            % {"before": before.strftime(SHOWN), "after": after.strftime(SHOWN)}
        )


class IsTwice(WallTimeRefused):
    """The clocks go back and that time comes twice: `earlier` and `later`."""

    def __init__(self, *, earlier: datetime, later: datetime) -> None:
        self.earlier, self.later = earlier, later
        super().__init__(
            _("The clocks go back and that time comes twice: say whether you mean the earlier or the later one.")
        )


def parse(text: str, *, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """Return the instant, in UTC; `fold` chooses between the two of an overlap. Raises `WallTimeRefused`."""
    wall = _read(text)
    first, second = (wall.replace(tzinfo=zone, fold=which) for which in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise _gap(first, second, zone)
    if fold is None:
        raise IsTwice(earlier=first, later=second)
    return (second if fold else first).astimezone(UTC)


def as_typed(instant: datetime, *, zone: ZoneInfo) -> str:
    """Write an instant as a `datetime-local` field takes it; seconds only where there are any."""
    local = instant.astimezone(zone)
    return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")


def _read(text: str) -> datetime:
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise WallTimeRefused(_("Write a date and a time, such as 2026-03-04 18:30."))
    year, *rest = (int(number or 0) for number in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WallTimeRefused(
            _("The year %(year)d is out of range: choose one from %(first)d to %(last)d.")
            % {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    try:
        return datetime(year, *rest)  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        raise WallTimeRefused(_("There is no such date or time: look at the day and the hour.")) from None


def _gap(first: datetime, second: datetime, zone: ZoneInfo) -> InGap:
    """Find the second of the jump by halving the span that holds it."""
    low, high = second.astimezone(UTC), first.astimezone(UTC)
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return InGap(before=(high - timedelta(minutes=1)).astimezone(zone), after=high.astimezone(zone))
