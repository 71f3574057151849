"""What is due to leave the house, claimed before it is sent, so that of two workers one sends it.

A parcel is one delivery, or all of one person's that wait for the digest. Claiming moves `due_at` to the end of a lease
in the UPDATE's own WHERE: a worker that dies while sending leaves a parcel that is tried again when the lease is over.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from workflow import faults
from workflow.deliveries import timetable
from workflow.models import Delivery

#: Longer than a run of deliveries and the slowest send together.
LEASE = timedelta(minutes=5)
#: Lines of one digest; the rest goes into another.
LONGEST_DIGEST = 500
ABOUT = ("event__story__article", "event__assignment", "event__by", "event__story__desk", "user", "webhook")


def next_due(*, now: datetime, besides: Collection[int]) -> list[Delivery]:
    """Return the parcel that has waited longest, but none for these webhooks; empty when nothing is due."""
    due = Delivery.objects.filter(due_at__lte=now).exclude(webhook__in=besides).order_by("due_at", "pk")
    first = due.select_related(*ABOUT).first()
    if first is None or not first.is_in_digest:
        return [first] if first else []
    return list(_digest_of(first, due)[:LONGEST_DIGEST])


def claim(parcel: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """Take what nobody else took meanwhile. Rows go in one order, so the first is a turnstile to the others."""
    with transaction.atomic():
        return [one for one in sorted(parcel, key=lambda each: each.pk) if _take(one, now)]


def done(deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """Note that it was sent."""
    _all(deliveries).update(done_at=now, due_at=None, failure="")


def close(deliveries: Sequence[Delivery], *, reason: str) -> None:
    """Note why it is never to be sent."""
    _all(deliveries).filter(done_at=None).update(due_at=None, failure=faults.fitting(reason))


def failed(deliveries: Sequence[Delivery], *, now: datetime, reason: str) -> None:
    """Note why it was not sent, and when it is tried again; after the last attempt, never."""
    for one in deliveries:
        pause = timetable.pause_after(one.attempts)
        due_at = now + pause if pause is not None else None
        mine = Delivery.objects.filter(pk=one.pk, done_at=None, due_at=one.due_at)
        mine.update(due_at=due_at, failure=faults.fitting(reason))


def _digest_of(first: Delivery, due: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return due.filter(user=first.user_id, is_in_digest=True).select_related(*ABOUT).order_by("pk")


def _take(one: Delivery, now: datetime) -> bool:
    until = now + LEASE
    free = Delivery.objects.filter(pk=one.pk, due_at=one.due_at, attempts=one.attempts)
    if not free.update(due_at=until, attempts=F("attempts") + 1, failure=""):
        return False
    one.due_at, one.attempts = until, one.attempts + 1
    return True


def _all(deliveries: Sequence[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[one.pk for one in deliveries])
