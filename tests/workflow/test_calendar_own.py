"""What a person keeps of the calendar: filters under a name; and what administrators keep in it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.journeys.test_naughty_words import WORDS
from tests.people import Newsroom, person
from tests.workflow.calendars import DAY, HOUR
from tests.workflow.desk_pages import browser, words
from tests.workflow.test_calendar_feeds import address
from workflow import actions
from workflow.exceptions import NotNow
from workflow.models import Blackout, CalendarFeed, SavedFilter

#: The scripts of the page, of which nobody's words make one more.
OURS = ['<script src="/static/js/menu.js" defer>', '<script type="module" src="/static/js/calendar.js">']


@pytest.mark.parametrize("word", [word for word in WORDS if "\0" not in word])
def test_naughty_names_run_nowhere_in_the_calendar(newsroom: Newsroom, word: str) -> None:
    story = newsroom.scheduled("x", goes_live_at=newsroom.now + HOUR)
    name = " ".join(word.split())[:60].strip()
    story.article.slugline = word[:200]
    story.article.save()
    Blackout.objects.create(name=name, starts_at=newsroom.now, ends_at=newsroom.now + DAY)
    client = browser(newsroom.publisher)
    client.post("/desk/calendar/filters/", {"name": word[:60], "query": "view=week"})
    for view in ("month", "week", "day", "timeline"):
        page = client.get(f"/desk/calendar/?view={view}").content.decode()
        assert word not in page or not set(word) & set("<>&\"'")
        assert re.findall(r"<script\b[^>]*>", page) == OURS


def test_a_filter_is_kept_under_its_name_applied_by_its_link_and_deleted(newsroom: Newsroom) -> None:
    client = browser(newsroom.publisher)
    asked = "view=week&on=2027-01-12&urgency=3&kind=air&nonsense=1&person=abc"
    response = client.post(
        "/desk/calendar/filters/", {"name": "  My  week ", "query": "view=week&urgency=3&kind=air&on=2027-01-12&x=1"}
    )
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.name, kept.query) == (newsroom.publisher, "My week", "view=week&urgency=3&kind=air")
    assert response.headers["Location"] == f"/desk/calendar/?{kept.query}"
    page = client.get("/desk/calendar/")
    assert f'href="/desk/calendar/?{kept.query.replace("&", "&amp;")}"' in page.content.decode()
    client.post("/desk/calendar/filters/", {"name": "My week", "query": "urgency=2"})
    assert [one.query for one in SavedFilter.objects.all()] == ["urgency=2"]
    client.post("/desk/calendar/filters/", {"name": "broken", "query": asked})
    assert SavedFilter.objects.get(name="broken").query == ""
    assert client.post(f"/desk/calendar/filters/{kept.pk}/drop/").status_code == 302
    assert not SavedFilter.objects.filter(name="My week").exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_filter_without_a_name_is_refused_in_words(newsroom: Newsroom, name: str) -> None:
    client = browser(newsroom.publisher)
    response = client.post("/desk/calendar/filters/", {"name": name, "query": "urgency=2"}, follow=True)
    assert "Give it a name of at most 60 characters." in words(response)
    assert SavedFilter.objects.count() == 0


def test_a_name_that_no_database_keeps_is_refused_in_words(newsroom: Newsroom) -> None:
    client = browser(newsroom.publisher)
    response = client.post("/desk/calendar/filters/", {"name": "a\0b", "query": "view=week"}, follow=True)
    assert response.status_code == 200
    assert [one.level_tag for one in response.context["messages"]] == ["error"]
    assert SavedFilter.objects.count() == 0


def test_w2_filters_and_addresses_are_their_owner_s_alone(newsroom: Newsroom) -> None:
    kept = actions.keep_filter(by=newsroom.publisher, name="mine", query="")
    address(newsroom)
    feed = CalendarFeed.objects.get()
    other = browser(newsroom.editor)
    assert other.post(f"/desk/calendar/filters/{kept.pk}/drop/").status_code == 404
    assert other.post(f"/desk/calendar/feeds/{feed.pk}/revoke/").status_code == 404
    assert "mine" not in words(other.get("/desk/calendar/"))
    assert "You have none." in words(other.get("/desk/calendar/feeds/"))
    assert other.get(f"/desk/calendar/filters/{kept.pk}/drop/").status_code == 405
    assert browser(person("Nora")).post(f"/desk/calendar/filters/{kept.pk}/drop/").status_code == 403
    assert (SavedFilter.objects.count(), CalendarFeed.objects.count()) == (1, 1)


def test_there_is_an_end_to_filters_and_to_addresses(newsroom: Newsroom) -> None:
    for number in range(30):
        actions.keep_filter(by=newsroom.publisher, name=f"filter {number}", query="")
    with pytest.raises(NotNow, match="30 filters"):
        actions.keep_filter(by=newsroom.publisher, name="one more", query="")
    actions.keep_filter(by=newsroom.publisher, name="filter 7", query="urgency=1")
    for _number in range(10):
        address(newsroom)
    response = browser(newsroom.publisher).post("/desk/calendar/feeds/", {"query": ""})
    assert response.status_code == 409
    assert "revoke one first" in words(response)
    assert (SavedFilter.objects.count(), CalendarFeed.objects.count()) == (30, 10)


def test_blackouts_are_kept_in_the_admin_and_validated(chief: Any, client: Client, newsroom: Newsroom) -> None:
    sent = {
        "desk": "",
        "name": "Election silence",
        **{f"starts_at_{index}": word for index, word in enumerate(("2027-05-06", "00:00"))},
        **{f"ends_at_{index}": word for index, word in enumerate(("2027-05-06", "22:00"))},
    }
    where = "/admin/workflow/blackout/add/"
    for wrong, why in (
        ({"ends_at_1": "00:00"}, "It ends before it begins"),
        ({"ends_at_0": "2028-06-01"}, "longer than a year"),
        ({"starts_at_0": "2027-03-28", "starts_at_1": "01:30"}, "may not exist"),
        ({"name": ""}, "required"),
    ):
        response = client.post(where, {**sent, **wrong})
        assert response.status_code == 200
        assert why in words(response)
    assert client.post(where, sent).status_code == 302
    kept = Blackout.objects.get()
    assert (kept.desk, kept.starts_at) == (None, datetime(2027, 5, 5, 23, tzinfo=UTC))
    assert "blackout: Election silence" in words(
        browser(newsroom.reporter).get("/desk/calendar/?view=day&on=2027-05-06")
    )
