"""A story on air whose announcement can't be written ties nobody's hands: least of all those who have to kill it."""

from datetime import timedelta

import pytest

from articles import site
from articles.models import Edition
from tests.people import Newsroom
from tests.workflow.poison import poisoned
from workflow import announcements, audit
from workflow.enums import Status, Verb
from workflow.exceptions import NotNow
from workflow.models import Story


def on_air_by_time(newsroom: Newsroom) -> Story:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=1)
    return story


def kill(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")


def test_a_poisoned_story_is_killed_at_once_and_the_record_says_what_it_lacks(newsroom: Newsroom) -> None:
    story = on_air_by_time(newsroom)
    with poisoned(story):
        assert not newsroom.tick()
        kill(newsroom, story)
    assert (story.status, Edition.objects.on_air(newsroom.now).count()) == (Status.KILLED, 0)
    killed = story.events.latest("pk")
    assert (killed.verb, killed.status_before, killed.facts["is_unannounced"]) == (Verb.KILL, Status.SCHEDULED, True)
    edition = story.article.editions.get()
    assert "a poisoned story" in edition.announcement_error
    assert list(audit.differences(now=newsroom.now)) == []


def test_nobody_has_to_wait_for_a_tick_to_find_the_poison_first(newsroom: Newsroom) -> None:
    story = on_air_by_time(newsroom)
    with poisoned(story):
        kill(newsroom, story)
    edition = story.article.editions.get()
    assert edition.retry_announcement_at == newsroom.now + announcements.RETRY_AFTER
    assert edition.ends_at == newsroom.now


def test_the_announcement_of_a_killed_story_is_tried_until_it_is_written_once(newsroom: Newsroom) -> None:
    story = on_air_by_time(newsroom)
    with poisoned(story):
        kill(newsroom, story)
        newsroom.now += announcements.RETRY_AFTER
        assert not newsroom.tick()
        (late,) = audit.differences(now=newsroom.later(minutes=2))
        assert "never announced" in late
    assert newsroom.tick().aired == 1
    assert not newsroom.tick()
    story.refresh_from_db()
    aired = story.events.latest("pk")
    assert (aired.verb, aired.facts, story.status) == (Verb.AIR, {"withdrawn": True}, Status.KILLED)
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_poisoned_kill_keeps_the_address_and_answers_with_its_notice(newsroom: Newsroom) -> None:
    newsroom.now -= timedelta(hours=1)  # readers ask by the database's clock
    story = on_air_by_time(newsroom)
    path = story.article.path
    with poisoned(story):
        kill(newsroom, story)
    story.article.refresh_from_db()
    assert story.article.first_published_at == story.article.editions.get().goes_live_at
    assert site.withdrawal(path) == "Withdrawn."


def test_a_poisoned_story_gets_an_end_and_desk_notes_like_any_other(newsroom: Newsroom) -> None:
    story = on_air_by_time(newsroom)
    end = newsroom.now + timedelta(hours=1)
    with poisoned(story):
        newsroom.act("set_expiry", story, expires_at=end)
        newsroom.act("annotate", story, urgency=2, ednote="Look at the log.")
    assert story.article.editions.get().ends_at == end
    newsroom.now += announcements.RETRY_AFTER
    assert newsroom.tick().aired == 1
    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_killed_story_is_planned_anew_only_when_its_first_time_on_air_is_on_record(newsroom: Newsroom) -> None:
    story = on_air_by_time(newsroom)
    with poisoned(story):
        kill(newsroom, story)
        newsroom.act("reopen", story, reason="cleared")
        newsroom.act("file", story, by=newsroom.editor)
        newsroom.act("sign", story, stage=newsroom.stage)
        newsroom.act("approve", story)
        with pytest.raises(NotNow, match="is not on the record yet"):
            newsroom.act("publish", story)
    newsroom.now += announcements.RETRY_AFTER
    assert newsroom.tick().aired == 1
    newsroom.act("publish", story)
    assert story.status == Status.PUBLISHED
    assert list(audit.differences(now=newsroom.now)) == []
