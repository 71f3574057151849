"""The last look before air: what fails by then is held with its reason, and nothing else is touched."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import pictures
from articles.drafting import UsedPicture
from articles.models import Picture
from newsroom.celery import BEAT
from tests.people import Newsroom
from workflow import actions, checking, tasks
from workflow.enums import CheckLevel, Status
from workflow.models import CheckSetting, Event, Story
from workflow.sweeps import last_look


def soon(newsroom: Newsroom, **delta: float) -> dict[str, object]:
    return {"goes_live_at": newsroom.now + timedelta(**(delta or {"minutes": 5}))}


def ask_for_a_dek(newsroom: Newsroom) -> None:
    CheckSetting.objects.create(desk=newsroom.desk, check_name="DEK", level=CheckLevel.REQUIRED)


def status(story: Story) -> str:
    return Story.objects.get(pk=story.pk).status


def test_a_story_whose_picture_may_no_longer_be_used_is_held_before_it_airs(
    newsroom: Newsroom, picture: Picture
) -> None:
    story = newsroom.scheduled(pictures=(UsedPicture(picture_id=picture.pk),), **soon(newsroom))
    assert last_look.hold_what_fails(now=newsroom.now) == 0
    pictures.describe(picture=picture, by=newsroom.editor, now=newsroom.now, usage_terms="Rights expired 2024-05-01")
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    story.refresh_from_db()
    reason = (
        "A required check fails. Picture rights: "
        "The rights to gull.png ended on 2024-05-01: renew them, or take it out."
    )
    assert (story.status, story.held_reason) == (Status.APPROVED, reason)
    event = story.events.latest("pk")
    assert (event.verb, event.by, event.facts["reason"]) == ("HOLD", None, reason)
    assert story.article.editions.count() == 0


def test_only_what_airs_within_ten_minutes_is_looked_at(newsroom: Newsroom) -> None:
    near = newsroom.scheduled(dek="", **soon(newsroom, minutes=10))
    far = newsroom.scheduled(dek="", **soon(newsroom, minutes=11))
    ask_for_a_dek(newsroom)
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    assert (status(near), status(far)) == (Status.APPROVED, Status.SCHEDULED)


def test_looking_twice_holds_once(newsroom: Newsroom) -> None:
    newsroom.scheduled(dek="", **soon(newsroom))
    ask_for_a_dek(newsroom)
    assert [last_look.hold_what_fails(now=newsroom.now) for _again in range(2)] == [1, 0]
    assert Event.objects.filter(verb="HOLD").count() == 1


def test_what_is_on_air_stays_there_recorded_or_not(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(dek="", **soon(newsroom, seconds=30))
    aired = newsroom.on_air(dek="")
    ask_for_a_dek(newsroom)
    newsroom.later(minutes=1)
    assert last_look.hold_what_fails(now=newsroom.now) == 0
    assert (status(story), status(aired)) == (Status.SCHEDULED, Status.PUBLISHED)
    assert story.article.editions.count() == 1


def test_an_update_that_fails_is_held_and_what_readers_see_stays(newsroom: Newsroom) -> None:
    story = newsroom.update(newsroom.on_air(dek=""))
    newsroom.act("schedule", story, **soon(newsroom))
    ask_for_a_dek(newsroom)
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    assert [(one.ends_at, one.goes_live_at <= newsroom.now) for one in story.article.editions.all()] == [(None, True)]


def test_what_a_publisher_passed_over_is_not_held_for_it(newsroom: Newsroom) -> None:
    story = newsroom.filed(body="TK")
    newsroom.act("override", story, reason="The minister resigned.")
    newsroom.act("schedule", story, **soon(newsroom))
    assert last_look.hold_what_fails(now=newsroom.now) == 0


def test_somebody_who_moves_the_story_meanwhile_wins(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (newsroom.scheduled(dek="", **soon(newsroom)) for _two in range(2))
    ask_for_a_dek(newsroom)
    failing = checking.failing

    def looks_slowly(*args: object, **more: object) -> object:
        found = failing(*args, **more)  # type: ignore[arg-type]
        newsroom.act("unschedule", first)
        return found

    monkeypatch.setattr(checking, "failing", looks_slowly)
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    assert [story.events.latest("pk").verb for story in (first, second)] == ["UNSCHEDULE", "HOLD"]


def test_a_story_that_can_not_be_looked_at_stops_no_other(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    poison, other = (
        newsroom.scheduled(headline, dek="", **soon(newsroom)) for headline in ("Poison pill", "Other one")
    )
    ask_for_a_dek(newsroom)
    failing = checking.failing

    def chokes(subjects: list[checking.Subject], **more: object) -> object:
        assert not any(one.text.headline == "Poison pill" for one in subjects), "poison"
        return failing(subjects, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "failing", chokes)
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    assert (status(poison), status(other)) == (Status.SCHEDULED, Status.APPROVED)
    assert f"Story {poison.pk} can't be checked before air" in caplog.text
    assert "AssertionError: poison" not in caplog.text


def test_a_story_that_can_not_be_held_stops_no_other(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    poison, other = (newsroom.scheduled(dek="", **soon(newsroom)) for _two in range(2))
    ask_for_a_dek(newsroom)
    hold = actions.hold

    def chokes(*, story: Story, **more: object) -> Event:
        assert story.pk != poison.pk, "poison"
        return hold(story=story, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "hold", chokes)
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    assert (status(poison), status(other)) == (Status.SCHEDULED, Status.APPROVED)


def test_a_run_that_has_lasted_long_enough_began_with_the_soonest_air(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, sooner = (newsroom.scheduled(dek="", **soon(newsroom, minutes=minutes)) for minutes in (5, 4))
    ask_for_a_dek(newsroom)
    monkeypatch.setattr(last_look, "BATCH", 1)
    monkeypatch.setattr(last_look, "monotonic", iter([0.0, 1.0, last_look.PATIENCE + 1]).__next__)
    assert last_look.hold_what_fails(now=newsroom.now) == 1
    assert (status(sooner), status(later)) == (Status.APPROVED, Status.SCHEDULED)


def test_looking_at_thirty_stories_takes_as_many_queries_as_at_one(newsroom: Newsroom) -> None:
    counted = []
    for number in (1, 29):
        for _one in range(number):
            newsroom.scheduled(**soon(newsroom))
        with CaptureQueriesContext(connection) as captured:
            assert last_look.hold_what_fails(now=newsroom.now) == 0
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_beat_sends_the_last_look_every_half_minute() -> None:
    (job,) = (job for job in BEAT.values() if job["task"] == tasks.check_planned.name)
    assert job["schedule"] == 30.0


def test_the_job_looks_at_what_the_database_says_is_soon(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(dek="", **soon(newsroom))
    ask_for_a_dek(newsroom)
    tasks.check_planned()
    assert status(story) == Status.APPROVED
