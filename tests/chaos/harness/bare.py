"""Work done once, in a process of its own that may end itself in the middle: forked from one that has Django loaded."""

import multiprocessing
import os
from collections.abc import Callable
from datetime import datetime, timedelta

import django

if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.chaos.settings":
    django.setup()

CONTEXT = multiprocessing.get_context("forkserver")
KILLED = -9


def start() -> None:
    """Load this module, and what a child would load of the run, once in a process that the others are forked from."""
    CONTEXT.set_forkserver_preload([__name__, "tests.chaos.__main__"])
    do(tick)


def do(work: Callable[[datetime], object], *, ahead: float = 0) -> int:
    """Do it in a new process, that many seconds ahead of the database's clock; return how the process ended."""
    process = CONTEXT.Process(target=_at, args=(work, ahead))
    process.start()
    process.join(timeout=60)
    if process.exitcode is None:
        process.kill()
        process.join()
    return process.exitcode or 0


def _at(work: Callable[[datetime], object], ahead: float) -> None:
    from articles import instant

    work(instant.now() + timedelta(seconds=ahead))


def tick(now: datetime) -> None:
    from workflow import clock

    clock.tick(now=now)


def deliver(now: datetime) -> None:
    from workflow import deliveries

    deliveries.dispatch(now=now)
    deliveries.deliver(now=now)
