"""The one UPDATE behind every move compares by itself: what was checked before it may have changed since."""

import time
from datetime import timedelta

import pytest

from articles import instant
from tests.people import Newsroom
from workflow import situation
from workflow.actions.move import move
from workflow.enums import Status, Verb
from workflow.exceptions import AlreadyOnAir, MovedMeanwhile
from workflow.models import Story
from workflow.situation import Situation


def look(newsroom: Newsroom, story: Story) -> Situation:
    return situation.look(story_id=story.pk, by=newsroom.publisher, now=newsroom.now)


def test_a_version_that_rose_since_the_look_moves_nothing(newsroom: Newsroom) -> None:
    found = look(newsroom, newsroom.approved())
    rows = Story.objects.filter(pk=found.story.pk)
    rows.update(version=found.story.version + 1)
    with pytest.raises(MovedMeanwhile):
        move(found, Verb.PUBLISH)
    assert rows.get().status == Status.APPROVED


def test_a_status_that_changed_since_the_look_moves_nothing(newsroom: Newsroom) -> None:
    found = look(newsroom, newsroom.approved())
    rows = Story.objects.filter(pk=found.story.pk)
    rows.update(status=Status.DRAFT)
    with pytest.raises(MovedMeanwhile):
        move(found, Verb.PUBLISH)
    assert rows.get().status == Status.DRAFT


def test_a_plan_whose_second_came_since_the_look_is_on_air_and_stays(newsroom: Newsroom) -> None:
    newsroom.now = instant.now()
    found = look(newsroom, newsroom.scheduled(goes_live_at=newsroom.now + timedelta(seconds=0.3)))
    time.sleep(0.31)
    with pytest.raises(AlreadyOnAir) as refusal:
        move(found, Verb.UNSCHEDULE)
    assert str(refusal.value) == "The story is already on air: revise it, or kill it."
    assert Story.objects.get(pk=found.story.pk).status == Status.SCHEDULED


def test_a_move_raises_the_version_by_one(newsroom: Newsroom) -> None:
    found = look(newsroom, newsroom.approved())
    seen = found.story.version
    move(found, Verb.SPIKE, spiked_from=Status.APPROVED)
    after = Story.objects.get(pk=found.story.pk)
    assert (after.version, after.status, found.story.version) == (seen + 1, Status.SPIKED, seen + 1)
