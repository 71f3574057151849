"""The rights to a picture and what they bind, on two connections at once: the second waits, and sees the first."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from articles.enums import PictureUsage
from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.pairs import one_waits_for_the_other, stands_without_a_plan
from tests.workflow.pairs import wedding as wedding
from tests.workflow.test_picture_embargoes import bind
from tests.workflow.test_picture_rights import license_it
from workflow import actions
from workflow.exceptions import Missing, NotNow
from workflow.models import Embargo, Event, Story

HOUR = timedelta(hours=1)


def test_rights_wait_for_a_plan_that_is_being_written_and_hold_it(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    outcome = one_waits_for_the_other(
        partial(live_newsroom.act, "schedule", story, goes_live_at=live_newsroom.now + HOUR),
        partial(license_it, live_newsroom, picture, licensed_until=live_newsroom.now + HOUR),
    )
    assert isinstance(outcome, Event), outcome
    stands_without_a_plan(story)


@pytest.mark.parametrize("verb", ["schedule", "publish"])
def test_a_plan_waits_for_rights_that_are_being_set_and_is_refused(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story], verb: str
) -> None:
    picture, story = wedding
    when: dict[str, Any] = {"goes_live_at": live_newsroom.now + HOUR} if verb == "schedule" else {}
    outcome = one_waits_for_the_other(
        partial(license_it, live_newsroom, picture, allowed_uses=(PictureUsage.SPONSORED,)),
        partial(live_newsroom.act, verb, story, **when),
    )
    assert isinstance(outcome, Missing), outcome
    stands_without_a_plan(story)


def end_terms(newsroom: Newsroom, picture: Picture) -> Event | None:
    said = {"usage_terms": "Web until 2020-01-01"}
    return actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=said)


def test_usage_terms_wait_for_a_plan_that_is_being_written_and_hold_it(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    outcome = one_waits_for_the_other(
        partial(live_newsroom.act, "schedule", story, goes_live_at=live_newsroom.now + HOUR),
        partial(end_terms, live_newsroom, picture),
    )
    assert isinstance(outcome, Event), outcome
    stands_without_a_plan(story)


def test_a_plan_waits_for_usage_terms_that_are_being_written_and_is_refused(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    outcome = one_waits_for_the_other(
        partial(end_terms, live_newsroom, picture),
        partial(live_newsroom.act, "schedule", story, goes_live_at=live_newsroom.now + HOUR),
    )
    assert isinstance(outcome, Missing), outcome
    stands_without_a_plan(story)


def test_an_embargo_waits_for_rights_that_let_its_picture_stand_in_and_is_refused(
    live_newsroom: Newsroom, picture_of: Any
) -> None:
    picture, tern = picture_of(live_newsroom, 1), picture_of(live_newsroom, 2)
    outcome = one_waits_for_the_other(
        partial(license_it, live_newsroom, picture, fallback_id=tern.pk),
        partial(bind, live_newsroom, tern, live_newsroom.now + HOUR),
    )
    assert isinstance(outcome, NotNow), outcome
    assert not Embargo.objects.exists()


def test_rights_wait_for_an_embargo_and_let_its_picture_not_stand_in(live_newsroom: Newsroom, picture_of: Any) -> None:
    picture, tern = picture_of(live_newsroom, 1), picture_of(live_newsroom, 2)
    outcome = one_waits_for_the_other(
        partial(bind, live_newsroom, tern, live_newsroom.now + HOUR),
        partial(license_it, live_newsroom, picture, fallback_id=tern.pk),
    )
    assert isinstance(outcome, NotNow), outcome
    picture.refresh_from_db()
    assert picture.fallback is None


def test_two_pictures_that_stand_in_for_each_other_wait_for_nobody_for_good(
    live_newsroom: Newsroom, picture_of: Any
) -> None:
    picture, tern = picture_of(live_newsroom, 1), picture_of(live_newsroom, 2)
    outcome = one_waits_for_the_other(
        partial(license_it, live_newsroom, picture, fallback_id=tern.pk),
        partial(license_it, live_newsroom, tern, fallback_id=picture.pk),
    )
    assert isinstance(outcome, Event), outcome
