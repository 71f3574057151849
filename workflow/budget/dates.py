"""A date as exact as somebody knows it: a month, a week, a day, or a minute by the newsroom's own clock.

A planned date is a span. It is kept as the instant at which the span starts, and how long that span is. Whether it is
over is asked in one way, by a person's page and by a query alike: it started before the span that holds the moment
asked about.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from workflow.enums import Resolution
from workflow.times import wall_time
from workflow.times.days import start_of
from workflow.times.wall_time import WallTimeRefused

MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})", re.ASCII)
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Planned:
    """A span of time: the instant in UTC at which it starts, and its resolution."""

    at: datetime
    resolution: Resolution


def parse(text: str, *, zone: ZoneInfo, fold: int | None = None) -> Planned:
    """Read 2026-12, 2026-W50, 2026-12-03 or 2026-12-03T18:00. Raises `WallTimeRefused`, whose words may be shown."""
    text = text.strip()
    for pattern, resolution, first_day in _DAYS:
        if found := pattern.fullmatch(text):
            return Planned(start_of(_checked(first_day, *map(int, found.groups())), zone), resolution)
    if len(text) > LONGEST or not wall_time.WRITTEN.fullmatch(text):
        raise WallTimeRefused(
            _("Write a month (2026-12), a week (2026-W50), a day (2026-12-03), or a minute (2026-12-03 18:00).")
        )
    minute = wall_time.parse(text, zone=zone, fold=fold)
    return Planned(minute.replace(second=0, microsecond=0), Resolution.MINUTE)


def holding(moment: datetime, resolution: str, *, zone: ZoneInfo) -> Planned:
    """Return the span of this resolution that a moment lies in."""
    if resolution == Resolution.MINUTE:
        return Planned(moment.astimezone(UTC).replace(second=0, microsecond=0), Resolution.MINUTE)
    return Planned(start_of(_first_day(_local(moment, zone), resolution), zone), Resolution(resolution))


def is_over(planned: Planned, at: datetime, *, zone: ZoneInfo) -> bool:
    """Say whether the whole span has passed; at the instant of its end it has."""
    return planned.at < holding(at, planned.resolution, zone=zone).at


def end_of(planned: Planned, *, zone: ZoneInfo) -> datetime:
    """Return the instant at which the span ends and the next one starts."""
    return after(planned, zone=zone).at


def after(planned: Planned, *, zone: ZoneInfo) -> Planned:
    """Return the next span of the same resolution."""
    if planned.resolution is Resolution.MINUTE:
        return Planned(planned.at + timedelta(minutes=1), planned.resolution)
    day = _local(planned.at, zone) + timedelta(days=_LONG_ENOUGH[planned.resolution])
    return Planned(start_of(_first_day(day, planned.resolution), zone), planned.resolution)


def before(planned: Planned, *, zone: ZoneInfo) -> Planned:
    """Return the span of the same resolution before this one."""
    return holding(planned.at - timedelta(seconds=1), planned.resolution, zone=zone)


def as_typed(planned: Planned, *, zone: ZoneInfo) -> str:
    """Write it as `parse` reads it."""
    local = planned.at.astimezone(zone)
    if planned.resolution is Resolution.MINUTE:
        return local.strftime("%Y-%m-%dT%H:%M")
    if planned.resolution is Resolution.WEEK:
        year, week, _day = local.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return local.strftime("%Y-%m" if planned.resolution is Resolution.MONTH else "%Y-%m-%d")


def in_words(planned: Planned, *, zone: ZoneInfo) -> str:
    """Say it as a person reads it, no more exact than it is."""
    local = planned.at.astimezone(zone)
    if planned.resolution is Resolution.MINUTE:
        return f"{formats.date_format(local, 'D j M Y, H:i')} {local.tzname()}"
    if planned.resolution is Resolution.WEEK:
        year, week, _day = local.isocalendar()
        first, last = local.date(), local.date() + timedelta(days=6)
        return _("Week %(week)d of %(year)d, %(first)s to %(last)s") % {
            "week": week,
            "year": year,
            "first": formats.date_format(first, "j M"),
            "last": formats.date_format(last, "j M"),
        }
    return formats.date_format(local, "F Y" if planned.resolution is Resolution.MONTH else "l j F Y")


#: More days than the span has, and fewer than it and the next one have together.
_LONG_ENOUGH = {Resolution.MONTH: 31, Resolution.WEEK: 7, Resolution.DAY: 1}
_DAYS: tuple[tuple[re.Pattern[str], Resolution, Callable[..., date]], ...] = (
    (MONTH, Resolution.MONTH, lambda year, month: date(year, month, 1)),
    (WEEK, Resolution.WEEK, lambda year, week: date.fromisocalendar(year, week, 1)),
    (DAY, Resolution.DAY, date),
)


def _checked(first_day: Callable[..., date], year: int, *rest: int) -> date:
    wall_time.check_year(year)
    try:
        return first_day(year, *rest)
    except ValueError:
        raise WallTimeRefused(_("There is no such month, week or day: look at the calendar.")) from None


def _local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _first_day(day: date, resolution: str) -> date:
    if resolution == Resolution.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if resolution == Resolution.WEEK else day
