"""A time as somebody types it by the clock of a zone: refused in a gap, asked for in an overlap."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from articles import clock_changes
from workflow.times import zones

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


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: what the clock shows, “2026-03-04T18:30”, and the name of its zone. No instant by itself."""

    wall: str
    zone: str

    @classmethod
    def of(cls, instant: datetime, *, zone: ZoneInfo) -> Self:
        """Return what names this instant in that zone."""
        return cls(as_typed(instant, zone=zone), zone.key)

    def instants(self) -> list[datetime]:
        """Return what it names by today's rules: one instant, two in an overlap, none in a gap or without its zone."""
        try:
            zone = zones.named(self.zone)
            return sorted({parse(self.wall, zone=zone, fold=fold) for fold in (0, 1)})
        except ValueError:
            return []


def differs(instant: datetime, typed: Typed | None) -> bool:
    """Say whether what was typed no longer names the instant that it was taken for: its zone's rules have changed.

    The stored instant counts: nothing moves by itself. Somebody has to look whether the hour on the clock was meant.
    With nothing typed along, nothing differs.
    """
    return typed is not None and instant.astimezone(UTC).replace(microsecond=0) not in typed.instants()


def stays(instant: datetime, *, typed: Typed | None, before: Typed | None) -> Typed | None:
    """Choose what to keep as typed: what was typed at first, then what was typed now, whichever names the instant.

    Where neither does, what was typed at first stays, so that the difference shows.
    """
    naming = [one for one in (before, typed) if one is not None and not differs(instant, one)]
    return naming[0] if naming else before


def kept(typed: Mapping[str, Typed] | None) -> dict[str, list[str]] | None:
    """Write down what was typed, by the name of each time, as an edition and the record keep it; None for nothing."""
    return {name: [one.wall, one.zone] for name, one in sorted((typed or {}).items())} or None


def read_kept(kept: Any, name: str) -> Typed | None:
    """Read what was typed for one time from what an edition or an Event keeps; None if nothing was, or it can't be."""
    match kept.get(name) if isinstance(kept, Mapping) else None:
        case [str() as wall, str() as zone]:
            return Typed(wall, zone)
    return None


def parse(text: str, *, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """Return the instant, in UTC; `fold` chooses between the two of an overlap. Raises `WallTimeRefused`."""
    wall = _read(text)
    first, second = (wall.replace(tzinfo=zone, fold=which) for which in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if clock_changes.is_skipped(wall, zone):
        raise _gap(wall, zone)
    if fold is None:
        raise IsTwice(earlier=first, later=second)
    return (second if fold else first).astimezone(UTC)


def check_year(year: int) -> None:
    """Refuse a year in which nobody plans: what is out of range was mistyped."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WallTimeRefused(
            _("The year %(year)d is out of range: choose one from %(first)d to %(last)d.")
            % {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )


def no_such_time() -> WallTimeRefused:
    """Refuse a day or an hour that no calendar and no clock has."""
    return WallTimeRefused(_("There is no such date or time: look at the day and the hour."))


def as_typed(instant: datetime, *, zone: ZoneInfo) -> str:
    """Write an instant as a `datetime-local` field takes it; seconds only where there are any."""
    local = instant.astimezone(zone)
    return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")


def _read(text: str) -> datetime:
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise WallTimeRefused(_("Write a date and a time, such as 2026-03-04 18:30."))
    year, *rest = (int(number or 0) for number in found.groups())
    check_year(year)
    try:
        return datetime(year, *rest)  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        raise no_such_time() from None


def _gap(wall: datetime, zone: ZoneInfo) -> InGap:
    jump = clock_changes.jump_over(wall, zone)
    return InGap(before=(jump - timedelta(minutes=1)).astimezone(zone), after=jump.astimezone(zone))
