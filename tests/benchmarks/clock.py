"""The tick against the bare SQL that it can't do without."""

import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import instant
from articles.models import Edition
from tests import bulk
from tests.benchmarks.result import Result, peak_megabytes
from tests.people import Newsroom
from workflow import clock
from workflow.models import Event

DUE = 10_000


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Clock")
    bulk.scheduled(newsroom, DUE, goes_live_at=newsroom.now)
    floor = _timed(_floor)
    _undo()
    memory = peak_megabytes()
    taken = _timed(lambda: clock.tick(now=instant.now()))
    assert not Edition.objects.filter(announced_at=None).exists()
    yield Result("clock: bare SQL floor", DUE / floor, "stories/s")
    yield Result("clock: tick", DUE / taken, "stories/s")
    yield Result("clock: tick against floor", floor / taken, "ratio", at_least=0.25)
    yield Result("clock: memory added by 10,000", peak_megabytes() - memory, "MB")
    yield from _statements(newsroom)


def _statements(newsroom: Newsroom) -> Iterator[Result]:
    bulk.scheduled(newsroom, 1000, goes_live_at=instant.now())
    with CaptureQueriesContext(connection) as queries:
        clock.tick(now=instant.now())
    yield Result("clock: statements a batch of 500", len(queries) / 2, "statements", at_most=20)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _floor() -> None:
    """Update and insert an event in batches of 500, one transaction each, with nothing else."""
    keys = list(Edition.objects.filter(announced_at=None).values_list("pk", "article__story__pk", "revision_id"))
    now = instant.now()
    adapt = connection.ops.adapt_datetimefield_value
    row = "(%s, 'SAVE', %s, 'SCHEDULED', 'PUBLISHED', %s, %s, '{}')"
    for start in range(0, len(keys), 500):
        batch = keys[start : start + 500]
        with transaction.atomic(), connection.cursor() as cursor:
            places = ",".join(["%s"] * len(batch))
            cursor.execute(
                f"UPDATE articles_edition SET announced_at = %s WHERE id IN ({places})",
                [adapt(now), *(key for key, _story, _revision in batch)],
            )
            for chunk in (batch[i : i + 150] for i in range(0, len(batch), 150)):
                cursor.execute(
                    "INSERT INTO workflow_event"
                    " (story_id, verb, at, status_before, status_after, revision_id, edition_id, facts)"
                    f" VALUES {','.join([row] * len(chunk))}",
                    [value for edition, story, revision in chunk for value in (story, adapt(now), revision, edition)],
                )


def _undo() -> None:
    Edition.objects.update(announced_at=None)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'workflow_event'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            Event.objects.filter(verb="SAVE").delete()
            for _name, sql in triggers:
                cursor.execute(sql)
        else:
            cursor.execute("ALTER TABLE workflow_event DISABLE TRIGGER USER")
            Event.objects.filter(verb="SAVE").delete()
            cursor.execute("ALTER TABLE workflow_event ENABLE TRIGGER USER")
