"""S14: whoever claimed stories and froze keeps no other story waiting, and his own only for seconds. PostgreSQL."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from articles.models import Edition
from tests import bulk
from tests.people import Newsroom
from workflow import announcements, audit, clock, crash_points
from workflow.enums import Verb
from workflow.models import Event, Story

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite nobody holds a claim for long")


@contextmanager
def held(stories: list[int]) -> Iterator[None]:
    """Let somebody else hold the rows of these stories for the length of a block."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM workflow_story WHERE id = ANY(%s) FOR UPDATE", [stories])
        yield
    finally:
        other.close()


def test_s14_a_tick_passes_over_a_whole_batch_that_somebody_holds(
    live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "BATCH", 10)
    live_newsroom.now -= timedelta(minutes=1)
    bulk.scheduled(live_newsroom, 55, goes_live_at=live_newsroom.later(seconds=10))
    stories = list(Story.objects.order_by("pk").values_list("pk", flat=True))
    with held(stories[:25]):
        assert live_newsroom.tick().aired == 30
        assert not live_newsroom.tick()
        assert set(Event.objects.filter(verb=Verb.AIR).values_list("story_id", flat=True)) == set(stories[25:])
    assert live_newsroom.tick().aired == 25


def test_s14_a_tick_that_falls_silent_is_cut_off_and_blames_no_story(
    live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.scheduled(live_newsroom, 5, goes_live_at=live_newsroom.now)
    silences = iter([1.0])
    monkeypatch.setattr(announcements, "FROZEN_AFTER", "200ms")
    monkeypatch.setattr(crash_points, "reached", lambda point: point == "air.events" and time.sleep(next(silences, 0)))
    with suppress(DatabaseError):
        live_newsroom.tick()
    assert next(silences, None) is None, "nobody fell silent"
    connection.close()
    live_newsroom.tick()
    assert Event.objects.filter(verb=Verb.AIR).count() == 5
    assert not Edition.objects.exclude(announcement_error="").exists()
    assert list(audit.differences(now=live_newsroom.now)) == []


def test_s14_who_was_cut_off_has_written_nothing(live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk.scheduled(live_newsroom, 5, goes_live_at=live_newsroom.now)
    monkeypatch.setattr(announcements, "FROZEN_AFTER", "200ms")
    with pytest.raises(DatabaseError):
        record_and_fall_silent(live_newsroom)
    connection.close()
    assert not Event.objects.filter(verb=Verb.AIR).exists()


def record_and_fall_silent(newsroom: Newsroom) -> None:
    with transaction.atomic():
        claimed = announcements.claim(announcements.due_to_air(newsroom.now), order="goes_live_at", limit=5)
        assert announcements.record_aired(article_ids=claimed, now=newsroom.now) == 5
        time.sleep(1)
