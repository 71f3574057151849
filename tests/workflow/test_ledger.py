"""The ledger: what was planned, seen, announced and delivered, how late, and what is to come."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from articles.models import Edition
from tests.people import Newsroom
from tests.workflow.mailroom import lay_down_the_rules
from tests.workflow.poison import poisoned
from workflow import deliveries, percentiles
from workflow.enums import Channel, Verb
from workflow.exceptions import NotNow
from workflow.models import Delivery, DryRun, Event, Story
from workflow.watch import ledger

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """A newsroom at noon of its own zone, so that minutes don't end the day."""
    local = newsroom.now.astimezone(settings.NEWSROOM_TIME_ZONE)
    newsroom.now = local.replace(hour=12, minute=0, second=0, microsecond=0)
    return newsroom


def aired(room: Newsroom, *lateness: float) -> list[Story]:
    """Air a story for each lateness, in seconds, all planned for one minute and announced one after another."""
    plan = room.now + MINUTE
    stories = [room.scheduled(goes_live_at=plan) for _late in lateness]
    for story, late in zip(stories, lateness, strict=True):
        others = Edition.objects.exclude(article=story.article).filter(announced_at=None)
        others.update(retry_announcement_at=plan + timedelta(days=1))
        Edition.objects.filter(article=story.article).update(retry_announcement_at=None)
        room.now = plan + timedelta(seconds=late)
        assert room.tick().aired == 1
    return stories


def rows(room: Newsroom) -> list[ledger.Row]:
    since = room.now - timedelta(days=7)
    return ledger.rows(ledger.announced(desks=None, since=since, now=room.now))


def test_a_plan_that_came_true_tells_when_readers_saw_it_when_it_was_told_and_to_how_many(room: Newsroom) -> None:
    lay_down_the_rules()
    story = room.scheduled(goes_live_at=room.now + MINUTE, expires_at=room.now + 3 * MINUTE)
    plan = room.now + MINUTE
    room.now = plan + timedelta(seconds=2)
    room.tick()
    deliveries.dispatch(now=room.later(seconds=1))
    Delivery.objects.filter(event__verb=Verb.AIR).update(is_in_digest=False)
    mail = Delivery.objects.filter(event__verb=Verb.AIR, channel=Channel.MAIL).first()
    assert mail is not None
    Delivery.objects.filter(pk=mail.pk).update(done_at=room.later(seconds=4), due_at=None, attempts=3)
    row = rows(room)[0]
    assert (row.story, row.verb, row.planned_at, row.visible_at) == (story, Verb.AIR, plan, plan)
    assert (row.lateness, row.announced_at, row.error) == (timedelta(seconds=2), plan + timedelta(seconds=2), "")
    told = Delivery.objects.filter(event__verb=Verb.AIR)
    assert (row.heard.count, row.heard.done) == (told.count(), told.filter(done_at__isnull=False).count())
    assert (row.heard.attempts, row.heard.given_up) == (3, 0)
    assert (row.heard.first_at, row.delivered_after) == (plan + timedelta(seconds=3), timedelta(seconds=7))
    room.now = plan + 2 * MINUTE + timedelta(seconds=5)
    room.tick()
    expiry = rows(room)[0]
    assert (expiry.verb, expiry.planned_at, expiry.lateness) == (
        Verb.EXPIRE,
        plan + 2 * MINUTE,
        timedelta(seconds=5),
    )


def test_what_waits_for_a_digest_is_no_late_delivery_and_what_was_given_up_is_counted(room: Newsroom) -> None:
    lay_down_the_rules()
    room.on_air()
    deliveries.dispatch(now=room.now)
    event = Event.objects.get(verb=Verb.PUBLISH)
    Delivery.objects.filter(event=event).delete()
    plain = {"event": event, "made_at": room.now, "channel": Channel.MAIL}
    Delivery.objects.create(**plain, user=room.editor, is_in_digest=True, due_at=room.now + timedelta(days=1))
    Delivery.objects.create(**plain, user=room.publisher, attempts=8, failure="No answer.")
    heard = rows(room)[0].heard
    assert (heard.count, heard.done, heard.given_up, heard.attempts) == (1, 0, 1, 8)


def test_what_airs_unannounced_is_listed_with_its_reason_until_it_is_announced(room: Newsroom) -> None:
    story = room.scheduled(goes_live_at=room.now + MINUTE)
    room.later(minutes=1)
    with poisoned(story):
        room.tick()
    (row,) = ledger.unannounced(desks=None, now=room.now)
    assert (row.story, row.announced_at, row.lateness) == (story, None, None)
    assert "a poisoned story" in row.error
    room.later(minutes=1)
    room.tick()
    assert ledger.unannounced(desks=None, now=room.now) == []
    assert rows(room)[0].lateness == MINUTE


def test_an_expiry_that_nobody_recorded_is_listed_too(room: Newsroom) -> None:
    room.on_air(expires_at=room.now + MINUTE)
    room.later(minutes=2)
    assert [row.verb for row in ledger.unannounced(desks=None, now=room.now)] == [Verb.EXPIRE]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_the_databases_quantiles_are_those_of_the_whole_row_sorted(room: Newsroom, count: int) -> None:
    late = [random.Random(count).randrange(1, 40) + number * 40 for number in range(count)]
    aired(room, *late)
    spread = ledger.by_day(desks=None, days=1, now=room.now)[0][1]
    assert spread is not None
    spans = sorted(timedelta(seconds=one) for one in late)
    assert spread.count == count
    for percent, found in spread.quantiles.items():
        assert abs(found - percentiles.quantile(spans, percent / 100)) < timedelta(milliseconds=1), percent
    assert ledger.of_late(now=room.now) == spread


def test_each_day_has_its_own_and_an_empty_one_has_none(room: Newsroom) -> None:
    aired(room, 3)
    room.later(days=2)
    aired(room, 5, 7)
    days = ledger.by_day(desks=None, days=7, now=room.now)
    assert len(days) == 7
    assert [(spread.count, spread.quantiles[100].seconds) if spread else None for _day, spread in days[-3:]] == [
        (1, 3),
        None,
        (2, 7),
    ]
    assert days[-1][0] == room.now.astimezone(settings.NEWSROOM_TIME_ZONE).date()


def test_too_much_for_one_page_is_refused(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    aired(room, 1, 2)
    monkeypatch.setattr(ledger, "BOUND", 1)
    with pytest.raises(NotNow, match="fewer days"):
        ledger.by_day(desks=None, days=7, now=room.now)
    spread = ledger.of_late(now=room.now)
    assert spread is not None
    assert (spread.count, spread.quantiles[50].seconds) == (1, 2), "the newest"


def test_the_next_day_shows_what_airs_what_expires_and_what_is_in_the_way(room: Newsroom) -> None:
    def at(**delta: float) -> datetime:
        return room.now + timedelta(**delta)

    later, tomorrow = room.scheduled("Later", goes_live_at=at(hours=3)), at(hours=25)
    first = room.scheduled("First", goes_live_at=at(hours=1), expires_at=at(hours=2))
    room.scheduled("Tomorrow", goes_live_at=tomorrow)
    room.on_air("Ending", expires_at=at(minutes=30))
    plan = {"story": later, "ran_at": room.now}
    DryRun.objects.create(**plan, goes_live_at=at(hours=2), minutes_before=60, failing=[{"check": "DEK"}])
    before = [{"check": "ALT_TEXT"}, {"check": "HTTPS"}]
    DryRun.objects.create(**plan, goes_live_at=at(hours=3), minutes_before=60, failing=before)
    DryRun.objects.create(**plan, goes_live_at=at(hours=3), minutes_before=10, failing=[{"check": "HTTPS"}])
    found = ledger.ahead(desks=None, now=room.now)
    assert [(one.verb, one.at) for one in found] == [
        (Verb.EXPIRE, at(minutes=30)),
        (Verb.AIR, at(hours=1)),
        (Verb.EXPIRE, at(hours=2)),
        (Verb.AIR, at(hours=3)),
    ]
    assert found[1].story == first
    assert [list(one.failing) for one in found if one.verb == Verb.AIR] == [[], ["links by https"]]


def test_a_desk_sees_its_own_alone(room: Newsroom) -> None:
    sport = Newsroom.open("Sport")
    sport.now = room.now
    for one in (room, sport):
        one.scheduled(goes_live_at=one.now + timedelta(minutes=1))
        one.scheduled(goes_live_at=one.now + timedelta(minutes=30))
    room.later(minutes=2)
    of_sport = {"desks": {sport.desk.pk}, "now": room.now}
    assert [row.story.desk for row in ledger.unannounced(**of_sport)] == [sport.desk]
    assert [one.story.desk for one in ledger.ahead(**of_sport)] == [sport.desk]
    room.tick()
    told = ledger.announced(since=room.now - timedelta(days=1), **of_sport)
    assert [row.story.desk for row in ledger.rows(told)] == [sport.desk]
    spread = ledger.by_day(days=1, **of_sport)[0][1]
    assert spread is not None
    assert spread.count == 1


def test_the_days_are_read_in_two_queries_however_many_there_are(
    room: Newsroom, django_assert_num_queries: Callable[..., Any]
) -> None:
    for count in (1, 4):
        aired(room, *range(1, count + 1))
        with django_assert_num_queries(2):
            ledger.by_day(desks=None, days=30, now=room.now)
        room.later(hours=1)
