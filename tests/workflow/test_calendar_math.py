"""The calendar without a database: its days and hours, what clashes, public holidays, and the table."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from workflow.calendar import bank_holidays, clashes, grids, spans, words
from workflow.calendar.bank_holidays import UnknownPlace
from workflow.calendar.clashes import Plan, Window
from workflow.calendar.entries import Entry, Kind
from workflow.calendar.grids import ALL_DAY
from workflow.calendar.spans import Span, View
from workflow.enums import Resolution
from workflow.times.days import start_of

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def plan(key: int, minutes: float = 0, urgency: int = 2, package: int | None = None) -> Plan:
    return Plan(key, f"story {key}", NOON + timedelta(minutes=minutes), urgency, package)


def air(key: int, at: datetime, **more: object) -> Entry:
    return Entry(kind=Kind.AIR, at=at, name=f"story {key}", story_id=key, desk_id=1, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "zone", "count", "said"),
    [
        (date(2026, 11, 24), "Europe/London", 24, {}),
        (date(2026, 3, 29), "Europe/London", 23, {(1, 0): 0}),
        (date(2026, 10, 25), "Europe/London", 25, {(1, 0): 4, (1, 1): 4}),
        (date(2026, 4, 5), "Australia/Lord_Howe", 25, {(1, 0): 4, (1, 1): 2}),  # half an hour comes twice
        (date(2026, 10, 4), "Australia/Lord_Howe", 24, {(2, 0): 2}),  # half an hour is jumped over
        (date(2026, 9, 6), "America/Santiago", 23, {(0, 0): 0}),  # midnight itself is jumped over
        (date(2026, 4, 4), "America/Santiago", 25, {(23, 0): 4, (23, 1): 4}),
        (date(2026, 11, 24), "Asia/Kathmandu", 24, {}),
    ],
)
def test_s16_a_day_has_the_hours_that_its_clock_shows(
    day: date, zone: str, count: int, said: dict[tuple[int, int], int]
) -> None:
    hours = spans.hours(day, ZoneInfo(zone))
    assert len(hours) == count
    found = {hour.key: len(hour.quarters) for hour in hours}
    assert {key: found.get(key, 0) for key in said} == said
    every = [at for hour in hours for at in hour.quarters]
    assert {later - one for one, later in pairwise([*every, start_of(day + spans.DAY, ZoneInfo(zone))])} == {
        spans.QUARTER
    }
    assert every[0] == start_of(day, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("view", "first", "last"),
    [
        (View.MONTH, date(2026, 10, 26), date(2026, 12, 6)),
        (View.WEEK, date(2026, 11, 23), date(2026, 11, 29)),
        (View.DAY, date(2026, 11, 24), date(2026, 11, 24)),
        (View.TIMELINE, date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_a_view_shows_whole_weeks_and_its_neighbours_follow_without_a_gap(view: View, first: date, last: date) -> None:
    span = Span(view, date(2026, 11, 24), LONDON)
    assert (span.days[0], span.days[-1]) == (first, last)
    before, after = span.before(), span.after()
    assert before is not None
    assert after is not None
    assert before.day < span.day < after.day
    if view is not View.MONTH:
        assert (before.end, after.start) == (span.start, span.end)
    assert (before.after(), after.before()) == (Span(view, before.after().day, LONDON), after.before())  # type: ignore[union-attr]


def test_a_month_goes_on_from_its_last_day_and_the_calendar_has_an_end() -> None:
    january = Span(View.MONTH, date(2027, 1, 31), LONDON)
    after, before = january.after(), january.before()
    assert (after and after.day, before and before.day) == (date(2027, 2, 1), date(2026, 12, 31))
    assert Span(View.MONTH, date(2198, 12, 5), LONDON).after() is None
    assert Span(View.DAY, date(1991, 1, 1), LONDON).before() is None


@pytest.mark.parametrize(
    ("minutes", "urgencies", "clash"),
    [
        ((0, 0), (1, 1), True),
        ((0, 14.99), (3, 1), True),
        ((0, 15), (1, 1), False),
        ((7, 21), (2, 3), True),  # two quarters of the clock, one of an hour
        ((0, 5), (3, 4), False),
        ((0, 5), (9, 9), False),
    ],
)
def test_two_urgent_stories_clash_within_any_quarter_of_an_hour(
    minutes: tuple[float, float], urgencies: tuple[int, int], clash: bool
) -> None:
    one, other = (plan(key, at, urgency) for key, at, urgency in zip((1, 2), minutes, urgencies, strict=True))
    found = clashes.crowds([other, one])
    assert {key: [mate.story_id for mate in crowd.named] for key, crowd in found.items()} == (
        {1: [2], 2: [1]} if clash else {}
    )


def test_a_package_is_no_clash_with_itself_but_with_others() -> None:
    found = clashes.crowds([plan(1, package=7), plan(2, package=7), plan(3, 10)])
    assert {key: (crowd.count, [one.story_id for one in crowd.named]) for key, crowd in found.items()} == {
        1: (1, [3]),
        2: (1, [3]),
        3: (2, [1, 2]),
    }


def test_a_neighbour_that_is_far_from_another_is_told_apart() -> None:
    found = clashes.crowds([plan(1, 0), plan(2, 10), plan(3, 20), plan(4, 60)])
    assert {key: crowd.count for key, crowd in found.items()} == {1: 1, 2: 2, 3: 1}


def test_thousands_at_one_second_are_counted_and_few_are_named() -> None:
    found = clashes.crowds(plan(key) for key in range(1, 3001))
    assert {(crowd.count, len(crowd.named)) for crowd in found.values()} == {(2999, 3)}
    assert words.of_crowd(found[1]) == (
        "less than 15 minutes from another urgent story: “story 2” at 12:00, urgency 2, “story 3” at 12:00, urgency 2,"
        " “story 4” at 12:00, urgency 2 and 2996 more"
    )


@pytest.mark.parametrize(
    ("minutes", "desk_id", "is_in"),
    [(0, 1, True), (59, 1, True), (60, 1, False), (-1, 1, False), (30, 2, False)],
)
def test_a_plan_in_a_blackout_of_its_desk_or_of_all_clashes(minutes: int, desk_id: int, is_in: bool) -> None:
    window = Window("election silence", 1, NOON, NOON + timedelta(hours=1))
    for_all = Window("mourning", None, NOON, NOON + timedelta(hours=1))
    at = NOON + timedelta(minutes=minutes)
    assert clashes.windows_at(at, desk_id, [window]) == ([window] if is_in else [])
    assert clashes.windows_at(at, desk_id, [for_all]) == ([for_all] if 0 <= minutes < 60 else [])


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        ("GB-ENG", date(2026, 12, 28), "Boxing Day (observed)"),
        ("GB-ENG", date(2026, 11, 30), ""),
        ("GB-SCT", date(2026, 11, 30), "Saint Andrew's Day"),
        ("DE", date(2026, 10, 3), "German Unity Day"),
        ("", date(2026, 12, 25), ""),
    ],
)
def test_public_holidays_are_those_of_the_place(place: str, day: date, name: str) -> None:
    assert bank_holidays.on([day], place=place).get(day, "")[: len(name) or None] == name


@pytest.mark.parametrize("place", ["XX", "GB-QQ", "nowhere", "GB-ENG-1"])
def test_a_place_that_nobody_knows_is_refused(place: str) -> None:
    with pytest.raises(UnknownPlace):
        bank_holidays.check(place)


def build(view: View, day: date, *entries: Entry, windows: tuple[Window, ...] = ()) -> grids.Grid:
    rows = [grids.Row("News", lambda one: one.desk_id == 1, 1), grids.Row("Sport", lambda one: one.desk_id == 2, 2)]
    return grids.build(Span(view, day, LONDON), entries, windows, rows=rows, dress=lambda one: one.name)


def test_s16_an_hour_that_comes_twice_has_two_rows_and_the_other_days_of_the_week_one() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    grid = build(View.WEEK, date(2026, 10, 25), air(1, first), air(2, second))
    assert len(grid.lines) == 26
    rows = {line.head.hour: line for line in grid.lines}
    assert (rows[1, 0].cells[6].items, rows[1, 1].cells[6].items) == (["story 1"], ["story 2"])
    assert [cell.exists for cell in rows[1, 1].cells] == [False] * 6 + [True]
    assert [cell.is_twice for cell in rows[1, 0].cells] == [False] * 6 + [True]
    assert rows[1, 1].head.is_again


def test_s16_an_hour_that_never_comes_has_no_place() -> None:
    grid = build(View.WEEK, date(2026, 3, 29))
    rows = {line.head.hour: line for line in grid.lines}
    assert [cell.exists for cell in rows[1, 0].cells] == [True] * 6 + [False]
    assert len(build(View.DAY, date(2026, 3, 29)).lines) == 24  # 23 hours, and the whole day


def test_a_cell_is_bounded_and_counts_the_rest() -> None:
    entries = [air(key, NOON + timedelta(seconds=key)) for key in range(9)]
    cells = [cell for line in build(View.MONTH, date(2026, 11, 1), *entries).lines for cell in line.cells]
    assert [(cell.day, len(cell.items), cell.more) for cell in cells if cell.items] == [(date(2026, 11, 24), 5, 4)]


def test_what_is_planned_for_longer_stands_above_and_for_a_day_in_no_hour() -> None:
    start = datetime(2026, 11, 24, tzinfo=UTC)
    more = {"kind": Kind.LINE, "desk_id": 2}
    lines = [Entry(at=start, name=str(which), resolution=which, **more) for which in Resolution]  # type: ignore[arg-type]
    grid = build(View.DAY, date(2026, 11, 24), *lines)
    rows = {line.head.hour: line.cells[0].items for line in grid.lines if line.cells[0].items}
    assert (grid.banners, rows) == (["MONTH", "WEEK"], {ALL_DAY: ["DAY"], (0, 0): ["MINUTE"]})
    timeline = build(View.TIMELINE, date(2026, 11, 24), *lines)
    assert [cell.items for cell in timeline.lines[1].cells if cell.items] == [["DAY"], ["MINUTE"]]
    assert [cell.items for cell in timeline.lines[0].cells if cell.items] == []


def test_a_window_marks_the_cells_that_it_meets_and_only_the_rows_of_its_desk() -> None:
    window = Window("silence", 2, NOON + timedelta(minutes=59), NOON + timedelta(hours=2))
    grid = build(View.TIMELINE, date(2026, 11, 24), windows=(window,))
    met = {
        line.head.name: [cell.hour and cell.hour.number for cell in line.cells if cell.windows] for line in grid.lines
    }
    assert met == {"News": [], "Sport": [12, 13]}
    month = build(View.MONTH, date(2026, 11, 24), windows=(window,))
    assert [cell.day for line in month.lines for cell in line.cells if cell.windows] == [date(2026, 11, 24)]


def test_s16_a_window_that_ends_with_the_first_of_two_hours_leaves_the_second_free() -> None:
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    grid = build(View.DAY, date(2026, 10, 25), windows=(Window("silence", None, start, start + timedelta(hours=1)),))
    assert [line.head.hour for line in grid.lines if line.cells[0].windows] == [(1, 0)]
