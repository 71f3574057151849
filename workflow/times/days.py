"""Where days start, and how a query tells days and weeks apart: by their first instants, and by no zone."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, DateField, Value, When


def start_of(day: date, zone: ZoneInfo | None = None) -> datetime:
    """Return a day's first instant, by the newsroom's clock unless told; where clocks jump over midnight, the jump."""
    return datetime(day.year, day.month, day.day, tzinfo=zone or settings.NEWSROOM_TIME_ZONE).astimezone(UTC)


def span_of(field: str, first_days: Iterable[date]) -> Case:
    """Name the span that an instant lies in, of those that start on these days: the database compares instants.

    PostgreSQL has zones of its own, which may be older than ours, and SQLite has none: neither is asked.
    """
    newest_first = sorted(first_days, reverse=True)
    spans = (When(**{f"{field}__gte": start_of(day)}, then=Value(day)) for day in newest_first)
    return Case(*spans, output_field=DateField())
