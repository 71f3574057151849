"""Times as people type them by the newsroom's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from workflow.times import wall_time
from workflow.times.wall_time import InGap, IsTwice, WallTimeRefused

LONDON, NEW_YORK, LORD_HOWE = (ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe"))


@pytest.mark.parametrize(
    "typed", ["2026-07-01T18:30", "2026-07-01 18:30", " 2026-7-1  18:30:00 ", "2026-07-01T18:30:00.000"]
)
def test_a_time_is_read_in_the_newsrooms_zone(typed: str) -> None:
    assert wall_time.parse(typed, zone=LONDON) == datetime(2026, 7, 1, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone", "before", "after"),
    [
        ("2026-03-29T01:00", LONDON, "2026-03-29 00:59 GMT", "2026-03-29 02:00 BST"),
        ("2026-03-29T01:59:59", LONDON, "2026-03-29 00:59 GMT", "2026-03-29 02:00 BST"),
        ("2026-03-08T02:30", NEW_YORK, "2026-03-08 01:59 EST", "2026-03-08 03:00 EDT"),
        ("2026-10-04T02:15", LORD_HOWE, "2026-10-04 01:59 +1030", "2026-10-04 02:30 +11"),
    ],
)
def test_a_time_that_the_clocks_jump_over_is_refused_with_the_two_nearest(
    typed: str, zone: ZoneInfo, before: str, after: str
) -> None:
    with pytest.raises(InGap) as refused:
        wall_time.parse(typed, zone=zone)
    assert (refused.value.before.strftime(wall_time.SHOWN), refused.value.after.strftime(wall_time.SHOWN)) == (
        before,
        after,
    )
    assert before in str(refused.value)
    assert after in str(refused.value)


@pytest.mark.parametrize("fold", [None, 0, 1])
def test_the_minutes_beside_a_gap_are_times_like_others(fold: int | None) -> None:
    assert wall_time.parse("2026-03-29T00:59", zone=LONDON, fold=fold) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert wall_time.parse("2026-03-29T02:00", zone=LONDON, fold=fold) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_is_asked_for() -> None:
    with pytest.raises(IsTwice) as asked:
        wall_time.parse("2026-10-25T01:30", zone=LONDON)
    assert asked.value.earlier.strftime(wall_time.SHOWN) == "2026-10-25 01:30 BST"
    assert asked.value.later.strftime(wall_time.SHOWN) == "2026-10-25 01:30 GMT"
    assert wall_time.parse("2026-10-25T01:30", zone=LONDON, fold=0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert wall_time.parse("2026-10-25T01:30", zone=LONDON, fold=1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "tomorrow", "2026-02-30T10:00", "2026-01-01T24:00", "9999-12-31T23:59", "0001-01-01T00:00", "1989-12-31T23:59",
     "2200-01-01T00:00", "2026-01-01", "٢٠٢٦-01-01T10:00", "2026-01-01T10:00Z", "2026-01-01T10:00:00.5",
     "26-01-01T10:00"],
)  # fmt: skip
def test_what_names_no_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(WallTimeRefused) as refused:
        wall_time.parse(typed, zone=LONDON)
    assert str(refused.value)


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, LORD_HOWE])
def test_an_instant_survives_five_saves(zone: ZoneInfo) -> None:
    instant = first = datetime(2026, 6, 30, 22, 15, 7, tzinfo=UTC)
    for _save in range(5):
        instant = wall_time.parse(wall_time.as_typed(instant, zone=zone), zone=zone)
    assert instant == first
