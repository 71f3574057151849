"""Dates as people spell them, read without guessing."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil import parser
from django.utils.translation import gettext as _

from articles import clock_changes
from articles.exceptions import PostRefused

ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?[ \t]*(Z|z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?"
)
NUMBERS_ONLY = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{2,4})\b")
COMPACT = re.compile(r"(?:[0-9]{8}|[0-9]{4}-?W[0-9]{2}(?:-?[0-9])?)(?:T[0-9:.,]+(?:Z|[+-][0-9:]+)?)?")
"""The basic format of ISO 8601, and its weeks."""
STAND_INS = (datetime.fromisoformat("1904-01-01 00:00"), datetime.fromisoformat("1908-02-02 01:01"))
EARLIEST = datetime(1000, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, 9, tzinfo=UTC)
"""Bounds within which every zone on earth can show the instant."""
LONGEST = 100
ZONES = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
"""Hours east of Greenwich, the American names as RFC 2822 has them."""


class Moment(NamedTuple):
    """An instant in UTC, and what had to be assumed to find it."""

    at: datetime
    notice: str = ""


class _Spelled(NamedTuple):
    value: datetime
    has_time: bool


def read_date(text: str, *, zone: ZoneInfo) -> Moment:
    """Read ISO or a common spelling; a time without a zone is in `zone`.

    Raise PostRefused for what is no date, could be two dates, or names a time that a change of clocks skipped.
    """
    spelled = _read(text.strip())
    try:
        moment = _placed(spelled, zone)
    except OverflowError as broken:
        raise _out_of_range(text) from broken
    if not EARLIEST < moment.at < LATEST:
        raise _out_of_range(text)
    return moment


def _read(text: str) -> _Spelled:
    match = ISO.fullmatch(text)
    try:
        if match:
            return _Spelled(_from_iso(match), match[4] is not None)
        if COMPACT.fullmatch(text):
            return _Spelled(datetime.fromisoformat(text), "T" in text)
        return _from_words(text)
    except (ValueError, OverflowError) as broken:
        raise _not_a_date(text) from broken


def _from_iso(match: re.Match[str]) -> datetime:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    fraction = int(match[7].ljust(6, "0")[:6]) if match[7] else 0
    zone = _offset(match[8]) if match[8] else None
    return datetime(year, month, day, int(match[4] or 0), int(match[5] or 0), int(match[6] or 0), fraction, tzinfo=zone)


def _offset(spelling: str) -> tzinfo:
    if spelling[0] not in "+-":
        return UTC
    digits = spelling[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if minutes > 59:
        raise ValueError(spelling)
    return timezone((1 if spelling[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _from_words(text: str) -> _Spelled:
    """Read by dateutil, twice with two stand-ins, so that nothing it fills in by itself gets through."""
    if len(text) > LONGEST or text.isdigit():
        raise ValueError(text)
    _refuse_ambiguous(text)
    first, second = (parser.parse(text, default=stand_in, tzinfos=_zone_named) for stand_in in STAND_INS)
    if first.date() != second.date() or f"{first.year:04}" not in text:
        raise ValueError(text)
    return _Spelled(first, first.hour == second.hour)


def _refuse_ambiguous(text: str) -> None:
    match = NUMBERS_ONLY.match(text)
    if not match:
        return
    first, second, year = int(match[1]), int(match[3]), match[4]
    if len(year) != 4:
        raise _refused(_("“%(date)s” has no year of four digits. Write it like 2019-01-18.") % {"date": text})
    if first <= 12 and second <= 12 and first != second:
        raise _refused(
            _("“%(date)s” could be %(one)s or %(other)s. Write one of these two.")
            % {"date": text, "one": f"{year}-{second:02}-{first:02}", "other": f"{year}-{first:02}-{second:02}"}
        )


def _zone_named(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None:
        return None
    if name.upper() not in ZONES:
        raise _refused(_("The time zone “%(name)s” can mean several. Write an offset such as +01:00.") % {"name": name})
    return timezone(timedelta(hours=ZONES[name.upper()]))


def _placed(spelled: _Spelled, zone: ZoneInfo) -> Moment:
    if spelled.value.tzinfo is not None:
        return Moment(spelled.value.astimezone(UTC))
    naive = spelled.value
    early, late = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return Moment(early.astimezone(UTC))
    if clock_changes.is_skipped(naive, zone):
        return _skipped(spelled, zone)
    return Moment(early.astimezone(UTC), _overlap(naive, early, zone))


def _skipped(spelled: _Spelled, zone: ZoneInfo) -> Moment:
    naive = spelled.value
    change = clock_changes.jump_over(naive, zone)
    after = change.astimezone(zone)
    if not spelled.has_time:
        return Moment(change, _("The day %(day)s began at %(time)s.") % {"day": naive.date(), "time": after.time()})
    before = (change - timedelta(seconds=1)).astimezone(zone)
    raise _refused(
        _("%(time)s did not exist in %(zone)s: the clocks went from %(before)s to %(after)s. Write one of these two.")
        % {"time": _local(naive), "zone": zone.key, "before": _local(before), "after": _local(after)}
    )


def _overlap(naive: datetime, early: datetime, zone: ZoneInfo) -> str:
    return _("%(time)s came twice in %(zone)s when the clocks went back; the earlier was taken (%(offset)s).") % {
        "time": _local(naive),
        "zone": zone.key,
        "offset": f"{early:%z}",
    }


def _local(moment: datetime) -> str:
    return moment.replace(tzinfo=None, microsecond=0).isoformat(" ")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _out_of_range(text: str) -> PostRefused:
    return _refused(_("“%(date)s” is out of range; the years 1000 to 9999 can be used.") % {"date": _short(text)})


def _not_a_date(text: str) -> PostRefused:
    message = _("“%(date)s” is not a date. Write it like 2019-01-18 or 2019-01-18 09:30:00 +0100.")
    return _refused(message % {"date": _short(text)})


def _refused(message: str) -> PostRefused:
    return PostRefused(message, field="date")
