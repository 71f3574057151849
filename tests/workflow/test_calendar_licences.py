"""The calendar says when pictures leave stories: the ends of licences of what readers see at that time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from articles import site
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom
from tests.workflow.calendars import items, on
from tests.workflow.calendars import newsroom as newsroom
from tests.workflow.desk_pages import browser
from tests.workflow.test_calendar_feeds import address, read
from tests.workflow.test_picture_rights import another, license_it, shown
from workflow.calendar.spans import View
from workflow.models import Story

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def end(newsroom: Newsroom) -> datetime:
    return newsroom.now + 3 * HOUR


def licences(client: Client, asked: str) -> list[tuple[str, str, datetime]]:
    return [
        (item.what, item.entry.name, item.entry.at) for item in items(client, asked) if item.entry.kind == "licence"
    ]


@pytest.mark.parametrize("view", View.values)
def test_the_end_of_a_licence_is_seen_coming_and_leads_to_the_picture(
    newsroom: Newsroom, picture: Picture, end: datetime, view: str
) -> None:
    license_it(newsroom, picture, licensed_until=end)
    newsroom.on_air("Wedding", **shown(picture))
    client = browser(newsroom.reporter)
    assert licences(client, on(newsroom, view)) == [("licence ends", "gull.png", end)]
    (item,) = (item for item in items(client, on(newsroom, f"{view}&kind=licence")))
    assert (item.address, item.moving) == (f"/desk/pictures/{picture.token}/", None)
    lines = client.get(f"/desk/calendar/?{on(newsroom, view)}").context["grid"].lines
    assert view != View.TIMELINE or [line.head.name for line in lines] == [newsroom.desk.name, "pictures"]


def test_a_story_that_is_planned_has_it_too_and_one_that_is_over_by_then_has_not(
    newsroom: Newsroom, picture: Picture, end: datetime
) -> None:
    license_it(newsroom, picture, licensed_until=end)
    newsroom.on_air("Over by then", expires_at=end, **shown(picture))
    newsroom.draft("Not planned", **shown(picture))
    client = browser(newsroom.reporter)
    assert licences(client, on(newsroom)) == []
    story = newsroom.scheduled("Planned", goes_live_at=end - SECOND, **shown(picture))
    assert licences(client, on(newsroom)) == [("licence ends", "gull.png", end)]
    newsroom.act("unschedule", story)
    assert licences(client, on(newsroom)) == []


def test_once_for_many_stories_and_not_at_all_once_it_is_extended_or_they_are_killed(
    newsroom: Newsroom, picture: Picture, end: datetime
) -> None:
    license_it(newsroom, picture, licensed_until=end)
    stories = [newsroom.on_air(f"Wedding {number}", **shown(picture)) for number in range(3)]
    client = browser(newsroom.reporter)
    assert len(licences(client, on(newsroom))) == 1
    license_it(newsroom, picture, licensed_until=end + 40 * 24 * HOUR)
    assert licences(client, on(newsroom)) == []
    license_it(newsroom, picture, licensed_until=end)
    for story in stories:
        newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert licences(client, on(newsroom)) == []


def test_what_ended_while_readers_saw_it_stays_there(newsroom: Newsroom, picture: Picture) -> None:
    newsroom.later(hours=-48)
    license_it(newsroom, picture, licensed_until=newsroom.now + HOUR)
    newsroom.on_air("Wedding", **shown(picture))
    found = licences(browser(newsroom.reporter), on(newsroom))
    assert found == [("licence ended", "gull.png", newsroom.now + HOUR)]


def test_w2_only_who_may_read_a_story_with_it_sees_when_it_ends(
    newsroom: Newsroom, picture: Picture, end: datetime
) -> None:
    license_it(newsroom, picture, licensed_until=end)
    sport = Newsroom.open("Sport")
    sport.now = newsroom.now
    sport.on_air("Cup", **shown(picture))
    assert licences(browser(newsroom.publisher), on(newsroom)) == []
    assert read(address(newsroom)) == []
    assert len(licences(browser(sport.reporter), on(newsroom))) == 1
    (event,) = (one for one in read(address(sport)) if "licence" in str(one["SUMMARY"]))
    assert (str(event["SUMMARY"]), event.decoded("dtstart")) == ("gull.png (licence ends)", end.replace(microsecond=0))
    before = str(event["UID"])
    license_it(newsroom, picture, licensed_until=end + HOUR)
    assert before in {str(one["UID"]) for one in read(address(sport))}, "the same, moved"


def test_it_is_narrowed_as_its_story_is(newsroom: Newsroom, picture: Picture, end: datetime) -> None:
    license_it(newsroom, picture, licensed_until=end)
    story = newsroom.on_air("Wedding", **shown(picture))
    Story.objects.filter(pk=story.pk).update(urgency=4)
    client = browser(newsroom.publisher)
    counts = {
        asked: len(licences(client, f"{on(newsroom)}&{asked}"))
        for asked in (
            f"section={newsroom.section.slug}",
            f"desk={newsroom.desk.slug}",
            f"person={newsroom.reporter.pk}",
            f"person={newsroom.publisher.pk}",
            "urgency=4",
            "urgency=3",
            "status=PUBLISHED",
            "status=KILLED",
            "kind=air",
        )
    }
    assert list(counts.values()) == [1, 1, 1, 0, 1, 0, 1, 0, 0]


def test_many_ends_are_asked_for_at_once(newsroom: Newsroom, end: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "SECTIONS_LIVE_FOR", 600)
    client = browser(newsroom.publisher)
    before = queries(client, f"/desk/calendar/?{on(newsroom)}")
    for number in range(6):
        picture = another(newsroom, f"tern {number}.png", number)
        license_it(newsroom, picture, licensed_until=end)
        newsroom.on_air(f"Wedding {number}", **shown(picture))
    assert queries(client, f"/desk/calendar/?{on(newsroom)}") == before
    assert len(licences(client, on(newsroom))) == 6
