"""A plan and an embargo on a picture in it, on two connections at once: the second waits, and sees the first."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.test_packages import standing
from tests.workflow.test_picture_embargoes import bind, shown
from tests.workflow.test_races import nothing_differs
from workflow.enums import Status
from workflow.exceptions import Embargoed
from workflow.models import Event, Story

HOUR = timedelta(hours=1)
#: Seconds in which the second would have been through if it did not wait.
MEANWHILE = 1.5


class Second:
    """A deed on a connection of its own."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.outcome: object = None
        self._deed = deed
        self._thread = threading.Thread(target=self._do)
        self._thread.start()

    def _do(self) -> None:
        try:
            self.outcome = self._deed()
        except Exception as outcome:
            self.outcome = outcome
        finally:
            connections.close_all()

    def waits(self) -> bool:
        self._thread.join(timeout=MEANWHILE)
        return self._thread.is_alive()

    def ended(self) -> object:
        self._thread.join(timeout=60)
        return self.outcome


@pytest.fixture
def wedding(live_newsroom: Newsroom, picture_of: Any) -> tuple[Picture, Story]:
    picture = picture_of(live_newsroom, 1)
    return picture, live_newsroom.approved("The wedding", **shown(picture))


def test_an_embargo_waits_for_a_plan_that_is_being_written_and_holds_it(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    with transaction.atomic():
        live_newsroom.act("schedule", story, goes_live_at=live_newsroom.now + HOUR)
        second = Second(lambda: bind(live_newsroom, picture, live_newsroom.now + 2 * HOUR))
        assert second.waits()
    assert isinstance(second.ended(), Event), second.outcome
    assert standing(story) == {(Status.APPROVED, None)}
    nothing_differs()


def test_a_plan_waits_for_an_embargo_that_is_being_set_and_is_refused(
    live_newsroom: Newsroom, wedding: tuple[Picture, Story]
) -> None:
    picture, story = wedding
    with transaction.atomic():
        bind(live_newsroom, picture, live_newsroom.now + 2 * HOUR)
        second = Second(lambda: live_newsroom.act("schedule", story, goes_live_at=live_newsroom.now + HOUR))
        assert second.waits()
    assert isinstance(second.ended(), Embargoed), second.outcome
    assert standing(story) == {(Status.APPROVED, None)}
    nothing_differs()
