"""Where the clocks of a zone jump."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def is_skipped(wall: datetime, zone: ZoneInfo) -> bool:
    """Say whether the zone's clocks jump over what some clock on a wall is to show."""
    there_and_back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None) != wall


def jump_over(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the second, in UTC, at which the clocks jump over a time, by halving the span that holds it."""
    low = wall.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    high = wall.replace(tzinfo=zone, fold=0).astimezone(UTC).replace(microsecond=0) + SECOND
    before = low.astimezone(zone).utcoffset()
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high
