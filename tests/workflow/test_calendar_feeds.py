"""The calendar in one’s own calendar program: what stands there, for whom, and how an address dies."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import bulk
from tests.journeys.test_naughty_words import CORPUS, LIST, WORDS
from tests.newsroom.test_logs import log as log
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from tests.workflow.test_assignments import FERRY, planned
from tests.workflow.test_races import at_once
from workflow import actions, people, subscriptions, tokens
from workflow.budget import dates
from workflow.calendar import ics
from workflow.enums import Resolution, Role
from workflow.exceptions import NotNow
from workflow.models import CalendarFeed, Membership, Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


def address(newsroom: Newsroom, by: Any = None, query: str = "") -> str:
    made = actions.subscribe(by=by or newsroom.publisher, query=query, now=newsroom.now)
    return reverse("calendar_feed", args=[made.token])


def read(where: str, status: int = 200) -> list[icalendar.Event]:
    """Subscribe as a calendar program does, and parse what comes."""
    response = Client().get(where)
    assert response.status_code == status
    if status != 200:
        return []
    calendar = icalendar.Calendar.from_ical(response.content)
    return list(calendar.walk("VEVENT"))


def summaries(events: list[icalendar.Event]) -> set[str]:
    return {str(event["SUMMARY"]) for event in events}


@pytest.fixture
def planned_story(newsroom: Newsroom) -> Story:
    newsroom.now = newsroom.now.replace(microsecond=0)
    return newsroom.scheduled("Ferry", goes_live_at=newsroom.now + DAY, dek="The strike is over.")


def test_a_program_reads_plans_by_sluglines_and_nothing_of_their_text(newsroom: Newsroom, planned_story: Story) -> None:
    planned_story.article.slugline = "ferry-strike"
    planned_story.article.save()
    (event,) = read(address(newsroom))
    assert {name: event.decoded(name) for name in ("dtstart", "sequence", "status", "class", "summary")} == {
        "dtstart": newsroom.now + DAY,
        "sequence": planned_story.version,
        "status": "CONFIRMED",
        "class": "PRIVATE",
        "summary": "ferry-strike (first publication)",
    }
    assert str(event["URL"]) == f"{settings.SITE_URL}/desk/{planned_story.pk}/"
    assert event["DTSTART"].to_ical() == (newsroom.now + DAY).strftime("%Y%m%dT%H%M%SZ").encode()
    said = event.to_ical().decode()
    for word in ("Ferry", "strike is over", "sails", planned_story.article.slug):
        assert word not in said


def test_a_plan_that_moves_is_the_same_event_and_an_update_is_another(newsroom: Newsroom, planned_story: Story) -> None:
    where = address(newsroom)
    (before,) = read(where)
    newsroom.act("reschedule", planned_story, goes_live_at=newsroom.now + 2 * DAY)
    (after,) = read(where)
    assert after["UID"] == before["UID"]
    assert after.decoded("sequence") > before.decoded("sequence")
    newsroom.act("unschedule", planned_story)
    assert read(where) == []
    newsroom.act("schedule", planned_story, goes_live_at=newsroom.now + 3 * DAY)
    (again,) = read(where)
    assert (again["UID"], again.decoded("dtstart")) == (before["UID"], newsroom.now + 3 * DAY)
    newsroom.act("publish", planned_story)
    newsroom.later(minutes=1)
    newsroom.act("schedule", newsroom.update(planned_story), goes_live_at=newsroom.now + DAY)
    aired, update = sorted(read(where), key=lambda one: one.decoded("dtstart"))
    assert (aired["UID"], str(aired["SUMMARY"])) == (before["UID"], "Ferry (first publication, on air)")
    assert update["UID"] != aired["UID"]
    assert str(update["SUMMARY"]) == "Ferry (update)"


def test_an_expiry_keeps_its_name_when_it_came_true(newsroom: Newsroom) -> None:
    newsroom.scheduled("Ferry", goes_live_at=newsroom.now + HOUR, expires_at=newsroom.now + 2 * HOUR)
    where = address(newsroom)
    before = {str(event["UID"]) for event in read(where)}
    for _hour in range(2):
        newsroom.later(hours=1, seconds=1)
        newsroom.tick()
        assert {str(event["UID"]) for event in read(where)} == before
    assert len(before) == 2


def test_budget_lines_take_whole_days(newsroom: Newsroom) -> None:
    at = datetime(newsroom.now.year, newsroom.now.month, 10, tzinfo=UTC) + 40 * DAY
    for resolution in Resolution:
        span = dates.holding(at, resolution, zone=LONDON)
        planned(newsroom, plan=replace(FERRY, slugline=str(resolution), brief="secret source", planned=span))
    events = {str(event["SUMMARY"]).split()[0]: event for event in read(address(newsroom))}
    lengths = {
        name: (event.decoded("dtend") - event.decoded("dtstart")).days if "DTEND" in event else 0
        for name, event in events.items()
    }
    month = dates.holding(at, Resolution.MONTH, zone=LONDON)
    days = (dates.end_of(month, zone=LONDON).astimezone(LONDON).date() - month.at.astimezone(LONDON).date()).days
    assert lengths == {"MONTH": days, "WEEK": 7, "DAY": 1, "MINUTE": 0}
    assert type(events["DAY"].decoded("dtstart")) is date
    assert {event.decoded("status") for event in events.values()} == {"TENTATIVE"}
    assert "secret" not in str([event.to_ical() for event in events.values()])


def test_w2_an_address_shows_what_its_person_may_read_at_that_time(newsroom: Newsroom, planned_story: Story) -> None:
    sport = Newsroom.open("Sport")
    sport.scheduled("Cup", goes_live_at=newsroom.now + DAY)
    where = address(newsroom)
    assert summaries(read(where)) == {"Ferry (first publication)"}
    seat = Membership.objects.create(desk=sport.desk, user=newsroom.publisher, role=Role.REPORTER)
    assert summaries(read(where)) == {"Ferry (first publication)", "Cup (first publication)"}
    seat.delete()
    assert summaries(read(where)) == {"Ferry (first publication)"}
    for query in (f"desk={sport.desk.slug}", f"person={sport.reporter.pk}", "kind=line", "kind=none"):
        assert read(address(newsroom, query=query)) == []


@pytest.mark.parametrize("how", ["revoked", "left", "shut", "inactive", "wrong", "hash", "cut"])
def test_a_dead_address_answers_as_one_that_never_was(newsroom: Newsroom, planned_story: Story, how: str) -> None:
    where = address(newsroom)
    feed, user = CalendarFeed.objects.get(), newsroom.publisher
    if how == "revoked":
        actions.unsubscribe(feed=feed)
    elif how == "left":
        user.memberships.all().delete()
    elif how == "shut":
        people.deactivate(user=user)
        user.is_active = True
        user.save()
        Membership.objects.create(desk=newsroom.desk, user=user, role=Role.PUBLISHER)  # back, with no old address
    elif how == "inactive":
        user.is_active = False
        user.save()
    else:
        where = {
            "wrong": where[:-6] + "xx.ics",
            "cut": where[:-8] + ".ics",
            "hash": f"/calendar/{feed.token_sha256}.ics",
        }[how]
    dead, never = Client().get(where), Client().get("/calendar/never.ics")
    assert (dead.status_code, dead.content) == (404, never.content)
    assert dead.headers["Cache-Control"] == "private, no-store"


def test_an_address_is_kept_as_a_hash_needs_no_session_and_is_stored_nowhere(
    newsroom: Newsroom, planned_story: Story
) -> None:
    made = actions.subscribe(by=newsroom.publisher, query="", now=newsroom.now)
    feed = CalendarFeed.objects.get()
    assert feed.token_sha256 == tokens.sha256_of(made.token)
    assert made.token not in json.dumps(list(CalendarFeed.objects.values()), default=str)
    client = Client()
    response = client.get(reverse("calendar_feed", args=[made.token]))
    assert client.cookies == {}
    headers = {name: response.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert headers == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.post(reverse("calendar_feed", args=[made.token])).status_code == 405
    feed.refresh_from_db()
    assert feed.read_at is not None


@pytest.mark.django_db
def test_l7_a_fault_leaves_the_token_out_of_the_log(
    newsroom: Newsroom, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = address(newsroom)

    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError(where)

    monkeypatch.setattr(subscriptions.reads, "find", fails)
    assert Client(raise_request_exception=False).get(where).status_code == 500
    token = where.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in log.getvalue()
    assert "/calendar/…" in log.getvalue()
    assert "workflow/subscriptions.py" in log.getvalue()


def test_a_year_of_plans_is_bounded(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [newsroom.now + timedelta(hours=6 * index) for index in range(1, 1461)]
    bulk.scheduled_one_by_one(newsroom, moments)
    events = read(address(newsroom))
    assert max(event.decoded("dtstart") for event in events) <= newsroom.now + 181 * DAY
    assert 4 * 179 <= len(events) <= 4 * 181
    monkeypatch.setattr(subscriptions, "MOST", 20)
    assert len(read(address(newsroom))) == 20


def naughty() -> list[str]:
    """Words of every kind that a slugline takes, on one line as it is kept."""
    file = CORPUS / LIST
    more = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return [word for word in (*WORDS, "a;b,c\\n:\"^'", "BEGIN:VEVENT", "é" * 90, *more) if "\0" not in word]


def test_naughty_sluglines_come_back_as_they_were_and_make_no_other_event(newsroom: Newsroom) -> None:
    entries = []
    newsroom.scheduled("x", goes_live_at=newsroom.now + HOUR)
    entry = next(iter(subscriptions.reads.find(
        start=newsroom.now - DAY,
        end=newsroom.now + DAY,
        desks=[newsroom.desk.pk],
        asked=subscriptions.reads.Asked(desk_ids=frozenset([newsroom.desk.pk])),
        now=newsroom.now,
    ).entries))  # fmt: skip
    hostile = [*naughty(), "one\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:two", "a\u2028b\x0bc\x85d\x7f"]
    entries = [replace(entry, name=word, public_id=str(index)) for index, word in enumerate(hostile)]
    written = ics.write(
        ((one, "/desk/1/") for one in entries), name="N\r\nX:1", site_url="http://a", zone=LONDON, now=newsroom.now
    )
    events = list(icalendar.Calendar.from_ical(written).walk("VEVENT"))
    assert len(events) == len(hostile)
    for event, word in zip(events, hostile, strict=True):
        assert str(event["SUMMARY"]) == ics.plain(f"{word} (first publication)")
        assert set(event) == {
            *("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DESCRIPTION", "URL", "CLASS", "TRANSP", "STATUS", "DTSTART")
        }
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_last_address_at_once_one_is_refused(live_newsroom: Newsroom) -> None:
    for _number in range(9):
        address(live_newsroom)
    outcomes = at_once(*[lambda: address(live_newsroom)] * 2)
    assert [type(one) for one in outcomes if not isinstance(one, str)] == [NotNow]
    assert CalendarFeed.objects.count() == 10


def test_an_address_is_shown_once_and_revoked(newsroom: Newsroom, planned_story: Story) -> None:
    client = browser(newsroom.publisher)
    response = client.post("/desk/calendar/feeds/", {"query": "urgency=5&on=2027-01-01"})
    where = response.context["address"]
    assert where.startswith(f"{settings.SITE_URL}/calendar/")
    assert where in response.content.decode()
    assert summaries(read(where.removeprefix(settings.SITE_URL))) == {"Ferry (first publication)"}
    page = client.get("/desk/calendar/feeds/")
    assert where.rpartition("/")[2] not in page.content.decode()
    assert "Urgency: 1 to 5" in words(page)
    client.post(f"/desk/calendar/feeds/{CalendarFeed.objects.get().pk}/revoke/")
    read(where.removeprefix(settings.SITE_URL), 404)
