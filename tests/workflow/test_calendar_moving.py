"""What stands in the calendar is put elsewhere: by whom, and what comes of the form that its script sends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from django.test import Client

from articles.models import Edition
from tests.people import Newsroom
from tests.workflow.calendars import HOUR, LONDON, items, line_on, on
from tests.workflow.calendars import newsroom as newsroom
from tests.workflow.desk_pages import browser, words
from tests.workflow.test_assignments import FERRY, planned
from workflow import people
from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.desk.calendar_items import Item
from workflow.enums import Resolution, Role
from workflow.models import Membership
from workflow.times import wall_time


def test_only_who_may_move_something_can_drag_it(newsroom: Newsroom) -> None:
    newsroom.scheduled("Planned", goes_live_at=newsroom.now + HOUR, expires_at=newsroom.now + 9 * HOUR)
    newsroom.on_air("Aired")
    for resolution in Resolution:
        line_on(newsroom, newsroom.now, resolution)
    sport = Newsroom.open("Sport")
    Membership.objects.create(desk=sport.desk, user=newsroom.reporter, role=Role.PUBLISHER)
    movable = {
        who: [item.entry.name for item in items(browser(person), on(newsroom)) if item.moving]
        for who, person in (
            ("publisher", newsroom.publisher),
            ("editor", newsroom.editor),
            ("reporter", newsroom.reporter),
        )
    }
    lines = ["line of a day", "line of a minute"]
    assert movable == {"publisher": [*lines, "Planned"], "editor": lines, "reporter": []}


def send(client: Client, item: Item, wall: str, **more: str) -> Any:
    """Send what the page's script sends when an entry is put elsewhere."""
    assert item.moving is not None
    sent = {name: one for name, (one,) in parse_qs(item.moving.said, keep_blank_values=True).items()}
    return client.post(item.moving.action, {**sent, item.moving.field: wall, **more}, follow=True)


def test_a_story_that_is_put_elsewhere_keeps_its_end_and_what_was_typed(newsroom: Newsroom) -> None:
    people.choose_zone(user=newsroom.publisher, name="America/New_York")
    end = newsroom.now + 9 * HOUR + timedelta(microseconds=77)
    story = newsroom.scheduled("Planned", goes_live_at=newsroom.now + HOUR, expires_at=end)
    client = browser(newsroom.publisher)
    item = next(item for item in items(client, on(newsroom)) if item.moving)
    response = send(client, item, wall_time.as_typed(newsroom.now + 2 * HOUR, zone=LONDON))
    assert response.redirect_chain == [(f"/desk/{story.pk}/", 302)]
    edition = Edition.objects.get()
    assert (edition.goes_live_at, edition.expires_at) == (newsroom.now + 2 * HOUR, end)


def test_a_line_that_is_put_elsewhere_says_otherwise_what_it_said(newsroom: Newsroom) -> None:
    due = newsroom.now - HOUR
    plan = replace(FERRY, brief="Who pays?\n\n; And & when =", due_at=due, planned_words=700)
    plan = replace(plan, planned=dates.holding(newsroom.now, Resolution.DAY, zone=LONDON))
    line = planned(newsroom, plan=plan)
    client = browser(newsroom.editor)
    (item,) = items(client, on(newsroom))
    assert send(client, item, "2027-02-03").redirect_chain == [(f"/desk/budget/{line.pk}/", 302)]
    line.refresh_from_db()
    assert line.planned == Planned(datetime(2027, 2, 3, tzinfo=UTC), Resolution.DAY)
    assert list(line.events.last().facts["changed"]) == ["planned_at"]


def test_s16_a_line_in_the_hour_that_comes_twice_is_put_elsewhere_with_its_due_time(newsroom: Newsroom) -> None:
    twice = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # the second half past one
    minute = Planned(twice, Resolution.MINUTE)
    line = planned(newsroom, plan=replace(FERRY, due_at=twice, planned=minute))
    client = browser(newsroom.editor)
    (item,) = items(client, "view=day&on=2027-10-31")
    assert send(client, item, "2027-11-02T09:15").status_code == 200
    line.refresh_from_db()
    assert (line.planned_at, line.due_at) == (datetime(2027, 11, 2, 9, 15, tzinfo=UTC), twice)


def test_w1_what_somebody_moved_meanwhile_is_not_moved_again(newsroom: Newsroom) -> None:
    story = newsroom.scheduled("Planned", goes_live_at=newsroom.now + HOUR)
    client = browser(newsroom.publisher)
    item = next(item for item in items(client, on(newsroom)) if item.moving)
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + 3 * HOUR)
    response = send(client, item, wall_time.as_typed(newsroom.now + 2 * HOUR, zone=LONDON))
    assert (response.status_code, Edition.objects.get().goes_live_at) == (409, newsroom.now + 3 * HOUR)
    assert "moved the story meanwhile" in words(response)


def test_s16_a_place_in_a_gap_is_refused_with_the_two_nearest(newsroom: Newsroom) -> None:
    newsroom.scheduled("Planned", goes_live_at=newsroom.now + HOUR)
    client = browser(newsroom.publisher)
    item = next(item for item in items(client, on(newsroom)) if item.moving)
    response = send(client, item, "2027-03-28T01:30")
    assert response.status_code == 422
    assert "choose 2027-03-28 00:59 GMT or 2027-03-28 02:00 BST" in words(response)
    response = send(client, item, "2027-10-31T01:30")
    assert response.status_code == 422
    assert 'type="radio" name="goes_live_at_fold"' in response.content.decode()
    assert send(client, item, "2027-10-31T01:30", goes_live_at_fold="1").status_code == 200
    assert Edition.objects.get().goes_live_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
