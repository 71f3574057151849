"""Seconds before its time a plan is left alone: a take-back could be committed when readers see the story already."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from articles import instant
from articles.models import Edition
from tests.people import Newsroom
from tests.workflow.test_races import wait_until
from workflow import actions, audit
from workflow.actions.move import LAST_MOMENT
from workflow.enums import Status, Verb
from workflow.exceptions import AlreadyOnAir
from workflow.models import Event, Story

CHANGES: dict[str, dict[str, Any]] = {
    "unschedule": {},
    "reschedule": {"goes_live_at": timedelta(hours=1)},
    "send_back": {"note": "Wait."},
    "set_embargo": {"source": "The Ministry", "embargoed_until": None},
    "publish": {},
    "hold": {"reason": "rights"},
}
postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's one writer commits at once")


def asked(newsroom: Newsroom, verb: str) -> dict[str, Any]:
    return {
        name: newsroom.now + value if isinstance(value, timedelta) else value for name, value in CHANGES[verb].items()
    }


@pytest.mark.parametrize("verb", CHANGES)
def test_a_plan_that_is_seconds_away_is_left_alone(newsroom: Newsroom, verb: str) -> None:
    newsroom.now = instant.now()
    story = newsroom.scheduled(goes_live_at=newsroom.now + LAST_MOMENT)
    with pytest.raises(AlreadyOnAir) as refusal:
        newsroom.act(verb, story, **asked(newsroom, verb))
    assert "on air" in str(refusal.value)
    assert story.article.editions.get().goes_live_at == newsroom.now + LAST_MOMENT
    assert Story.objects.get(pk=story.pk).status == Status.SCHEDULED


def test_the_refusal_says_that_it_is_a_matter_of_seconds(newsroom: Newsroom) -> None:
    newsroom.now = instant.now()
    story = newsroom.scheduled(goes_live_at=newsroom.now + LAST_MOMENT)
    with pytest.raises(AlreadyOnAir, match="goes on air within seconds"):
        newsroom.act("unschedule", story)


@pytest.mark.parametrize("verb", CHANGES)
def test_a_minute_before_there_is_time_enough(newsroom: Newsroom, verb: str) -> None:
    newsroom.now = instant.now()
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.act(verb, story, **asked(newsroom, verb))
    assert not Edition.objects.filter(goes_live_at=newsroom.now + timedelta(minutes=1)).exists()


@contextmanager
def record_locked_until(moment: datetime) -> Iterator[None]:
    """Let somebody else lock the record: who writes an Event hangs until that moment."""
    is_locked = threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE workflow_event IN SHARE MODE")
            is_locked.set()
            wait_until(moment)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    is_locked.wait(timeout=60)
    yield
    holder.join(timeout=60)


@postgresql
def test_a_take_back_that_hangs_until_its_plan_airs_is_not_committed(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    newsroom.now = instant.now()
    moment = newsroom.now + LAST_MOMENT + timedelta(seconds=2)
    story = newsroom.scheduled(goes_live_at=moment)
    with record_locked_until(moment), pytest.raises(AlreadyOnAir, match="goes on air within seconds"):
        actions.unschedule(story=story, version=story.version, by=newsroom.publisher, now=newsroom.now)
    wait_until(moment)
    assert Edition.objects.on_air().filter(article=story.article_id).exists()
    assert not Event.objects.filter(verb=Verb.UNSCHEDULE).exists()
    assert list(audit.differences(now=newsroom.now)) == []


@postgresql
def test_a_kill_comes_through_in_the_last_moment_of_an_update(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    story = newsroom.on_air()
    newsroom.now = instant.now()
    newsroom.update(story)
    newsroom.act("schedule", story, goes_live_at=instant.now() + timedelta(seconds=0.9))
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert (story.status, story.article.editions.count()) == (Status.KILLED, 1)


@postgresql
def test_the_record_is_never_emptied(live_newsroom: Newsroom) -> None:
    live_newsroom.draft()
    with pytest.raises(IntegrityError, match="record_is_never_emptied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE workflow_event CASCADE")
    assert Event.objects.count() == 1
