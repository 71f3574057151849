"""A closed desk takes no story, and nothing is held without a word."""

from datetime import timedelta

import pytest

from tests.people import Newsroom
from tests.workflow.talks import shared
from workflow.enums import Role
from workflow.exceptions import Missing, NotNow
from workflow.models import Desk, Membership, ReviewLink, Story


def test_a_closed_desk_takes_no_new_story(newsroom: Newsroom) -> None:
    newsroom.desk.is_active = False
    newsroom.desk.save()
    with pytest.raises(Missing, match="is closed: choose another"):
        newsroom.draft()
    assert not Story.objects.exists()


def test_a_closed_desk_is_offered_to_nobody_to_plan_for_or_to_hand_work_to(newsroom: Newsroom) -> None:
    sport = Newsroom.open("Sport").desk
    Membership.objects.create(desk=sport, user=newsroom.editor, role=Role.EDITOR)
    assert set(Desk.objects.run_by(newsroom.editor)) == {newsroom.desk, sport}
    sport.is_active = False
    sport.save()
    assert set(Desk.objects.run_by(newsroom.editor)) == {newsroom.desk}


def test_a_story_of_a_closed_desk_is_shared_with_nobody(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    newsroom.desk.is_active = False
    newsroom.desk.save()
    with pytest.raises(NotNow, match="whose desk is closed"):
        shared(newsroom, story)
    assert not ReviewLink.objects.exists()


def test_a_hold_without_a_reason_is_refused_and_the_plan_stands(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    with pytest.raises(Missing, match="why the story is held"):
        newsroom.act("hold", story, reason=" ")
    story.refresh_from_db()
    assert (story.status, story.article.editions.count()) == ("SCHEDULED", 1)
