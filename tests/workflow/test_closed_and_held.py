"""A closed desk takes no story, and nothing is held without a word."""

from datetime import timedelta

import pytest

from tests.people import Newsroom
from workflow.exceptions import Missing
from workflow.models import Story


def test_a_closed_desk_takes_no_new_story(newsroom: Newsroom) -> None:
    newsroom.desk.is_active = False
    newsroom.desk.save()
    with pytest.raises(Missing, match="is closed: choose another"):
        newsroom.draft()
    assert not Story.objects.exists()


def test_a_hold_without_a_reason_is_refused_and_the_plan_stands(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    with pytest.raises(Missing, match="why the story is held"):
        newsroom.act("hold", story, reason=" ")
    story.refresh_from_db()
    assert (story.status, story.article.editions.count()) == ("SCHEDULED", 1)
