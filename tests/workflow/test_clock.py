"""The tick under trouble: a story that fails stops no other, and is tried again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import instant
from articles.models import Edition
from tests import bulk
from tests.people import Newsroom
from tests.workflow.poison import poisoned
from workflow import announcements, audit, clock, tasks
from workflow.enums import Status, Verb
from workflow.models import Event, Story


def test_a_poisoned_story_among_many_stops_no_other_and_is_tried_again(newsroom: Newsroom) -> None:
    bulk.scheduled(newsroom, 60, goes_live_at=newsroom.now + timedelta(minutes=1))
    bad = Story.objects.order_by("pk")[37]
    newsroom.later(minutes=1)
    with poisoned(bad):
        assert newsroom.tick().aired == 59
        edition = bad.article.editions.get()
        assert "a poisoned story" in edition.announcement_error
        assert edition.retry_announcement_at == newsroom.now + announcements.RETRY_AFTER
        assert not newsroom.tick()
    bad.refresh_from_db()
    assert (bad.status, bad.version) == (Status.SCHEDULED, 1)
    assert Edition.objects.on_air(newsroom.now).filter(pk=edition.pk).exists(), "readers see it all the while"
    newsroom.now += announcements.RETRY_AFTER - timedelta(milliseconds=1)
    assert not newsroom.tick()
    newsroom.later(milliseconds=1)
    assert newsroom.tick().aired == 1
    edition.refresh_from_db()
    assert (edition.announcement_error, edition.announced_at) == ("", newsroom.now)
    assert Event.objects.filter(verb=Verb.AIR).values("story").distinct().count() == 60
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_failure_is_noted_on_the_edition_that_failed_and_on_no_earlier_one(newsroom: Newsroom) -> None:
    story = newsroom.on_air()
    newsroom.later(minutes=1)
    newsroom.update(story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=1)
    with poisoned(story):
        assert not newsroom.tick()
    assert [bool(one.announcement_error) for one in story.article.editions.order_by("pk")] == [False, True]


def test_an_expiry_that_fails_stops_no_other_and_is_tried_again(newsroom: Newsroom) -> None:
    end = newsroom.now + timedelta(minutes=1)
    bad, good = newsroom.on_air("Bad", expires_at=end), newsroom.on_air("Good", expires_at=end)
    newsroom.later(minutes=2)
    with poisoned(bad):
        assert newsroom.tick().expired == 1
    assert good.events.filter(verb=Verb.EXPIRE).exists()
    newsroom.now += announcements.RETRY_AFTER
    assert newsroom.tick().expired == 1
    assert list(audit.differences(now=newsroom.now)) == []


def test_more_poison_than_a_batch_holds_delays_the_others_by_no_tick(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "BATCH", 1)
    first = newsroom.scheduled("First", goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.scheduled("Second", goes_live_at=newsroom.now + timedelta(minutes=2))
    newsroom.later(minutes=3)
    with poisoned(first):
        assert newsroom.tick().aired == 1


def test_a_tick_with_nothing_due_reads_twice_and_writes_nothing(newsroom: Newsroom) -> None:
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert not newsroom.tick()
    assert [query["sql"][:6] for query in queries] == ["SELECT", "SELECT"]


def test_a_clock_that_jumps_back_announces_nothing_twice(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=1)
    newsroom.tick()
    newsroom.later(hours=-3)
    assert not newsroom.tick()
    newsroom.later(hours=3)
    assert not newsroom.tick()
    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert Event.objects.filter(verb=Verb.AIR).count() == 1


def test_a_story_sent_back_while_its_update_waits_airs_nothing(newsroom: Newsroom) -> None:
    story = newsroom.on_air("First")
    newsroom.update(story, "Second")
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.act("send_back", story, note="An urgent correction.")
    newsroom.later(hours=2)
    assert not newsroom.tick()
    assert Edition.objects.on_air(newsroom.now).get().revision.headline == "First"


def test_a_claim_that_fails_ends_the_tick_instead_of_asking_for_ever(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=2)
    asked = []

    def fails(*_asked: object, **_named: object) -> list[int]:
        asked.append(1)
        assert len(asked) < 3, "the tick goes round in circles"
        raise LookupError("the table is being altered")

    monkeypatch.setattr(announcements, "claim", fails)
    with pytest.raises(LookupError):
        newsroom.tick()
    assert asked == [1]


def test_l7_a_failure_is_logged_without_the_words_of_the_database(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=2)
    with poisoned(story):
        newsroom.tick()
    assert "1 announcements failed (IntegrityError)" in caplog.text
    assert "a poisoned story" not in caplog.text


def test_a_tick_stays_for_a_story_that_is_due_before_the_next(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    newsroom.now = instant.now()
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(milliseconds=900))
    tasks.tick()
    event = Event.objects.get(verb=Verb.AIR)
    assert event.planned_at == newsroom.now + timedelta(milliseconds=900)
    assert event.at >= event.planned_at


def test_a_tick_stays_no_longer_than_until_the_next(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("workflow.clock.time.sleep", slept.append)
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(seconds=5))
    assert not clock.stay(now=newsroom.now + timedelta(milliseconds=3999))
    assert clock.stay(now=newsroom.now + timedelta(seconds=4))
    assert not clock.stay(now=newsroom.now + timedelta(seconds=5)), "it is due: that is the tick's own work"
    assert slept == [1.005]
