"""Medians and other quantiles, counted one way on every database. No reads."""

from collections.abc import Sequence
from datetime import timedelta


def quantile(sorted_spans: Sequence[timedelta], part: float) -> timedelta:
    """Return the value below which this part of a sorted sequence lies, interpolated (PostgreSQL's percentile_cont)."""
    place = part * (len(sorted_spans) - 1)
    low = int(place)
    high = min(low + 1, len(sorted_spans) - 1)
    return sorted_spans[low] + (sorted_spans[high] - sorted_spans[low]) * (place - low)
