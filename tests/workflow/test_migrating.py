"""S31: a migration changes the tables of the clock while ticks run: they wait, nothing is lost, nothing comes twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from articles import instant
from tests import bulk
from tests.people import Newsroom
from workflow import clock
from workflow.enums import Verb
from workflow.models import Event

CHANGES = (
    "ALTER TABLE articles_edition ADD COLUMN tried integer NOT NULL DEFAULT 0",
    "ALTER TABLE workflow_story ADD COLUMN tried integer NOT NULL DEFAULT 0",
    "ALTER TABLE workflow_event ADD COLUMN tried integer NOT NULL DEFAULT 0",
)
UNDO = tuple(change.partition(" ADD ")[0] + " DROP COLUMN tried" for change in CHANGES)


def migrate(statements: tuple[str, ...], *, begun: threading.Event, over: threading.Event) -> None:
    """Change the tables as a migration does: in one transaction, which holds them until it ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        begun.set()
        over.wait(timeout=30)
    connections.close_all()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's one writer keeps everybody else waiting")
def test_s31_ticks_wait_for_a_migration_and_announce_everything_once(live_newsroom: Newsroom) -> None:
    bulk.scheduled(live_newsroom, 200, goes_live_at=live_newsroom.now - timedelta(seconds=1))
    begun, over, ticked = threading.Event(), threading.Event(), threading.Event()

    def tick() -> None:
        try:
            clock.tick(now=instant.now())
            ticked.set()
        finally:
            connections.close_all()

    migration = threading.Thread(target=migrate, args=(CHANGES,), kwargs={"begun": begun, "over": over})
    migration.start()
    assert begun.wait(timeout=30)
    ticks = [threading.Thread(target=tick) for _two in range(2)]
    try:
        for one in ticks:
            one.start()
        assert not ticked.wait(timeout=1.5), "the tick went past a table that is being changed"
    finally:
        over.set()
        migration.join(timeout=30)
        for one in ticks:
            one.join(timeout=30)
    clock.tick(now=instant.now())
    try:
        announced = Event.objects.filter(verb=Verb.AIR).values_list("edition", flat=True)
        assert (len(announced), len(set(announced))) == (200, 200)
    finally:
        with connection.cursor() as cursor:
            for statement in UNDO:
                cursor.execute(statement)
