"""Two deeds on two connections: the second begins before the first is committed, waits, and sees what came of it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.test_packages import standing
from tests.workflow.test_picture_embargoes import shown
from tests.workflow.test_races import nothing_differs
from workflow.enums import Status
from workflow.models import Story

#: Seconds in which the second would have been through if it did not wait.
MEANWHILE = 1.5


@pytest.fixture
def wedding(live_newsroom: Newsroom, picture_of: Any) -> tuple[Picture, Story]:
    """A picture, and an approved story that shows it."""
    picture = picture_of(live_newsroom, 1)
    return picture, live_newsroom.approved("The wedding", **shown(picture))


def one_waits_for_the_other(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Return what came of the second, or what it was refused with."""
    outcomes: list[object] = []
    thread = threading.Thread(target=_do, args=(second, outcomes))
    with transaction.atomic():
        first()
        thread.start()
        thread.join(timeout=MEANWHILE)
        assert thread.is_alive(), f"it did not wait: {outcomes}"
    thread.join(timeout=60)
    (outcome,) = outcomes
    return outcome


def _do(deed: Callable[[], object], outcomes: list[object]) -> None:
    try:
        outcomes.append(deed())
    except Exception as refusal:
        outcomes.append(refusal)
    finally:
        connections.close_all()


def stands_without_a_plan(story: Story) -> None:
    assert standing(story) == {(Status.APPROVED, None)}
    nothing_differs()
