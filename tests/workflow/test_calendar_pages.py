"""The calendar at the desk: what stands in it for whom, and what comes of odd requests."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client

from articles import site
from articles.models import Edition, Picture
from tests import bulk
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.calendars import DAY, HOUR, LONDON, items, line_on, on, shown
from tests.workflow.calendars import newsroom as newsroom
from tests.workflow.desk_pages import browser
from tests.workflow.test_packages import together
from tests.workflow.test_picture_embargoes import bind
from workflow import actions, people
from workflow.budget import dates
from workflow.calendar import grids
from workflow.calendar.spans import View
from workflow.enums import Resolution
from workflow.models import Assignment, Blackout, Story


@pytest.mark.parametrize("where", ["", "feeds/"])
def test_a_stranger_is_asked_to_sign_in_and_no_page_is_stored(newsroom: Newsroom, where: str) -> None:
    assert Client().get(f"/desk/calendar/{where}").status_code == 302
    assert browser(person("Nora")).get(f"/desk/calendar/{where}").status_code == 403
    response = browser(newsroom.reporter).get(f"/desk/calendar/{where}")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("view", View.values)
def test_every_view_shows_what_is_planned_and_what_came_of_it(
    newsroom: Newsroom, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(grids.MOST, View.MONTH, 20)
    aired = newsroom.on_air("Aired", expires_at=newsroom.now + HOUR)
    newsroom.later(minutes=5)
    newsroom.scheduled("First", goes_live_at=newsroom.now + HOUR, expires_at=newsroom.now + 5 * HOUR)
    held = newsroom.scheduled("Held", goes_live_at=newsroom.now + 2 * HOUR)
    newsroom.act("hold", held, reason="rights")
    update = newsroom.on_air("Updated")
    newsroom.later(minutes=5)
    newsroom.act("schedule", newsroom.update(update), goes_live_at=newsroom.now + 3 * HOUR)
    embargoed = newsroom.draft("Embargoed")
    newsroom.act("set_embargo", embargoed, source="Ministry", embargoed_until=newsroom.now + 4 * HOUR)
    line_on(newsroom, newsroom.now, Resolution.DAY)
    found = shown(browser(newsroom.publisher), on(newsroom, view))
    assert sorted(found) == sorted(
        [
            ("went on air", str(aired)),
            ("expires", "Aired"),
            ("goes on air", "First"),
            ("expires", "First"),
            ("held", "Held"),
            ("went on air", "Updated"),
            ("update planned", "Updated"),
            ("embargo ends", "Embargoed"),
            ("budget line", "line of a day"),
        ]
    )


def test_what_came_true_is_told_with_its_lateness_and_once(newsroom: Newsroom) -> None:
    newsroom.scheduled("Late", goes_live_at=newsroom.now + HOUR, expires_at=newsroom.now + 2 * HOUR)
    newsroom.scheduled("Punctual", goes_live_at=newsroom.now + HOUR)
    client = browser(newsroom.publisher)
    before = {item.entry.key for item in items(client, on(newsroom))}
    newsroom.later(hours=1, seconds=1)
    newsroom.act(
        "reschedule",
        newsroom.scheduled("Moved", goes_live_at=newsroom.now + HOUR),
        goes_live_at=newsroom.now + 3 * HOUR,
    )
    Edition.objects.filter(article__slugline="Late").update(retry_announcement_at=newsroom.now + HOUR)
    newsroom.tick()
    newsroom.later(hours=2)
    newsroom.tick()
    found = {(item.what, item.entry.name): item for item in items(client, on(newsroom))}
    assert set(found) == {
        ("went on air", "Late"),
        ("expired", "Late"),
        ("went on air", "Punctual"),
        ("goes on air", "Moved"),
    }
    assert found["went on air", "Late"].lateness == "announced 2 h late"
    assert found["went on air", "Punctual"].lateness == ""
    assert before <= {item.entry.key for item in found.values()}


def test_a_correction_is_told_from_an_update(newsroom: Newsroom) -> None:
    story = newsroom.on_air("Wrong")
    newsroom.later(minutes=1)
    newsroom.act("revise", story)
    newsroom.save(story, headline="Right", correction_type="CORRECTION", correction_note="It was wrong.")
    newsroom.act("file", story)
    newsroom.act("schedule", newsroom.approve(story), goes_live_at=newsroom.now + HOUR)
    found = shown(browser(newsroom.publisher), on(newsroom))
    assert found == [("went on air", "Wrong"), ("correction planned", "Wrong")]


def test_lines_stand_where_their_date_is_known_and_beside_what_came_of_them(newsroom: Newsroom) -> None:
    for resolution in Resolution:
        line_on(newsroom, newsroom.now, resolution)
    line_on(newsroom, newsroom.now - 40 * DAY, Resolution.MONTH)
    client = browser(newsroom.reporter)
    assert [name for _what, name in shown(client, on(newsroom))] == [
        f"line of a {which}" for which in ("month", "week", "day", "minute")
    ]
    line = Assignment.objects.get(planned_resolution=Resolution.DAY)
    story = newsroom.approved("Fares")
    actions.link(line=line, version=line.version, by=newsroom.editor, now=newsroom.now, story=story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + 2 * DAY)
    (plan,) = [item for item in items(client, on(newsroom, later=2 * DAY)) if item.what == "goes on air"]
    assert plan.planned == dates.in_words(dates.holding(newsroom.now, Resolution.DAY, zone=LONDON), zone=LONDON)
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + HOUR)
    (plan,) = [item for item in items(client, on(newsroom)) if item.what == "goes on air"]
    assert plan.planned == ""


def test_w2_another_desk_s_plans_stay_its_own(newsroom: Newsroom, picture: Picture) -> None:
    sport = Newsroom.open("Sport")
    sport.now, sport.desk.name = newsroom.now, "Courts"
    sport.desk.save()
    sport.scheduled("Secret", goes_live_at=newsroom.now + HOUR)
    newsroom.scheduled("Ours", goes_live_at=newsroom.now + HOUR)
    Story.objects.update(urgency=1)
    story = sport.approved("Hidden")
    line = line_on(newsroom, newsroom.now, Resolution.DAY)
    Assignment.objects.filter(pk=line.pk).update(story=story)  # a story that was handed on since
    sport.act("set_embargo", sport.draft("Bound"), source="X", embargoed_until=newsroom.now + HOUR)
    line_on(sport, newsroom.now, Resolution.DAY)
    Blackout.objects.create(desk=sport.desk, name="Cup final", starts_at=newsroom.now, ends_at=newsroom.now + 3 * HOUR)
    bind(newsroom, picture, newsroom.now + HOUR)
    client = browser(newsroom.publisher)
    for view in View.values:
        for more in ("", f"&desk={sport.desk.slug}", f"&person={sport.reporter.pk}", "&status=SCHEDULED"):
            response = client.get(f"/desk/calendar/?{on(newsroom, view)}{more}")
            for word in ("Secret", "Hidden", "Bound", "Cup final", sport.desk.name):
                assert word not in response.content.decode()
        found = {("budget line", "line of a day"), ("goes on air", "Ours"), ("embargo ends", "gull.png")}
        assert set(shown(client, on(newsroom, view))) == found
    item = items(client, on(newsroom))[0]
    assert (item.status, item.entry.story_id, item.entry.urgency) == ("", None, None)
    assert shown(browser(sport.reporter), on(newsroom, "week&kind=air")) == [("goes on air", "Secret")]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", {"Urgent", "Plain", "line of a day"}),
        ("urgency=3", {"Urgent"}),
        ("kind=line", {"line of a day"}),
        ("kind=air", {"Urgent", "Plain"}),
        ("status=SCHEDULED", {"Urgent", "Plain"}),
        ("status=KILLED", set()),
        ("section={section}", {"Urgent", "Plain"}),
        ("person={reporter}", {"Urgent", "Plain", "line of a day"}),
        ("person={editor}", set()),
        ("desk={desk}", {"Urgent", "Plain", "line of a day"}),
        ("urgency=nine&status=NONE&kind=all", {"Urgent", "Plain", "line of a day"}),
    ],
)
def test_the_calendar_is_narrowed_by_an_address(newsroom: Newsroom, asked: str, names: set[str]) -> None:
    urgent = newsroom.scheduled("Urgent", goes_live_at=newsroom.now + HOUR)
    Story.objects.filter(pk=urgent.pk).update(urgency=2)
    newsroom.scheduled("Plain", goes_live_at=newsroom.now + HOUR)
    line_on(newsroom, newsroom.now, Resolution.DAY, reporter=newsroom.reporter)
    said = {
        "section": newsroom.section.slug,
        "desk": newsroom.desk.slug,
        "reporter": newsroom.reporter.pk,
        "editor": newsroom.editor.pk,
    }
    client = browser(newsroom.publisher)
    response = client.get(f"/desk/calendar/?{on(newsroom, 'week')}&{asked.format(**said)}")
    assert response.status_code == (422 if "nine" in asked else 200)
    grid = response.context["grid"]
    assert {item.entry.name for line in grid.lines for cell in line.cells for item in cell.items} == names
    for way in response.context["ways"]:
        kept = parse_qs(way["query"])
        assert {"view", "on"} <= set(kept)
        if asked and "nine" not in asked:
            name, _equals, value = asked.format(**said).partition("=")
            assert kept[name] == [value]


@pytest.mark.parametrize(
    "asked",
    [
        "on=9999-12-31",
        "on=1990-01-01",
        "on=2199-12-31",
        "on=0001-01-01",
        "on=2026-02-30",
        "on=x",
        "view=year",
        "person=99999999999999999999",
        "desk=%00x",
        "urgency=-1&section=../..",
        "rows=nothing",
    ],
)
def test_a_day_that_is_none_is_refused_and_today_is_shown(newsroom: Newsroom, asked: str) -> None:
    response = browser(newsroom.publisher).get(f"/desk/calendar/?{asked}")
    assert response.status_code in {422, 400}
    if response.status_code == 422:
        assert response.context["span"].day == response.context["today"]


def test_a_package_and_a_picture_s_embargo_are_marked(newsroom: Newsroom, picture: Picture) -> None:
    together(newsroom, newsroom.approved("One"), newsroom.approved("Two"))
    bind(newsroom, picture, newsroom.now + HOUR)
    found = items(browser(newsroom.publisher), on(newsroom))
    assert [(item.entry.name, item.entry.package) for item in found] == [
        ("gull.png", ""),
        ("One", "storm"),
        ("Two", "storm"),
    ]
    assert shown(browser(newsroom.publisher), on(newsroom, "timeline"))[-1] == ("embargo ends", "gull.png")


def test_a_person_s_own_time_stands_beside_the_newsroom_s(newsroom: Newsroom) -> None:
    at = datetime(2027, 1, 15, 18, 30, tzinfo=UTC)
    newsroom.scheduled("Planned", goes_live_at=at)
    client = browser(newsroom.publisher)
    (item,) = items(client, "view=day&on=2027-01-15")
    assert (item.time, item.yours) == ("18:30", "")
    people.choose_zone(user=newsroom.publisher, name="Asia/Kathmandu")
    (item,) = items(client, "view=day&on=2027-01-15")
    assert (item.time, item.yours) == ("18:30", "Saturday 16 January 2027, 00:15 +0545, Kathmandu")


@pytest.fixture
def full(newsroom: Newsroom) -> Newsroom:
    """A month of two thousand plans, half of them urgent."""
    first = datetime(2027, 5, 1, 12, tzinfo=UTC)
    bulk.scheduled_one_by_one(newsroom, [first + timedelta(minutes=20 * index) for index in range(2000)])
    Story.objects.annotate(odd=F("pk") % 2).filter(odd=1).update(urgency=2)
    return newsroom


@pytest.mark.parametrize("view", View.values)
def test_a_full_month_asks_as_much_as_an_empty_one_and_every_cell_is_bounded(
    full: Newsroom, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "SECTIONS_LIVE_FOR", 600)
    client = browser(full.publisher)
    empty = queries(client, f"/desk/calendar/?view={view}&on=2029-05-10")
    assert queries(client, f"/desk/calendar/?view={view}&on=2027-05-10") == empty
    assert empty <= 12  # and one more when the sections are read anew
    response = client.get(f"/desk/calendar/?view={view}&on=2027-05-10")
    cells = [cell for line in response.context["grid"].lines for cell in line.cells]
    count = {"month": 41 * 72 - 36, "week": 7 * 72, "day": 72, "timeline": 72}[view]
    assert sum(len(cell.items) + cell.more for cell in cells) == min(count, 2000)
    assert max(len(cell.items) for cell in cells) <= 6
    assert len(response.content) < 700_000


def test_the_newsroom_s_zone_is_the_one_that_counts() -> None:
    assert settings.NEWSROOM_TIME_ZONE.key == "Europe/London"
