"""S30: no room left. What can't be announced is on air all the same, and announced once when there is room again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from articles.models import Edition
from tests import bulk
from tests.people import Newsroom
from workflow import audit
from workflow.enums import Status, Verb
from workflow.models import Event, Story

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="`make chaos` fills a disk of PostgreSQL's")
DUE = 700


@contextmanager
def full() -> Iterator[None]:
    """Let the database file grow no further for the length of a block, and leave no free page in it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute(f"PRAGMA max_page_count = {pages + 100_000}")


def test_s30_a_full_disk_loses_and_doubles_no_announcement(live_newsroom: Newsroom) -> None:
    bulk.scheduled(live_newsroom, DUE, goes_live_at=live_newsroom.now)
    with full():
        with pytest.raises(OperationalError, match="disk is full"):
            live_newsroom.tick()
        announced = Event.objects.filter(verb=Verb.AIR).count()
        assert announced < DUE
        assert Story.objects.filter(status=Status.PUBLISHED).count() == announced, "nothing is half there"
        assert Edition.objects.exclude(announced_at=None).count() == announced
        assert not Edition.objects.exclude(announcement_error="").exists(), "no story is to blame"
        assert Edition.objects.on_air(live_newsroom.now).count() == DUE
    live_newsroom.tick()
    assert Event.objects.filter(verb=Verb.AIR).count() == DUE
    assert list(audit.differences(now=live_newsroom.now)) == []
