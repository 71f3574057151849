"""The tick: announce what time brought. What readers see never waits for it."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from articles.models import Edition
from workflow import announcements, crash_points, faults

logger = logging.getLogger(__name__)

#: Stories a transaction: measured, 500 keeps the worst lateness lowest when 10,000 are due in one second.
BATCH = 500

#: Beat sends a tick each second.
BETWEEN_TICKS = timedelta(seconds=1)
#: A clock that is being set right runs a little slower than a sleep; too early by that would be a second too late.
A_HAIR = timedelta(milliseconds=5)


class Recorder(Protocol):
    """Writes the Events of some articles and says how many."""

    def __call__(self, *, article_ids: Sequence[int], now: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """What one tick announced."""

    aired: int
    expired: int

    def __bool__(self) -> bool:
        return bool(self.aired or self.expired)


def tick(*, now: datetime) -> Tally:
    """Announce due editions in batches; a story that fails is set aside with its reason and stops no other.

    Reads first and writes only when something is due. Memory stays that of one batch.
    """
    aired = sum(_batches(announcements.due_to_air, "goes_live_at", announcements.record_aired, now))
    expired = sum(_batches(announcements.due_to_expire, "expires_at", announcements.record_expired, now))
    if aired or expired:
        logger.info("Announced: %d on air, %d expired", aired, expired)
    return Tally(aired=aired, expired=expired)


def stay(*, now: datetime) -> bool:
    """Sleep until the next story is due, if it is before the next tick; say whether it is.

    A tick comes at any moment of a second. Waiting for what is due within it announces a story when it airs, and leaves
    a rush of thousands all of the time that is promised.
    """
    due = announcements.next_to_air(after=now, until=now + BETWEEN_TICKS)
    if due is not None:
        time.sleep((due - now + A_HAIR).total_seconds())
    return due is not None


def _batches(
    due: Callable[[datetime], QuerySet[Edition]], order: str, record: Recorder, now: datetime
) -> Iterator[int]:
    while announcements.longest_due(due(now), order=order, limit=1):
        claimed: Sequence[int] = []
        crash_points.reached("tick.found")
        try:
            with transaction.atomic():
                claimed = announcements.claim(due(now), order=order, limit=BATCH)
                crash_points.reached("tick.claimed")
                done = record(article_ids=claimed, now=now)
                crash_points.reached("tick.recorded")
            crash_points.reached("tick.committed")
        except OperationalError:
            raise
        except Exception as fault:  # one story's fault must not stop the others: find it by halves
            if not claimed:
                raise  # no story's fault: asking again at once would never end
            # A database's own words quote the row that it refused, and a log carries no text of a story.
            logger.warning("%d announcements failed (%s); trying by halves", len(claimed), type(fault).__name__)
            yield _by_halves(claimed, record, now)  # each of them is announced now or set aside
            continue
        if not done:
            return  # what is left is being moved by somebody else: a later tick sees it
        yield done


def _by_halves(article_ids: Sequence[int], record: Recorder, now: datetime) -> int:
    try:
        with transaction.atomic():
            return record(article_ids=announcements.lock(article_ids), now=now)
    except OperationalError:
        raise
    except Exception as fault:
        if len(article_ids) == 1:
            logger.error("Article %d could not be announced: %s", article_ids[0], type(fault).__name__)
            announcements.set_aside(article_id=article_ids[0], now=now, reason=faults.in_words(fault))
            return 0
        middle = len(article_ids) // 2
        return _by_halves(article_ids[:middle], record, now) + _by_halves(article_ids[middle:], record, now)
