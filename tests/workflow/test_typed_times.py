"""What was typed for a time: kept beside the instant, and the instant stays whoever looks at it from wherever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.enums import Verb
from workflow.forms.moves import Asked, MoveForm
from workflow.times import readings, wall_time, zones
from workflow.times.readings import Clock
from workflow.times.wall_time import Typed
from workflow.transitions import TABLE

#: Half an hour of summer time, quarters of an hour, both sides of the date line, a summer time that is the standard.
ODD = ["Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Niue"]
ODD += ["Europe/Dublin", "America/St_Johns", "Africa/Casablanca", "Asia/Gaza", "America/Havana", "UTC", "Etc/GMT+12"]
ODD += ["Europe/London", "America/New_York"]
NAMES = st.sampled_from(sorted({*ODD, *(name for _region, places in zones.by_region() for name, _place in places)}))
FINE = st.sampled_from([0, 0, 123_456])
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2199-12-31T23:59:59")


@cache
def changes(name: str, year: int) -> list[datetime]:
    """Find the instants of a year at which a zone's clocks are changed."""
    zone, found = ZoneInfo(name), []
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        then = at + timedelta(hours=6)
        if at.astimezone(zone).utcoffset() != then.astimezone(zone).utcoffset():
            found.append(_halved(at, then, zone))
        at = then
    return found


def _halved(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, list[str]]:
    """Any moment from 1990 to 2199, most within the hours that the clock of one of the zones skips or repeats."""
    names, year = draw(st.lists(NAMES, min_size=5, max_size=7)), draw(st.integers(1990, 2100))
    near = draw(st.sampled_from(ODD))
    if found := changes(near, year):
        at = draw(st.sampled_from(found)) + timedelta(seconds=draw(st.integers(-5400, 5400)), microseconds=draw(FINE))
        return at, draw(st.permutations([near, *names]))
    whole = draw(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
    return whole if draw(st.booleans()) else whole.replace(hour=0, minute=0, second=0, microsecond=0), names


def untouched(form: MoveForm) -> dict[str, Any]:
    """Return what a browser sends for a form that nobody touched."""
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def saves(instant: datetime, names: list[str]) -> Iterator[tuple[datetime, Typed]]:
    """Let people of these zones open a plan's form and save it, one after another."""
    for name in names:
        with readings.read_by(Clock.of(name)):
            asked = Asked(
                verb=Verb.RESCHEDULE,
                asks=TABLE[Verb.RESCHEDULE].asks,
                version=1,
                initial={"goes_live_at": instant, "expires_at": None},
            )
            form = MoveForm(untouched(MoveForm(asked=asked)), asked=asked)
            assert form.is_valid(), form.errors
            instant = form.arguments()["goes_live_at"]
            yield instant, form.arguments()["typed"]["goes_live_at"]


@settings(deadline=None)
@given(cases())
@example((LAST.replace(tzinfo=UTC), ["Pacific/Kiritimati", "Asia/Tokyo", "UTC", "Europe/London", "America/New_York"]))
@example((FIRST.replace(tzinfo=UTC), ["Etc/GMT+12", "America/New_York", "UTC", "Europe/London", "Pacific/Niue"]))
def test_s19_an_instant_survives_any_number_of_saves_from_any_zones(case: tuple[datetime, list[str]]) -> None:
    instant, names = case
    for (saved, typed), name in zip(saves(instant, names), names, strict=True):
        assert saved == instant
        assert typed.zone == name


@settings(deadline=None)
@given(cases().filter(lambda case: 1990 < case[0].year < 2199))
def test_s20_what_is_typed_names_the_instant_that_it_was_taken_for(case: tuple[datetime, list[str]]) -> None:
    instant, names = case
    for typed in (Typed.of(instant, zone=ZoneInfo(name)) for name in names):
        assert not wall_time.differs(instant, typed)
        assert wall_time.differs(instant + timedelta(seconds=1), typed)
        assert wall_time.differs(instant + timedelta(days=1), typed)


@settings(deadline=None)
@given(cases().filter(lambda case: 1990 < case[0].year < 2199))
def test_s21_what_a_clock_shows_is_read_as_one_instant_or_asked_about(
    case: tuple[datetime, list[str]],
) -> None:
    """Whatever stands on the clock is an instant; twice only within an overlap, and then this is one of the two."""
    instant, names = case
    whole = instant.replace(microsecond=0)
    for zone in map(ZoneInfo, names):
        text = wall_time.as_typed(whole, zone=zone)
        both = {wall_time.parse(text, zone=zone, fold=fold) for fold in (0, 1)}
        assert whole in both
        assert once_or_asked(text, zone) == both


def once_or_asked(text: str, zone: ZoneInfo) -> set[datetime]:
    try:
        return {wall_time.parse(text, zone=zone)}
    except wall_time.IsTwice as twice:
        return {twice.earlier.astimezone(UTC), twice.later.astimezone(UTC)}


@settings(deadline=None)
@given(st.sampled_from(ODD), st.integers(1990, 2100), st.integers(1, 7199))
def test_s22_a_time_that_a_clock_skips_is_refused_with_two_that_exist(name: str, year: int, into: int) -> None:
    zone = ZoneInfo(name)
    for change in changes(name, year):
        before, after = (at.astimezone(zone) for at in (change - timedelta(seconds=1), change))
        skipped = after.replace(tzinfo=None) - before.replace(tzinfo=None) - timedelta(seconds=1)
        if skipped.total_seconds() <= 0:
            continue
        inside = before.replace(tzinfo=None) + timedelta(seconds=1 + into % int(skipped.total_seconds()))
        with pytest.raises(wall_time.InGap) as refused:
            wall_time.parse(f"{inside:%Y-%m-%d %H:%M:%S}", zone=zone)
        for near in (refused.value.before, refused.value.after):
            assert wall_time.parse(f"{near:%Y-%m-%d %H:%M:%S}", zone=zone) == near
        assert refused.value.before < change <= refused.value.after


def test_the_two_of_an_overlap_stay_what_was_chosen_and_can_be_changed() -> None:
    later = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    asked = Asked(Verb.RESCHEDULE, TABLE[Verb.RESCHEDULE].asks, version=1, initial={"goes_live_at": later})
    form = MoveForm(asked=asked)
    assert str(form["goes_live_at_fold"]).count('type="radio"') == 2
    assert form["goes_live_at_fold"].value() == "1"
    other = MoveForm({**untouched(form), "goes_live_at_fold": "0"}, asked=asked)
    assert other.is_valid()
    assert other.arguments()["goes_live_at"] == later - timedelta(hours=1)


def test_a_time_beside_the_overlap_asks_nothing_and_leaves_no_answer_behind() -> None:
    """An answer that nobody gave must not be taken for a later question."""
    noon = datetime(2027, 10, 31, 12, tzinfo=UTC)
    asked = Asked(Verb.RESCHEDULE, TABLE[Verb.RESCHEDULE].asks, version=1, initial={"goes_live_at": noon})
    form = MoveForm(asked=asked)
    assert not form["goes_live_at_fold"].value()
    moved = MoveForm({**untouched(form), "goes_live_at": "2027-10-31T01:30"}, asked=asked)
    assert not moved.is_valid()
    assert "that time comes twice" in str(moved.errors["goes_live_at"])


@pytest.mark.parametrize(
    ("instant", "typed", "is_different"),
    [
        (datetime(2027, 7, 1, 17, 30, tzinfo=UTC), Typed("2027-07-01T18:30", "Europe/London"), False),
        (datetime(2027, 7, 1, 17, 30, 0, 999, tzinfo=UTC), Typed("2027-07-01T18:30", "Europe/London"), False),
        (datetime(2027, 7, 1, 18, 30, tzinfo=UTC), Typed("2027-07-01T18:30", "Europe/London"), True),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), Typed("2027-10-31T01:30", "Europe/London"), False),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), Typed("2027-10-31T01:30", "Europe/London"), False),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), Typed("2027-03-28T01:30", "Europe/London"), True),
        (datetime(2027, 7, 1, 17, 30, tzinfo=UTC), Typed("2027-07-01T18:30", "Mars/Base"), True),
        (datetime(2027, 7, 1, 17, 30, tzinfo=UTC), Typed("soon", "Europe/London"), True),
        (datetime(2027, 7, 1, 17, 30, tzinfo=UTC), None, False),
    ],
)
def test_a_changed_rule_shows_as_a_difference(instant: datetime, typed: Typed | None, is_different: bool) -> None:
    assert wall_time.differs(instant, typed) is is_different


def test_what_was_typed_at_first_stays_until_it_names_another_time() -> None:
    at = datetime(2027, 7, 1, 17, 30, tzinfo=UTC)
    first, now = Typed("2027-07-01T23:15", "Asia/Kathmandu"), Typed("2027-07-01T18:30", "Europe/London")
    changed = Typed("2027-07-01T18:30", "Mars/Base")
    assert wall_time.stays(at, typed=now, before=first) == first
    assert wall_time.stays(at, typed=now, before=changed) == now
    assert wall_time.stays(at, typed=None, before=changed) == changed
    assert wall_time.stays(at, typed=changed, before=None) is None
    assert wall_time.stays(at, typed=None, before=None) is None


def test_what_is_kept_reads_back_and_what_cant_be_read_is_nothing() -> None:
    typed = Typed("2027-07-01T18:30", "Europe/London")
    kept = wall_time.kept({"goes_live_at": typed})
    assert kept == {"goes_live_at": ["2027-07-01T18:30", "Europe/London"]}
    assert wall_time.read_kept(kept, "goes_live_at") == typed
    for odd in (None, {}, [], "x", {"goes_live_at": None}, {"goes_live_at": ["x"]}, {"goes_live_at": [1, 2]}):
        assert wall_time.read_kept(odd, "goes_live_at") is None
    assert wall_time.kept({}) is None
    assert wall_time.kept(None) is None
