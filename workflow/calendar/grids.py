"""The calendar as a table: days in weeks, hours of days, or hours of each desk; every cell bounded."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from workflow.calendar import spans
from workflow.calendar.clashes import Window
from workflow.calendar.entries import Entry
from workflow.calendar.spans import Hour, Span, View
from workflow.enums import Resolution
from workflow.times.days import start_of

#: Entries that one cell shows; the others are counted.
MOST: Final = {View.MONTH: 5, View.WEEK: 4, View.DAY: 60, View.TIMELINE: 6}
#: What is planned for a week or a month, above the table.
MOST_BANNERS: Final = 12

ALL_DAY: Final = (-1, 0)


@dataclass(frozen=True, slots=True)
class Head:
    """What a column or a row is for: a day, an hour by the clock, or whatever has a name."""

    day: date | None = None
    hour: tuple[int, int] | None = None
    at: datetime | None = None
    name: str = ""

    @property
    def is_again(self) -> bool:
        """The clock shows this hour for the second time."""
        return self.hour is not None and self.hour[1] == 1


@dataclass(slots=True)
class Cell:
    """One place of the table; without `exists` no clock ever shows that hour on that day."""

    day: date
    hour: Hour | None = None
    exists: bool = True
    is_outside: bool = False
    is_twice: bool = False
    items: list[Any] = field(default_factory=list)
    more: int = 0
    windows: list[Window] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.items and not self.windows

    @property
    def quarters(self) -> str:
        """Write the minutes at which something may be put here, as the page's script reads them."""
        return " ".join(f"{minute:02d}" for minute in self.hour.minutes) if self.hour else ""


@dataclass(frozen=True, slots=True)
class Line:
    head: Head
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table, and above it what is planned for longer than a day."""

    columns: list[Head]
    lines: list[Line]
    banners: list[Any]
    more_banners: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a timeline: which entries stand in it, and whose windows."""

    name: str
    holds: Callable[[Entry], bool]
    desk_id: int | None = None


def build(
    span: Span,
    entries: Sequence[Entry],
    windows: Sequence[Window],
    *,
    rows: Sequence[Row] = (),
    dress: Callable[[Entry], Any],
) -> Grid:
    """Lay the entries out; `dress` makes of each that is shown what the page shows."""
    long = [one for one in entries if one.resolution in {Resolution.MONTH, Resolution.WEEK}]
    short = [one for one in entries if one.resolution not in {Resolution.MONTH, Resolution.WEEK}]
    if span.view is View.MONTH:
        columns, lines = _month(span, short, windows)
    elif span.view is View.TIMELINE:
        columns, lines = _timeline(span, short, windows, rows)
    else:
        columns, lines = _days(span, short, windows)
    for line in lines:
        for cell in line.cells:
            _cut(cell, MOST[span.view], dress)
    banners = [dress(one) for one in long[:MOST_BANNERS]]
    return Grid(columns, lines, banners, len(long) - len(banners))


def _month(span: Span, entries: Iterable[Entry], windows: Sequence[Window]) -> tuple[list[Head], list[Line]]:
    by_day = _by(entries, lambda one: one.day(span.zone))
    cells = [
        Cell(
            day,
            items=by_day.get(day, []),
            is_outside=day.month != span.day.month,
            windows=_of_day(day, span, windows),
        )
        for day in span.days
    ]
    weeks = [cells[index : index + 7] for index in range(0, len(cells), 7)]
    return [Head(day=day) for day in span.days[:7]], [Line(Head(day=week[0].day), week) for week in weeks]


def _days(span: Span, entries: Iterable[Entry], windows: Sequence[Window]) -> tuple[list[Head], list[Line]]:
    by_place = _by(entries, lambda one: (one.day(span.zone), _hour(one, span)))
    all_day = [Cell(day, items=by_place.get((day, ALL_DAY), [])) for day in span.days]
    lines = [Line(Head(hour=ALL_DAY), all_day)]
    hours = {day: {hour.key: hour for hour in spans.hours(day, span.zone)} for day in span.days}
    for key in spans.hour_keys(span.days, span.zone):
        cells = [_cell(day, key, hours[day], by_place.get((day, key), []), windows) for day in span.days]
        at = next(hours[day][key].quarters[0] for day in span.days if key in hours[day])
        lines.append(Line(Head(hour=key, at=at), cells))
    return [Head(day=day) for day in span.days], lines


def _timeline(
    span: Span, entries: Iterable[Entry], windows: Sequence[Window], rows: Sequence[Row]
) -> tuple[list[Head], list[Line]]:
    day, hours = span.day, {hour.key: hour for hour in spans.hours(span.day, span.zone)}
    columns = [Head(hour=ALL_DAY), *(Head(hour=key, at=hour.quarters[0]) for key, hour in hours.items())]
    lines = []
    for row in rows:
        by_hour = _by((one for one in entries if row.holds(one)), lambda one: _hour(one, span))
        theirs = [window for window in windows if window.desk_id in {None, row.desk_id}]
        cells = [_cell(day, key, hours, by_hour.get(key, []), theirs) for key in hours]
        lines.append(Line(Head(name=row.name), [Cell(day, items=by_hour.get(ALL_DAY, [])), *cells]))
    return columns, lines


def _cell(
    day: date,
    key: tuple[int, int],
    hours: Mapping[tuple[int, int], Hour],
    entries: list[Entry],
    windows: Sequence[Window],
) -> Cell:
    hour = hours.get(key)
    if hour is None:
        return Cell(day, exists=False)
    is_twice = (key[0], 1 - key[1]) in hours
    met = [window for window in windows if window.meets(hour.quarters[0], hour.end)]
    return Cell(day, hour, is_twice=is_twice, items=entries, windows=met)


def _of_day(day: date, span: Span, windows: Sequence[Window]) -> list[Window]:
    start, end = start_of(day, span.zone), start_of(day + spans.DAY, span.zone)
    return [window for window in windows if window.meets(start, end)]


def _hour(entry: Entry, span: Span) -> tuple[int, int]:
    local = entry.at.astimezone(span.zone)
    return (local.hour, local.fold) if entry.is_exact else ALL_DAY


def _by(entries: Iterable[Entry], key: Callable[[Entry], Any]) -> dict[Any, list[Any]]:
    found = defaultdict(list)
    for entry in entries:
        found[key(entry)].append(entry)
    return dict(found)


def _cut(cell: Cell, most: int, dress: Callable[[Entry], Any]) -> None:
    cell.more = max(0, len(cell.items) - most)
    cell.items = [dress(entry) for entry in cell.items[:most]]
