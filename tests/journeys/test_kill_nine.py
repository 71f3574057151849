"""`kill -9` in the middle of a thousand due stories: each is announced once all the same, and none is lost."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection

from articles import instant
from articles.models import Edition
from newsroom.launcher.jobs import behind_the_web
from tests import bulk, processes
from tests.people import Newsroom
from tests.processes import Process
from workflow import audit, tasks
from workflow.enums import Status, Verb
from workflow.models import Event, Story

DUE = 1000
PATIENCE = 90

#: Each announcement takes milliseconds instead of microseconds, so that a kill meets a batch half written.
SLOW = {
    "sqlite": """
CREATE TRIGGER announcements_are_slow AFTER INSERT ON workflow_event WHEN NEW.verb = 'AIR'
BEGIN
    SELECT max(n) FROM (WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 8000)
        SELECT n FROM count);
END
""",
    "postgresql": """
CREATE OR REPLACE FUNCTION announcements_are_slow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END $$;
CREATE TRIGGER announcements_are_slow AFTER INSERT ON workflow_event
    FOR EACH ROW WHEN (NEW.verb = 'AIR') EXECUTE FUNCTION announcements_are_slow();
""",
}
FAST = {"sqlite": "", "postgresql": " ON workflow_event"}


@contextmanager
def slow_announcements() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(SLOW[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER announcements_are_slow{FAST[connection.vendor]}")


def kill_its_child(process: Process) -> None:
    """End the pool process that does the work; the worker itself lives, and has to notice."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    children = [pid for pid, parent in pairs if parent == process.popen.pid]
    assert children, "the worker has no pool process"
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def worker() -> AbstractContextManager[Process]:
    """Start the clock's worker as `make run` does."""
    job = next(job for job in behind_the_web(picture_workers=1) if job.name == "clock")
    return processes.running(*job.command[1:])


def watch() -> AbstractContextManager[Process]:
    return processes.command("publish_due", "--watch", "1")


def announced() -> int:
    return Event.objects.filter(verb=Verb.AIR).count()


def until(is_reached: Callable[[], bool], *, nudge: Callable[[], object]) -> None:
    """Wait, and send a tick each half second as beat does each second."""
    deadline = time.monotonic() + PATIENCE
    next_nudge = 0.0
    while not is_reached():
        assert time.monotonic() < deadline, f"{announced()} of {DUE} were announced in {PATIENCE} s"
        if time.monotonic() >= next_nudge:
            nudge()
            next_nudge = time.monotonic() + 0.5
        time.sleep(0.01)


def tick_by_broker() -> None:
    tasks.tick.apply_async(expires=2)


def nothing() -> None:
    """The watch loop needs no nudge."""


KILLS = {
    "the whole worker": (worker, Process.kill, tick_by_broker),
    "the worker's child": (worker, kill_its_child, tick_by_broker),
    "the watch loop": (watch, Process.kill, nothing),
}


@pytest.mark.parametrize("victim", KILLS)
def test_a_kill_in_the_middle_of_a_thousand_due_stories_loses_none_and_doubles_none(
    live_newsroom: Newsroom, broker: str, victim: str
) -> None:
    start, kill, nudge = KILLS[victim]
    bulk.scheduled(live_newsroom, DUE, goes_live_at=instant.now())
    assert Edition.objects.on_air().count() == DUE, "readers do not wait for any of this"
    with start() as process:
        with slow_announcements():
            until(lambda: announced() > 0, nudge=nudge)
            kill(process)
            assert 0 < announced() < DUE, "the kill came too late to prove anything"
            assert Edition.objects.exclude(announced_at=None).count() == announced()
            assert list(audit.differences(now=live_newsroom.now)) == []
        if kill is kill_its_child:
            until(lambda: announced() == DUE, nudge=nudge)
    if kill is Process.kill:
        with start():
            until(lambda: announced() == DUE, nudge=nudge)
    each_story_is_announced_once(live_newsroom)


def each_story_is_announced_once(newsroom: Newsroom) -> None:
    told = list(Event.objects.filter(verb=Verb.AIR).values_list("story_id", flat=True))
    assert sorted(told) == sorted(Story.objects.values_list("pk", flat=True))
    assert Story.objects.filter(status=Status.PUBLISHED, version=2).count() == DUE
    assert list(audit.differences(now=newsroom.now)) == []


def test_two_clocks_one_of_them_killed_announce_each_story_once(live_newsroom: Newsroom) -> None:
    bulk.scheduled(live_newsroom, DUE, goes_live_at=instant.now())
    with watch() as first, watch(), slow_announcements():
        until(lambda: announced() > 0, nudge=nothing)
        first.kill()
        until(lambda: announced() == DUE, nudge=nothing)
    each_story_is_announced_once(live_newsroom)
