"""A tick among 1,000,000 planned stories and among few: what it asks, what it takes, what it keeps in memory."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import instant
from articles.models import Edition
from tests import copies
from tests.benchmarks import alone, server
from tests.benchmarks.alone import Taken
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.people import Newsroom
from workflow import clock

FEW, MANY, DUE = 1_000, 1_000_000, 10_000
AT_ONCE = 50_000
LOOKS = 300
FLAT = 8  # MB


@dataclass(frozen=True, slots=True)
class Idle:
    """What a tick with nothing due took, and as many statements that read nothing, in turns with it."""

    statements: int
    milliseconds: float
    constant: float

    @property
    def ratio(self) -> float:
        return self.milliseconds / self.constant


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Million")
    _plan(newsroom, FEW)
    few, few_due = _idle(), _due(newsroom)
    started = time.perf_counter()
    _plan(newsroom, MANY)
    yield Result(f"{MANY:,} planned: written", (MANY - FEW) / (time.perf_counter() - started), "stories/s")
    many, many_due = _idle(), _due(newsroom)
    yield Result(f"tick, nothing due, {FEW:,} planned: statements", few.statements, "statements", at_most=3)
    about = f"tick, nothing due, {MANY:,} planned"
    yield Result(f"{about}: statements", many.statements, "statements", at_most=few.statements)
    yield Result(f"{about}: fastest tenth", many.milliseconds, "ms")
    yield Result(f"{about}: against a constant", many.ratio, "ratio")
    yield Result(f"{about}: the same against {FEW:,}", many.ratio / few.ratio, "ratio", at_most=1.3)
    about = f"tick, {DUE:,} due among {MANY:,}"
    yield Result(f"{about}: peak memory", many_due.peak, "MB")
    yield Result(f"{about}: more than among {FEW:,}", many_due.peak - few_due.peak, "MB", at_most=FLAT)
    yield Result(f"{about}: against among {FEW:,}", many_due.seconds / few_due.seconds, "ratio")


def _plan(newsroom: Newsroom, total: int) -> None:
    """Plan so many stories in all, a day apart for each fifty thousand, in a database that has looked at them."""
    say(f"planning {total:,} stories")
    day = 0
    while missing := total - Edition.objects.filter(announced_at=None).count():
        day += 1
        newsroom.now = instant.now()
        copies.scheduled(newsroom, min(missing, AT_ONCE), goes_live_at=newsroom.now + timedelta(days=day))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _idle() -> Idle:
    """Tick while nothing is due, again and again."""
    with CaptureQueriesContext(connection) as queries:
        _tick_with_nothing_due()
    looks = [(_timed(_tick_with_nothing_due), _timed(_constant)) for _look in range(LOOKS)]
    ticks, constants = zip(*looks, strict=True)
    return Idle(len(queries) - 1, _fastest(ticks), _fastest(constants))  # one was to read the clock


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _fastest(times: Sequence[float]) -> float:
    """Return what the fastest tenth took: it waited least for what else the machine does."""
    return quantiles(times, n=10)[0]


def _constant() -> None:
    with connection.cursor() as cursor:
        for _statement in range(4):
            cursor.execute("SELECT 1")


def _tick_with_nothing_due() -> None:
    now = instant.now()
    assert not clock.tick(now=now)
    assert not clock.stay(now=now)


def _due(newsroom: Newsroom) -> Taken:
    """Let ten thousand more fall due, and announce them in a process whose memory is its own."""
    say(f"announcing {DUE:,} stories")
    newsroom.now = instant.now()
    tomorrow = newsroom.now + timedelta(days=1)
    copies.scheduled(newsroom, DUE, goes_live_at=tomorrow)
    due = instant.now() + timedelta(seconds=15)
    Edition.objects.filter(goes_live_at=tomorrow).update(goes_live_at=due, first_published_at=due)
    time.sleep(max(0, (due - instant.now()).total_seconds()))
    taken = alone.timed(__name__, "tick", environment=server.environment())
    assert not Edition.objects.filter(announced_at=None, goes_live_at__lte=due).exists()
    return taken


def tick() -> None:
    clock.tick(now=instant.now())
