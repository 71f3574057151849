"""Stretches of the newsroom's calendar: a month, a week, a day, and the hours that a day really has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.times.days import start_of
from workflow.times.wall_time import FIRST_YEAR, LAST_YEAR

#: The steps in which a time is moved. Every zone that there is changes its clocks by a multiple of it.
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


class View(TextChoices):
    """How the calendar is looked at, as its address says it."""

    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    DAY = "day", _("Day")
    TIMELINE = "timeline", _("Timeline")


@dataclass(frozen=True)
class Span:
    """The days that a view shows around one of them, by a zone's clock; a month is filled up to whole weeks."""

    view: View
    day: date
    zone: ZoneInfo

    @cached_property
    def days(self) -> tuple[date, ...]:
        first, last = self.day, self.day
        if self.view is View.MONTH:
            first, last = self.day.replace(day=1), _next_month(self.day) - DAY
        if self.view in {View.MONTH, View.WEEK}:
            first, last = first - DAY * first.weekday(), last + DAY * (6 - last.weekday())
        return tuple(first + DAY * index for index in range((last - first).days + 1))

    @cached_property
    def start(self) -> datetime:
        return start_of(self.days[0], self.zone)

    @cached_property
    def end(self) -> datetime:
        return start_of(self.days[-1] + DAY, self.zone)

    def at(self, view: View) -> Self:
        """Look at the same day in another way."""
        return type(self)(view, self.day, self.zone)

    def before(self) -> Self | None:
        """Return the stretch before this one, or None where the calendar begins."""
        if self.view is View.MONTH:
            return self._on(self.day.replace(day=1) - DAY)
        return self._on(self.day - DAY * len(self.days))

    def after(self) -> Self | None:
        """Return the stretch after this one, or None where the calendar ends."""
        return self._on(_next_month(self.day) if self.view is View.MONTH else self.day + DAY * len(self.days))

    def _on(self, day: date) -> Self | None:
        return type(self)(self.view, day, self.zone) if is_in_range(day) else None


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour by the clock on the wall; where it comes twice there are two.

    Its quarters are those that there really are: their instants in UTC, and the minutes that the clock shows.
    """

    number: int
    fold: int
    quarters: tuple[datetime, ...]
    minutes: tuple[int, ...]

    @property
    def end(self) -> datetime:
        return self.quarters[-1] + QUARTER

    @property
    def key(self) -> tuple[int, int]:
        return self.number, self.fold


def is_in_range(day: date) -> bool:
    """Say whether the calendar goes so far, the weeks around that day included."""
    return FIRST_YEAR < day.year < LAST_YEAR


def hours(day: date, zone: ZoneInfo) -> list[Hour]:
    """Return the hours of a day in order: 24, one fewer or one more where the clocks change."""
    shown = ((at, at.astimezone(zone)) for at in _quarters(day, zone))
    found = []
    for (number, fold), some in groupby(shown, key=lambda pair: (pair[1].hour, pair[1].fold)):
        quarters, local = zip(*some, strict=True)
        found.append(Hour(number, fold, quarters, tuple(at.minute for at in local)))
    return found


def hour_keys(days: tuple[date, ...], zone: ZoneInfo) -> list[tuple[int, int]]:
    """Return every hour that any of these days has, a second one after the first."""
    return sorted({hour.key for day in days for hour in hours(day, zone)})


def _quarters(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    at, end = start_of(day, zone), start_of(day + DAY, zone)
    while at < end:
        yield at
        at += QUARTER


def _next_month(day: date) -> date:
    return (day.replace(day=1) + DAY * 31).replace(day=1)
