"""Sending what is due, to all receivers at once, with no transaction open while a far machine takes its time."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Final

from django.db.models import Q

from workflow.deliveries import parcels
from workflow.deliveries.run import Run, Tally
from workflow.deliveries.tours import Carried, Tour, Tours

#: Seconds a run, and how much longer it waits for what is under way then: a later run goes on.
PATIENCE, GRACE = 20.0, 15.0
#: Threads that send: for all receivers together, of which each has its share.
THREADS: Final = 16
#: Seconds between two looks at what takes too long, and at what else is due.
LOOK, AGAIN = 0.1, 1.0


def deliver(
    *, now: datetime, only: Q = parcels.ALL, patience: float = PATIENCE, meanwhile: Callable[[], object] = bool
) -> Tally:
    """Send what is due: at least once to the outside, under an id of its own by which a second one can be told.

    Each receiver has its share of the threads, so one that hangs keeps nobody else waiting. One that fails is asked
    no more in this run, and rests after it. While others take their time, each second `meanwhile` is done and what
    is due by then is found.
    """
    run = Run(now, monotonic() + patience, only)
    with _threads() as threads:
        _drive(run, threads, meanwhile)
    return run.tally


def _drive(run: Run, threads: ThreadPoolExecutor, meanwhile: Callable[[], object]) -> None:
    every, under_way, looked = Tours(run), dict[Future[Carried], Tour](), monotonic()
    while under_way or monotonic() < run.until:
        if monotonic() < run.until:
            under_way |= {threads.submit(load): tour for tour in every for load in iter(tour.load, None)}
        if not under_way or monotonic() > run.until + GRACE:
            break
        for carried in wait(under_way, timeout=LOOK, return_when=FIRST_COMPLETED).done:
            del under_way[carried]
            carried.result()()
        for tour in every:
            tour.hang_up_if_late()
        if monotonic() - looked > AGAIN:
            meanwhile()
            every.look_again()
            looked = monotonic()
    for tour in under_way.values():
        tour.give_up()
    for tour in every:
        tour.end()


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Wait for no thread at the end: one whose name server or mail server is silent ends by itself."""
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="deliver")
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
