"""Public holidays where the newsroom is, by a country and, where it has them, a part of it: “GB-ENG”."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

import holidays


class UnknownPlace(ValueError):
    """Nobody keeps the holidays of that place; `str()` of it names the place."""


def on(days: Iterable[date], *, place: str) -> dict[date, str]:
    """Return the holidays among these days by name; none without a place. Raises `UnknownPlace`."""
    if not place:
        return {}
    found = ((day, _of_year(place, day.year).get(day)) for day in days)
    return {day: name for day, name in found if name}


def check(place: str) -> None:
    """Raise `UnknownPlace` for a place whose holidays nobody keeps."""
    on([date(2026, 1, 1)], place=place)


@lru_cache(maxsize=32)
def _of_year(place: str, year: int) -> Mapping[date, str]:
    country, _dash, part = place.partition("-")
    try:
        return dict(holidays.country_holidays(country, subdiv=part or None, years=year).items())
    except NotImplementedError as unknown:
        raise UnknownPlace(place) from unknown
