"""When a picture was taken, from the ways the three standards write it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

WRITTEN = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
EXIF_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)\s+(\d\d:\d\d:\d\d)(\.\d+)?", re.ASCII)
EXIF_OFFSET = re.compile(r"Z|[+-]\d\d:\d\d", re.ASCII)
IIM_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
IIM_TIME = re.compile(r"(\d\d)(\d\d)(\d\d)([+-]\d{4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Capture:
    """A time as a file writes it, in the form of ISO 8601, and the time that it is; naive where no zone is named."""

    as_written: str = ""
    at: datetime | None = None

    @property
    def instant(self) -> datetime | None:
        """The instant, if there is one: nothing guesses a zone."""
        return self.at if self.at and self.at.tzinfo else None


def chosen(texts: Iterable[str]) -> Capture:
    """Take the first that says a time; of two that agree on it, the one that names its zone."""
    captures = [capture for capture in map(_capture, texts) if capture.as_written]
    if not captures:
        return Capture()
    first = captures[0]
    zoned = (other for other in captures if first.at and other.at and _is_same_with_zone(first.at, other.at))
    return next(zoned, first)


def from_exif(written: str, offset: str) -> str:
    """Write EXIF's date and offset as ISO 8601; cameras whose clock was never set write zeros or blanks."""
    found = EXIF_DATE.match(written.strip("\0 "))
    if found is None:
        return ""
    zone = EXIF_OFFSET.fullmatch(offset.strip("\0 "))
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}{zone[0] if zone else ''}"


def from_iim(day_written: str, time_written: str) -> str:
    """Write the date 2:55 and the time 2:60 as ISO 8601; zeros stand for a month or a day that nobody knows."""
    day, hour = IIM_DATE.fullmatch(day_written.strip()), IIM_TIME.fullmatch(time_written.strip())
    if day is None:
        return ""
    known = "-".join(day.groups()).removesuffix("-00").removesuffix("-00")
    if hour is None or len(known) < 10:
        return known
    return f"{known}T{hour[1]}:{hour[2]}:{hour[3]}{hour[4] or ''}"


def _capture(text: str) -> Capture:
    found = WRITTEN.fullmatch(text.strip())
    if found is None or found[1] == "0000":
        return Capture()
    if found[4] is None:
        return Capture(found[0]) if _is_day(found[1], found[2], found[3]) else Capture()
    if found[1] in {"0001", "9999"}:  # no clock anywhere else could show it
        return Capture()
    try:
        return Capture(found[0], datetime.fromisoformat(found[0].replace(" ", "T", 1).replace(" ", "")))
    except ValueError:  # such as the 31st of February, or the hour 25
        return Capture()


def _is_day(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _is_same_with_zone(one: datetime, other: datetime) -> bool:
    wall, same = (moment.replace(tzinfo=None, microsecond=0) for moment in (one, other))
    return one.tzinfo is None and other.tzinfo is not None and (wall == same or wall == same.replace(second=0))
