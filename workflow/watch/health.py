"""How the machinery is: each part with its last sign of life, the queues, the broker, the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from django.db import connection

from workflow.watch import watchdog
from workflow.watch.broker import Answer
from workflow.watch.pulses import BEAT, LOOPS, PULSES
from workflow.watch.watchdog import Look

#: A loop that pauses for longer than this is nobody's watch.
LOOP_SILENT_AFTER: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it is, how long it has been silent (None: it never spoke), and what waits in its queue."""

    kind: str
    name: str
    silence: timedelta | None
    is_silent: bool
    delay: float | None = None
    length: int | None = None


def parts(seen: Look, answer: Answer) -> Iterator[Part]:
    """Go through beat, the queues' workers, and the loops that run or ran here."""
    yield _part(seen, "beat", BEAT, watchdog.BEAT_SILENT_AFTER)
    for queue, pulse in PULSES.items():
        sign, length = seen.signs.get(queue), answer.lengths.get(queue)
        yield _part(seen, "queue", queue, pulse.silent_after, delay=sign.delay if sign else None, length=length)
    for loop in LOOPS:
        if loop in seen.signs:
            yield _part(seen, "loop", loop, LOOP_SILENT_AFTER)


def database_latency() -> float:
    """Return the seconds that the shortest question takes."""
    started = monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return monotonic() - started


def _part(
    seen: Look, kind: str, name: str, limit: timedelta, *, delay: float | None = None, length: int | None = None
) -> Part:
    silence = seen.silence(name)
    return Part(kind, name, silence if name in seen.signs else None, silence > limit, delay, length)
