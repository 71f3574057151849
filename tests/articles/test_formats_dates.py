"""Dates as people spell them: read where they say one thing, refused where they could say two."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.exceptions import PostRefused
from articles.formats.dates import read_date

BERLIN = ZoneInfo("Europe/Berlin")
MIDNIGHT = datetime(2019, 1, 17, 23, 0, tzinfo=UTC)
HALF_PAST_NINE = datetime(2019, 1, 18, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2019-01-18", "2019-1-18", "20190118", "2019-W03-5", "2019/01/18", "2019.01.18", "18.01.2019", "01/18/2019",
        "18/01/2019", "Jan 18, 2019", "January 18th, 2019", "18 January 2019", "Friday, 18 Jan 2019", " 2019-01-18 ",
    ],
)  # fmt: skip
def test_a_day_is_read_in_any_common_spelling(text: str) -> None:
    assert read_date(text, zone=BERLIN) == (MIDNIGHT, "")


@pytest.mark.parametrize(
    "text",
    [
        "2019-01-18 09:30", "2019-01-18T09:30:00", "2019-01-18 9:30:00 +0100", "2019-01-18T09:30:00+01:00",
        "2019-01-18 08:30:00 Z", "2019-01-18 08:30 UTC", "20190118T083000Z", "Fri, 18 Jan 2019 09:30:00 +0100",
        "Fri, 18 Jan 2019 08:30:00 GMT", "2019-01-18 03:30 EST", "January 18, 2019 at 9:30 AM", "2019-01-18 3:30:00 -5",
        "18.01.2019 09:30", "2019-01-18T09:30:00.000+0100",
    ],
)  # fmt: skip
def test_a_time_is_read_in_any_common_spelling(text: str) -> None:
    assert read_date(text, zone=BERLIN) == (HALF_PAST_NINE, "")


@pytest.mark.parametrize(
    "text",
    [
        "soon", "2019", "Jan 2019", "18 Jan", "10:30", "Friday", "1547805600", "2019-02-30", "2019-01-18 25:00",
        "12-11-10",
        "2019-01-18 09:30 IST", "2019-01-18T09:30:00+25:00", "2019-01-18T09:30:00+01:75", "0999-01-01", "10000-01-01",
        "9999-12-31T23:59:59-05:00", "<%= new Date() %>", "x" * 500, "",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_naming_the_field(text: str) -> None:
    with pytest.raises(PostRefused) as caught:
        read_date(text, zone=BERLIN)
    assert caught.value.field == "date"
    assert len(str(caught.value)) < 300


def test_a_date_that_could_be_two_is_refused_naming_both() -> None:
    with pytest.raises(PostRefused, match="2019-04-03 or 2019-03-04"):
        read_date("03/04/2019", zone=BERLIN)
    assert read_date("4/4/2019", zone=BERLIN).at == datetime(2019, 4, 3, 22, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_is_refused_with_the_two_nearest() -> None:
    with pytest.raises(PostRefused, match="2019-03-31 01:59:59 to 2019-03-31 03:00:00"):
        read_date("2019-03-31 02:30", zone=BERLIN)
    with pytest.raises(PostRefused, match="2011-12-29 23:59:59 to 2011-12-31 00:00:00"):
        read_date("2011-12-30 12:00", zone=ZoneInfo("Pacific/Apia"))


def test_a_time_that_came_twice_is_the_earlier_and_reported() -> None:
    at, notice = read_date("2019-10-27 02:30", zone=BERLIN)
    assert at == datetime(2019, 10, 27, 0, 30, tzinfo=UTC)
    assert "Europe/Berlin" in notice


def test_a_day_without_a_midnight_starts_when_it_starts() -> None:
    at, notice = read_date("2018-11-04", zone=ZoneInfo("America/Sao_Paulo"))
    assert at == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)
    assert "01:00" in notice


def test_an_offset_rules_over_the_zone() -> None:
    assert read_date("2019-03-31 02:30 +0100", zone=BERLIN) == (datetime(2019, 3, 31, 1, 30, tzinfo=UTC), "")
