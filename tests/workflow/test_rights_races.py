"""The rights to a picture and what they bind, on two connections at once: the second waits, and sees the first."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from articles.enums import PictureUsage
from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.test_embargo_races import Second
from tests.workflow.test_packages import standing
from tests.workflow.test_picture_embargoes import bind, shown
from tests.workflow.test_picture_rights import license_it
from tests.workflow.test_races import nothing_differs
from workflow.enums import Status
from workflow.exceptions import Missing, NotNow
from workflow.models import Embargo, Event, Story

HOUR = timedelta(hours=1)


@pytest.fixture
def wedding(live_newsroom: Newsroom, picture_of: Any) -> tuple[Picture, Story]:
    picture = picture_of(live_newsroom, 1)
    return picture, live_newsroom.approved("The wedding", **shown(picture))


def test_rights_wait_for_a_plan_that_is_being_written_and_hold_it(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    with transaction.atomic():
        live_newsroom.act("schedule", story, goes_live_at=live_newsroom.now + HOUR)
        second = Second(lambda: license_it(live_newsroom, picture, licensed_until=live_newsroom.now + HOUR))
        assert second.waits()
    assert isinstance(second.ended(), Event), second.outcome
    assert standing(story) == {(Status.APPROVED, None)}
    nothing_differs()


@pytest.mark.parametrize("verb", ["schedule", "publish"])
def test_a_plan_waits_for_rights_that_are_being_set_and_is_refused(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story], verb: str
) -> None:
    picture, story = wedding
    when: dict[str, Any] = {"goes_live_at": live_newsroom.now + HOUR} if verb == "schedule" else {}
    with transaction.atomic():
        license_it(live_newsroom, picture, allowed_uses=(PictureUsage.SPONSORED,))
        second = Second(lambda: live_newsroom.act(verb, story, **when))
        assert second.waits()
    assert isinstance(second.ended(), Missing), second.outcome
    assert standing(story) == {(Status.APPROVED, None)}
    nothing_differs()


def test_an_embargo_waits_for_rights_that_let_its_picture_stand_in_and_is_refused(
    live_newsroom: Newsroom, picture_of: Any
) -> None:
    picture, tern = picture_of(live_newsroom, 1), picture_of(live_newsroom, 2)
    with transaction.atomic():
        license_it(live_newsroom, picture, fallback_id=tern.pk)
        second = Second(lambda: bind(live_newsroom, tern, live_newsroom.now + HOUR))
        assert second.waits()
    assert isinstance(second.ended(), NotNow), second.outcome
    assert not Embargo.objects.exists()


def test_rights_wait_for_an_embargo_and_let_its_picture_not_stand_in(live_newsroom: Newsroom, picture_of: Any) -> None:
    picture, tern = picture_of(live_newsroom, 1), picture_of(live_newsroom, 2)
    with transaction.atomic():
        bind(live_newsroom, tern, live_newsroom.now + HOUR)
        second = Second(lambda: license_it(live_newsroom, picture, fallback_id=tern.pk))
        assert second.waits()
    assert isinstance(second.ended(), NotNow), second.outcome
    picture.refresh_from_db()
    assert picture.fallback is None


def test_two_pictures_that_stand_in_for_each_other_wait_for_nobody_for_good(
    live_newsroom: Newsroom, picture_of: Any
) -> None:
    picture, tern = picture_of(live_newsroom, 1), picture_of(live_newsroom, 2)
    with transaction.atomic():
        license_it(live_newsroom, picture, fallback_id=tern.pk)
        second = Second(lambda: license_it(live_newsroom, tern, fallback_id=picture.pk))
        assert second.waits()
    assert isinstance(second.ended(), Event), second.outcome
