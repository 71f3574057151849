"""Signs of life: each part of the machinery says now and then that it lives, and somebody may ask when it last did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from workflow.models import Heartbeat
from workflow.watch.pulses import BEAT, EVERY, PULSES

#: Whoever was silent for longer has come back to life, and not gone on.
UNBROKEN: Final = timedelta(seconds=60)

_STARTED: Final = monotonic()


@dataclass(frozen=True, slots=True)
class Sign:
    """When a part last said that it lives, since when it says so, and the last delay in its queue, in seconds."""

    at: datetime
    since: datetime
    delay: float | None = None


def uptime() -> timedelta:
    """Return how long this process has run: nobody can have missed a sign for longer than they were there."""
    return timedelta(seconds=monotonic() - _STARTED)


def give(name: str, *, now: datetime, **facts: Any) -> None:
    """Note that this part lives. Of two at once one is enough: nothing here is counted."""
    before = Heartbeat.objects.filter(name=name).values_list("beat_at", "facts").first()
    goes_on = before is not None and now - before[0] <= UNBROKEN
    since = before[1].get("since") if before is not None and goes_on else None
    sign = Heartbeat(name=name, beat_at=now, facts=facts | {"since": since or now.isoformat()})
    Heartbeat.objects.bulk_create(
        [sign], update_conflicts=True, unique_fields=["name"], update_fields=["beat_at", "facts"]
    )


def pulse(queue: str, *, now: datetime, sent_at: datetime | None) -> None:
    """Note that a pulse came through this queue: its worker lives, and so does beat if pulses don't wait for long.

    The delay is measured between two clocks, the sender's and the database's; the signs themselves know one only.
    """
    delay = None if sent_at is None else max(round((now - sent_at).total_seconds(), 3), 0)
    give(queue, now=now, delay=delay)
    if PULSES[queue].lasts <= EVERY:
        give(BEAT, now=now)


def read() -> Mapping[str, Sign]:
    """Return the last sign of each part that ever gave one; one read."""
    return {
        name: Sign(at, datetime.fromisoformat(facts["since"]) if "since" in facts else at, facts.get("delay"))
        for name, at, facts in Heartbeat.objects.values_list("name", "beat_at", "facts")
    }
