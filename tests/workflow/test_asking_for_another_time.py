"""Asking for the site at another time: what is typed, what an address may say, and the steps from there."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from workflow import travelling

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(newsroom: Newsroom) -> Client:
    return browser(newsroom.reporter)


def ask(client: Client, when: str, **more: str) -> HttpResponse:
    return client.get("/desk/at/", {"when": when, **more})  # type: ignore[return-value]


def test_a_time_is_typed_by_the_newsroom_s_clock(newsroom: Newsroom, desk: Client) -> None:
    answer = ask(desk, "2027-07-01T09:00", path="/feeds/rss.xml?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/at/20270701T080000Z/feeds/rss.xml?page=2")
    assert desk.get("/desk/at/2027-07-01T09:00/tag/x/")["Location"] == "/desk/at/20270701T080000Z/tag/x/"
    said = words(desk.get("/desk/at/20270701T080000Z/"))
    assert "The site as it will look on Thursday 1 July 2027, 09:00 BST" in said
    assert "Europe/London" in said
    assert newsroom.now.tzinfo is UTC


def test_s19_a_time_that_the_clocks_skip_or_repeat_is_answered_with_the_two_nearest(desk: Client) -> None:
    gap, twice = ask(desk, "2027-03-28T01:30", path="/tag/x/"), ask(desk, "2027-10-31T01:30", path="/tag/x/")
    assert (gap.status_code, twice.status_code) == (422, 422)
    for answer, nearest in (
        (gap, ("20270328T005900Z", "20270328T010000Z")),
        (twice, ("20271031T003000Z", "20271031T013000Z")),
    ):
        for instant in nearest:
            assert f'href="/desk/at/{instant}/tag/x/"' in answer.content.decode()
    assert "does not exist" in words(gap)
    assert "comes twice" in words(twice)
    first, second = (words(desk.get(f"/desk/at/20271031T0{hour}3000Z/")) for hour in (0, 1))
    assert ("01:30 BST" in first, "01:30 GMT" in second) == (True, True)


@pytest.mark.parametrize(
    "written",
    [
        "tomorrow",
        "20261332T000000Z",
        "20261124T250000Z",
        "99991231T235959Z",
        "00010101T000000Z",
        "19890101T000000Z",
        "2026-11-24T25:00",
        "3000-01-01T00:00",
        "20261124T090000",
        "٢٠٢٦١١٢٤T٠٩٠٠٠٠Z",
        "%0d%0aSet-Cookie:x",
        "1" * 5000,
    ],
)
def test_an_instant_that_is_none_is_refused_with_one_message(desk: Client, written: str) -> None:
    answer = desk.get(f"/desk/at/{written}/tag/x/")
    assert answer.status_code == 422
    assert answer.content.decode().count('role="alert"') == 1
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "evil", "", "/" + "x" * 5000])
def test_the_form_leads_to_no_other_site(desk: Client, path: str) -> None:
    assert ask(desk, "2027-07-01T09:00", path=path)["Location"] == "/desk/at/20270701T080000Z/"


def test_no_banner_leads_to_another_site(desk: Client) -> None:
    page = desk.get("/desk/at/20270701T080000Z//evil.example/").content.decode()
    assert "//evil.example" not in page
    assert "<script" not in desk.get('/desk/at/20270701T080000Z/"><script>alert(1)</script>/').content.decode()


def test_the_steps_go_by_the_hour_and_by_the_clock_on_the_wall() -> None:
    zone = settings.NEWSROOM_TIME_ZONE
    before_the_jump = datetime(2027, 3, 27, 9, tzinfo=UTC)
    there = {str(label): at for label, at in travelling.steps(before_the_jump, zone=zone)}
    assert there == {
        "−1 day": datetime(2027, 3, 26, 9, tzinfo=UTC),
        "−1 hour": datetime(2027, 3, 27, 8, tzinfo=UTC),
        "+1 hour": datetime(2027, 3, 27, 10, tzinfo=UTC),
        "+1 day": datetime(2027, 3, 28, 8, tzinfo=UTC),
    }
    first, last = datetime(1990, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, tzinfo=UTC)
    assert [str(label) for label, _at in travelling.steps(first, zone=zone)] == ["+1 hour", "+1 day"]
    assert [str(label) for label, _at in travelling.steps(last, zone=zone)] == ["−1 day", "−1 hour"]


def test_an_address_never_lies_before_the_instant_that_it_is_for() -> None:
    assert travelling.address(datetime(2027, 7, 1, 8, 0, 0, 1, tzinfo=UTC)) == "/desk/at/20270701T080001Z/"
