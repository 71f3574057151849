"""How an instant reads: by the newsroom's clock, and by the clock of the person who reads it, where that differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.times import zones
from workflow.times.wall_time import Typed


@dataclass(frozen=True, slots=True)
class Clock:
    """A person's own zone, and the name of the one that they chose: empty for the newsroom's."""

    zone: ZoneInfo
    chosen: str = ""

    @classmethod
    def of(cls, name: str | None) -> "Clock":
        """Return the clock of the zone that somebody chose; without one, or without that zone, it is the newsroom's."""
        if not name:
            return cls(settings.NEWSROOM_TIME_ZONE)
        if not zones.is_known(name):
            return cls(settings.NEWSROOM_TIME_ZONE, name)
        return cls(ZoneInfo(name), name)

    @property
    def gone(self) -> str:
        """Name the zone that they chose, if it no longer exists."""
        return self.chosen if self.chosen != self.zone.key else ""


_reader: ContextVar[Clock | None] = ContextVar("reader", default=None)


@contextmanager
def read_by(clock: Clock) -> Iterator[None]:
    """Let whatever is rendered meanwhile show this clock beside the newsroom's, and its forms start from it."""
    token = _reader.set(clock)
    try:
        yield
    finally:
        _reader.reset(token)


def reader() -> Clock:
    """Return the clock of whoever reads this; readers of the site have the newsroom's."""
    return _reader.get() or Clock(settings.NEWSROOM_TIME_ZONE)


def in_full(instant: datetime, zone: ZoneInfo) -> str:
    """Write date, time and the zone's abbreviation: “4 March 2026, 18:30 CET”."""
    local = instant.astimezone(zone)
    return f"{date_format(local, 'j F Y, H:i')} {local:%Z}"


def with_weekday(instant: datetime, zone: ZoneInfo) -> str:
    """Write it with its weekday, and with seconds where there are any: “Wednesday 4 March 2026, 18:30 CET”."""
    local = instant.astimezone(zone)
    return f"{date_format(local, 'l j F Y, H:i:s' if local.second else 'l j F Y, H:i')} {local:%Z}"


def in_words(instant: datetime) -> str:
    """Say an instant by both clocks, or by the newsroom's alone if they show the same."""
    ours, yours = in_full(instant, settings.NEWSROOM_TIME_ZONE), beside(instant)
    return _("%(ours)s (your time: %(yours)s)") % {"ours": ours, "yours": yours} if yours else ours


def beside(instant: datetime) -> str:
    """Write a reader's own time no longer than needed; empty where both clocks show the same."""
    ours, zone = settings.NEWSROOM_TIME_ZONE, reader().zone
    if _agree(instant, ours, zone):
        return ""
    here, there = instant.astimezone(ours), instant.astimezone(zone)
    shown = "H:i" if here.date() == there.date() else "l j F Y, H:i"
    return f"{date_format(there, shown)} {there:%Z}, {zones.place(zone)}"


def elsewhere(instant: datetime, *, typed_in: ZoneInfo) -> str:
    """Say what the other clocks show at a time that was typed by one; empty where all show the same."""
    ours, yours = settings.NEWSROOM_TIME_ZONE, reader().zone
    said, shown = [], [typed_in]
    clocks = [(yours, _("your time (%(place)s)"))] if yours.key != ours.key else []
    for zone, words in (*clocks, (ours, _("by the newsroom’s clock (%(place)s)"))):
        if not any(_agree(instant, zone, other) for other in shown):
            shown.append(zone)
            said.append(f"{with_weekday(instant, zone)} {words % {'place': zones.place(zone)}}")
    return _("That is %(readings)s.") % {"readings": _(" and ").join(said)} if said else ""


def as_typed(typed: Typed) -> str:
    """Say what somebody typed, in the words of its zone: “2026-03-04 18:30 Asia/Kathmandu”."""
    return f"{typed.wall.replace('T', ' ')} {typed.zone}"


def is_third(typed: Typed) -> bool:
    """Say whether what was typed stands by neither the newsroom's clock nor the reader's."""
    return typed.zone not in {settings.NEWSROOM_TIME_ZONE.key, reader().zone.key}


def _agree(instant: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    return one is other or instant.astimezone(one).utcoffset() == instant.astimezone(other).utcoffset()
