"""What is due to leave the house, claimed before it is sent, so that of two workers one sends it.

A parcel is one mail: one delivery, or all of one person's that wait for the digest. Claiming moves `due_at` to the end
of a lease: a worker that dies while sending leaves what is tried again when the lease is over.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet

from workflow import crash_points, faults
from workflow.deliveries import timetable
from workflow.models import Delivery, Webhook

#: Longer than a run of deliveries and the slowest send together.
LEASE = timedelta(minutes=5)
#: Lines of one digest; the rest goes into another.
LONGEST_DIGEST = 500
#: Mails at once, and people with a digest among them.
MAILS, DIGESTS = 50, 10
OF_EVENTS: Final = ("event__story__article", "event__assignment", "event__picture", "event__by", "event__story__desk")
#: What a mail tells of, and the little that a webhook does.
FOR_A_MAIL: Final = (*OF_EVENTS, "user__preferences")
FOR_A_HOOK: Final = ("event__story__article", "event__story__desk", "event__assignment__desk")
SAID_TO_A_HOOK: Final = (
    *("due_at", "attempts", "event__verb", "event__facts", "event__status_after", "event__at", "event__picture"),
    *("event__story__article__public_id", "event__story__desk__slug", "event__assignment__desk__slug"),
)
ALL = Q()

Parcel = Sequence[Delivery]


def for_webhook(hook: Webhook, *, now: datetime, due_by: datetime, most: int, only: Q = ALL) -> Parcel:
    """Claim what has waited longest for one receiver; the lease is counted from `now`."""
    due = Delivery.objects.filter(only, webhook=hook, due_at__lte=due_by).order_by("due_at", "pk")
    with transaction.atomic():
        rows = _unclaimed(due).select_related(*FOR_A_HOOK).only(*SAID_TO_A_HOOK)[:most]
        taken = _taken(list(rows), now)
        crash_points.reached("delivery.taken")
    crash_points.reached("delivery.claimed")
    return taken


def mails(*, now: datetime, due_by: datetime, only: Q = ALL) -> list[Parcel]:
    """Claim the mails that have waited longest; of a person with a digest, all that waits for it.

    Whoever takes the first row of a digest has the digest: so two workers never make two of it.
    """
    due = Delivery.objects.filter(only, webhook=None, due_at__lte=due_by)
    at_once, in_digests = due.filter(is_in_digest=False).order_by("due_at", "pk"), due.filter(is_in_digest=True)
    with transaction.atomic():
        single = list(_unclaimed(at_once).select_related(*FOR_A_MAIL)[:MAILS])
        firsts = in_digests.order_by().values("user").annotate(first=Min("pk")).order_by("first")[:DIGESTS]
        turnstiles = list(_unclaimed(in_digests.filter(pk__in=[one["first"] for one in firsts])))
        theirs = in_digests.filter(user__in=[one.user_id for one in turnstiles]).order_by("pk")
        digests = _by_person(theirs.select_related(*FOR_A_MAIL)) if turnstiles else []
        parcels: list[Parcel] = [*([one] for one in single), *digests]
        _taken([one for parcel in parcels for one in parcel], now)
        crash_points.reached("delivery.taken")
    crash_points.reached("delivery.claimed")
    return parcels


def done(deliveries: Parcel, *, now: datetime) -> None:
    """Note that they were sent."""
    crash_points.reached("delivery.sent")
    _all(deliveries).update(done_at=now, due_at=None, failure="")
    crash_points.reached("delivery.noted")


def close(deliveries: Parcel, *, reason: str) -> None:
    """Note why they are never to be sent."""
    if deliveries:
        _all(deliveries).filter(done_at=None).update(due_at=None, failure=faults.fitting(reason))
        crash_points.reached("delivery.closed")


def failed(deliveries: Parcel, *, now: datetime, reason: str) -> None:
    """Note why they were not sent, and when each is tried again; after the last attempt, never."""
    by_attempts: dict[int, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        by_attempts[one.attempts].append(one)
    for attempts, some in by_attempts.items():
        pause = timetable.pause_after(attempts)
        due_at = now + pause if pause is not None else None
        _still_ours(some).update(due_at=due_at, failure=faults.fitting(reason))
        crash_points.reached("delivery.failed")


def put_back(deliveries: Parcel) -> None:
    """Let go of what was claimed and not tried; it was no attempt, and is due since when it was."""
    by_due: dict[datetime | None, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        by_due[one.was_due_at].append(one)
    for due_at, some in by_due.items():
        _still_ours(some).update(due_at=due_at, attempts=F("attempts") - 1)
        crash_points.reached("delivery.put_back")


def _unclaimed(due: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Step over what another worker is claiming. On SQLite the transaction itself is the turn."""
    return due.select_for_update(skip_locked=True, of=("self",))


def _taken(deliveries: list[Delivery], now: datetime) -> list[Delivery]:
    until = now + LEASE
    if deliveries:
        _all(deliveries).update(due_at=until, attempts=F("attempts") + 1, failure="")
    for one in deliveries:
        one.was_due_at, one.due_at, one.attempts = one.due_at, until, one.attempts + 1
    return deliveries


def _by_person(deliveries: Iterable[Delivery]) -> list[Parcel]:
    parcels: dict[int | None, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        if len(parcels[one.user_id]) < LONGEST_DIGEST:
            parcels[one.user_id].append(one)
    return list(parcels.values())


def _still_ours(deliveries: Parcel) -> QuerySet[Delivery]:
    """Keep those whose lease is the one that was taken: a worker that was frozen for long has lost it."""
    return _all(deliveries).filter(done_at=None, due_at=deliveries[0].due_at)


def _all(deliveries: Parcel) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[one.pk for one in deliveries])
