"""The record replays to what the tables hold, and shows a change that went round it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Edition
from tests import bulk
from tests.people import Newsroom
from workflow import audit
from workflow.enums import Status
from workflow.models import Story


def walk_every_way(newsroom: Newsroom) -> Story:
    story = newsroom.on_air(expires_at=newsroom.now + timedelta(days=3))
    newsroom.later(minutes=1)
    newsroom.update(story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + timedelta(hours=4))
    newsroom.act("hold", story, reason="rights")
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=2))
    newsroom.later(hours=3)
    newsroom.tick()
    newsroom.act("set_expiry", story, expires_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=2)
    newsroom.tick()
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    newsroom.act("reopen", story, reason="cleared")
    return story


def test_every_way_through_the_newsroom_replays(newsroom: Newsroom) -> None:
    walk_every_way(newsroom)
    newsroom.act("spike", newsroom.filed("Another"))
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_status_changed_behind_the_record_is_found(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    Story.objects.filter(pk=story.pk).update(status=Status.APPROVED)
    (sentence,) = audit.differences(now=newsroom.now)
    assert "its status is APPROVED, the record says DRAFT" in sentence


def test_an_edition_changed_behind_the_record_is_found(newsroom: Newsroom) -> None:
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    Edition.objects.update(goes_live_at=newsroom.now + timedelta(minutes=1))
    (sentence,) = audit.differences(now=newsroom.now)
    assert "differs from the record" in sentence


def test_an_edition_that_nobody_announced_is_found(newsroom: Newsroom) -> None:
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=3)
    (sentence,) = audit.differences(now=newsroom.now)
    assert "never announced" in sentence


def test_a_page_that_is_not_its_text_is_found_on_air_and_to_come_but_not_of_old(newsroom: Newsroom) -> None:
    ended = newsroom.on_air("Ended", expires_at=newsroom.now + timedelta(hours=1))
    on_air, planned = newsroom.on_air("On air"), newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=3))
    newsroom.later(hours=2)
    assert list(audit.changed_pages(now=newsroom.now)) == []
    Edition.objects.update(body_html="<p>Words that nobody approved.</p>")
    found = list(audit.changed_pages(now=newsroom.now))
    assert [story.article.public_id in " ".join(found) for story in (ended, on_air, planned)] == [False, True, True]
    assert "is not what its text renders to" in found[0]


def test_the_command_compares_the_pages_too(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.on_air()
    call_command("verify_audit")
    Edition.objects.update(body_html="<p>Words that nobody approved.</p>")
    with pytest.raises(CommandError, match="1 differences"):
        call_command("verify_audit")
    assert "is not what its text renders to" in capsys.readouterr().out


def test_three_stories_and_sixty_cost_the_same_reads(newsroom: Newsroom) -> None:
    bulk.on_air(newsroom, 3)
    with CaptureQueriesContext(connection) as few:
        assert [*audit.differences(now=newsroom.now), *audit.changed_pages(now=newsroom.now)] == []
    bulk.on_air(newsroom, 60)
    with CaptureQueriesContext(connection) as many:
        assert [*audit.differences(now=newsroom.now), *audit.changed_pages(now=newsroom.now)] == []
    assert len(few) == len(many)


def test_the_command_says_so_and_fails(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    story = newsroom.draft()
    call_command("verify_audit")
    assert "1 stories and 1 events agree." in capsys.readouterr().out
    Story.objects.filter(pk=story.pk).update(status=Status.PUBLISHED)
    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit")
    assert refusal.value.returncode == 1


def test_the_tick_runs_by_command_without_a_broker(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.now -= timedelta(hours=2)
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    call_command("publish_due")
    assert "1 on air" in capsys.readouterr().out


@pytest.mark.parametrize("pause", ["0", "-1", "7200"])
def test_a_watch_that_makes_no_sense_is_refused(pause: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("publish_due", "--watch", pause)
    assert refusal.value.returncode == 2
