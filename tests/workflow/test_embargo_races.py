"""A plan and an embargo on a picture in it, on two connections at once: the second waits, and sees the first."""

from datetime import timedelta
from functools import partial

from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.pairs import one_waits_for_the_other, stands_without_a_plan
from tests.workflow.pairs import wedding as wedding
from tests.workflow.test_picture_embargoes import bind
from workflow.exceptions import Embargoed
from workflow.models import Event, Story

HOUR = timedelta(hours=1)


def test_an_embargo_waits_for_a_plan_that_is_being_written_and_holds_it(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    outcome = one_waits_for_the_other(
        partial(live_newsroom.act, "schedule", story, goes_live_at=live_newsroom.now + HOUR),
        partial(bind, live_newsroom, picture, live_newsroom.now + 2 * HOUR),
    )
    assert isinstance(outcome, Event), outcome
    stands_without_a_plan(story)


def test_a_plan_waits_for_an_embargo_that_is_being_set_and_is_refused(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    outcome = one_waits_for_the_other(
        partial(bind, live_newsroom, picture, live_newsroom.now + 2 * HOUR),
        partial(live_newsroom.act, "schedule", story, goes_live_at=live_newsroom.now + HOUR),
    )
    assert isinstance(outcome, Embargoed), outcome
    stands_without_a_plan(story)
