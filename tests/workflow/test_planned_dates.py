"""A date is planned as exactly as somebody knows it, and no more."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.enums import Resolution
from workflow.times import wall_time

LONDON = ZoneInfo("Europe/London")
ZONES = [LONDON, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Asia/Beirut"), ZoneInfo("UTC")]
MOMENTS = some.integers(800_000_000, 6_900_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
SPANS = some.builds(
    lambda moment, which, zone: (dates.holding(moment, which, zone=zone), moment, zone),
    MOMENTS,
    some.sampled_from(Resolution),
    some.sampled_from(ZONES),
)


@pytest.mark.parametrize(
    ("typed", "starts", "ends", "resolution"),
    [
        ("2026-12", "2026-12-01T00:00", "2027-01-01T00:00", "MONTH"),
        ("2026-7", "2026-06-30T23:00", "2026-07-31T23:00", "MONTH"),
        ("2026-W50", "2026-12-07T00:00", "2026-12-14T00:00", "WEEK"),
        ("2026w1", "2025-12-29T00:00", "2026-01-05T00:00", "WEEK"),
        (" 2026-12-03 ", "2026-12-03T00:00", "2026-12-04T00:00", "DAY"),
        ("2026-07-03", "2026-07-02T23:00", "2026-07-03T23:00", "DAY"),
        ("2026-12-03T18:00", "2026-12-03T18:00", "2026-12-03T18:01", "MINUTE"),
        ("2026-07-03 18:00:30", "2026-07-03T17:00", "2026-07-03T17:01", "MINUTE"),
        ("2026-03-29", "2026-03-29T00:00", "2026-03-29T23:00", "DAY"),
        ("2026-10-25", "2026-10-24T23:00", "2026-10-26T00:00", "DAY"),
    ],
)
def test_what_is_typed_is_a_span_by_the_newsrooms_clock(typed: str, starts: str, ends: str, resolution: str) -> None:
    planned = dates.parse(typed, zone=LONDON)
    assert planned == Planned(datetime.fromisoformat(starts).replace(tzinfo=UTC), Resolution(resolution))
    assert dates.end_of(planned, zone=LONDON) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2026",
        "2026-13",
        "2026-W54",
        "2025-W53",
        "2026-W0",
        "2026-02-30",
        "1066-10",
        "9999-W01",
        "2026-00-01",
        "2026-12-03T25:00",
        "٢٠٢٦-١٢",
        "2026-12-03T18:00 and then some",
        "2026-12-\x00",
        "9" * 500,
        "2026-12-03T",
    ],
)
def test_what_names_no_date_is_refused_in_words(typed: str) -> None:
    with pytest.raises(wall_time.WallTimeRefused) as refusal:
        dates.parse(typed, zone=LONDON)
    assert len(str(refusal.value)) > 20


def test_a_minute_that_the_clocks_jump_over_is_refused_and_one_that_comes_twice_is_asked_for() -> None:
    with pytest.raises(wall_time.InGap):
        dates.parse("2026-03-29T01:30", zone=LONDON)
    with pytest.raises(wall_time.IsTwice):
        dates.parse("2026-10-25T01:30", zone=LONDON)
    earlier, later = (dates.parse("2026-10-25T01:30", zone=LONDON, fold=fold).at for fold in (0, 1))
    assert later - earlier == timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-12", "December 2026"),
        ("2026-W50", "Week 50 of 2026, 7 Dec to 13 Dec"),
        ("2026-12-03", "Thursday 3 December 2026"),
        ("2026-07-03T18:00", "Fri 3 Jul 2026, 18:00 BST"),
    ],
)
def test_a_date_is_said_no_more_exactly_than_it_is_known(typed: str, said: str) -> None:
    assert dates.in_words(dates.parse(typed, zone=LONDON), zone=LONDON) == said


def test_a_day_that_starts_with_a_jump_of_the_clocks_starts_there() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    day = dates.parse("2024-03-31", zone=beirut)
    assert day.at.astimezone(beirut).isoformat() == "2024-03-31T01:00:00+03:00"
    assert dates.end_of(day, zone=beirut) - day.at == timedelta(hours=23)


@given(SPANS)
def test_every_moment_lies_in_one_span_that_reads_back_as_it_is_written(
    case: tuple[Planned, datetime, ZoneInfo],
) -> None:
    span, moment, zone = case
    end = dates.end_of(span, zone=zone)
    assert span.at <= moment < end
    assert dates.before(dates.after(span, zone=zone), zone=zone) == span
    typed = dates.as_typed(span, zone=zone)
    fold = span.at.astimezone(zone).fold
    assert dates.parse(typed, zone=zone, fold=fold) == span
    assert not dates.is_over(span, end - timedelta(microseconds=1), zone=zone)
    assert dates.is_over(span, end, zone=zone)
