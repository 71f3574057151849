"""A story's way from draft to readers and off air again, by actions alone."""

from datetime import timedelta

import pytest

from articles.models import Edition
from tests.people import Newsroom
from workflow.enums import Status, Verb
from workflow.models import Event, Story


def status(story: Story) -> str:
    story.refresh_from_db()
    return story.status


def verbs(story: Story) -> list[str]:
    return list(Event.objects.filter(story=story).order_by("pk").values_list("verb", flat=True))


def test_draft_reaches_readers_at_its_second_without_any_worker(newsroom: Newsroom) -> None:
    at = newsroom.now + timedelta(hours=1)
    story = newsroom.scheduled(goes_live_at=at)
    assert status(story) == Status.SCHEDULED
    assert not Edition.objects.on_air(at - timedelta(microseconds=1000)).exists()
    assert Edition.objects.on_air(at).get().revision == story.article.head
    assert verbs(story) == ["CREATE", "FILE", "SIGN", "APPROVE", "SCHEDULE"]


def test_the_tick_puts_on_record_what_time_brought_once(newsroom: Newsroom) -> None:
    soon, end = newsroom.now + timedelta(hours=1), newsroom.now + timedelta(hours=3)
    story = newsroom.scheduled(goes_live_at=soon, expires_at=end)
    assert not newsroom.tick()
    newsroom.later(hours=1, seconds=2)
    assert newsroom.tick().aired == 1
    assert newsroom.tick().aired == 0
    assert status(story) == Status.PUBLISHED
    event = Event.objects.get(verb=Verb.AIR)
    assert event.at - event.planned_at == timedelta(seconds=2)
    story.article.refresh_from_db()
    assert story.article.first_published_at == event.planned_at
    newsroom.later(hours=3)
    assert newsroom.tick().expired == 1
    assert newsroom.tick().expired == 0
    assert not Edition.objects.on_air(newsroom.now).exists()


def test_a_missed_window_is_recorded_as_missed_and_not_published_late(newsroom: Newsroom) -> None:
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1), expires_at=newsroom.now + timedelta(hours=2))
    newsroom.later(hours=5)
    assert not Edition.objects.on_air(newsroom.now).exists()
    tally = newsroom.tick()
    assert (tally.aired, tally.expired) == (1, 1)
    assert Event.objects.get(verb=Verb.AIR).facts == {"missed": True}


def test_an_update_takes_over_from_what_is_on_air_without_a_gap(newsroom: Newsroom) -> None:
    story = newsroom.on_air("First")
    first = story.article.editions.get()
    newsroom.later(minutes=5)
    newsroom.update(story, "Second")
    at = newsroom.now + timedelta(hours=1)
    newsroom.act("schedule", story, goes_live_at=at)
    first.refresh_from_db()
    assert first.ends_at == at
    for instant_, headline in ((at - timedelta(seconds=1), "First"), (at, "Second")):
        assert Edition.objects.on_air(instant_).get().revision.headline == headline
    newsroom.act("unschedule", story)
    first.refresh_from_db()
    assert first.ends_at is None
    assert story.article.editions.count() == 1


@pytest.mark.parametrize("hours", [1, 5])
def test_rescheduling_an_update_moves_the_end_of_what_is_on_air_both_ways(newsroom: Newsroom, hours: int) -> None:
    story = newsroom.on_air("First")
    newsroom.update(story, "Second")
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=3))
    at = newsroom.now + timedelta(hours=hours)
    newsroom.act("reschedule", story, goes_live_at=at)
    assert list(story.article.editions.order_by("pk").values_list("ends_at", flat=True)) == [at, None]


def test_publish_now_airs_the_plan_at_once_and_is_its_own_announcement(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=3))
    newsroom.later(minutes=1)
    newsroom.act("publish", story)
    assert status(story) == Status.PUBLISHED
    edition = story.article.editions.get()
    assert (edition.goes_live_at, edition.announced_at) == (newsroom.now, newsroom.now)
    newsroom.later(hours=4)
    assert not newsroom.tick()


def test_kill_takes_a_story_off_air_at_once_and_reopen_brings_its_text_back(newsroom: Newsroom) -> None:
    story = newsroom.on_air()
    newsroom.update(story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.later(minutes=1)
    newsroom.act("kill", story, reason="libel", notice="We withdrew this story.")
    assert status(story) == Status.KILLED
    assert not Edition.objects.on_air(newsroom.now).exists()
    assert Edition.objects.get().withdrawal_notice == "We withdrew this story."
    newsroom.act("reopen", story, reason="cleared")
    assert status(story) == Status.DRAFT


def test_killing_in_the_moment_before_the_tick_records_the_air_first(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=2)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert verbs(story)[-2:] == ["AIR", "KILL"]
    newsroom.later(minutes=1)
    assert not newsroom.tick()


def test_dropping_an_update_brings_back_the_aired_text_and_keeps_the_dropped_one(newsroom: Newsroom) -> None:
    story = newsroom.on_air("First")
    newsroom.act("revise", story)
    newsroom.save(story, headline="Never to be")
    newsroom.act("drop_update", story)
    assert status(story) == Status.PUBLISHED
    story.article.refresh_from_db()
    assert story.article.head.headline == "First"
    assert story.article.revisions.filter(headline="Never to be").exists()


@pytest.mark.parametrize("where", ["draft", "filed", "approved"])
def test_a_spiked_story_is_restored_to_where_it_was(newsroom: Newsroom, where: str) -> None:
    story = getattr(newsroom, where)()
    before = status(story)
    newsroom.act("spike", story)
    assert status(story) == Status.SPIKED
    newsroom.act("restore", story)
    assert status(story) == before
