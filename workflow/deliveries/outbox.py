"""The outbox: an Event without a Dispatch is still to be dispatched, once, in the order in which they were written."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from time import monotonic

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from workflow import crash_points, faults
from workflow.deliveries import rules, timetable
from workflow.deliveries.audiences import recipients
from workflow.deliveries.company import Company
from workflow.deliveries.rules import Rules
from workflow.enums import Channel, Promptness
from workflow.models import Delivery, Dispatch, Event, MailChoice

logger = logging.getLogger(__name__)

#: Events a transaction, and seconds a run: a later run goes on.
BATCH, PATIENCE = 100, 20.0
#: What is older when it is dispatched is mailed to nobody: an archive, or news of a newsroom that stood still.
MAIL_WITHIN = timedelta(days=1)
#: A transaction that holds an Event's id back for longer than this was cut off long before.
SETTLED = timedelta(hours=1)
#: The advisory lock of whoever dispatches on PostgreSQL.
LOCK = 0x6E657773

Choices = dict[tuple[int, str], str]


def dispatch(*, now: datetime, mail_within: timedelta = MAIL_WITHIN, patience: float = PATIENCE) -> int:
    """Write the deliveries of new Events; return how many Events there were. One that fails stops no other.

    Reads first and writes only when there is something. One dispatcher works at a time: the others leave it to it.
    """
    done, after, until = 0, floor(now=now), monotonic() + patience
    while monotonic() < until and undispatched(after).exists():
        with transaction.atomic():
            batch = list(undispatched(after)[:BATCH]) if _is_alone() else []
            if not batch:
                break
            crash_points.reached("dispatch.claimed")
            _write_or_halve(batch, now, mail_within)
        crash_points.reached("dispatch.committed")
        after = batch[-1].pk
        done += len(batch)
    return done


def floor(*, now: datetime) -> int:
    """Return an id up to which every Event was dispatched, so that a look at the outbox is short for ever.

    An id may be committed after higher ones. Let L be what was dispatched last, and E an Event below it that was
    dispatched an hour before L. Each id below E was committed by then, so the run that wrote L saw it; runs go by id,
    so it was dispatched before L. That a Dispatch is old now proves nothing: dispatchers may have stood still since.
    """
    last = Dispatch.objects.order_by("-at", "-pk").first()
    if last is None:
        return 0
    before = Dispatch.objects.filter(at__lte=min(last.at, now) - SETTLED, pk__lt=last.pk)
    settled = before.order_by("-at", "-pk").first()
    return settled.pk if settled else 0


def redo(*, event: Event, now: datetime) -> bool:
    """Dispatch one Event again that could not be, and say whether it could now."""
    try:
        with transaction.atomic():
            _write([event], now, MAIL_WITHIN)
    except OperationalError:
        raise
    except Exception as fault:
        Dispatch.objects.filter(event=event).update(error=faults.in_words(fault))
        return False
    Dispatch.objects.filter(event=event).update(error="")
    return True


def undispatched(after: int) -> QuerySet[Event]:
    """Return the Events above this id that are still to be dispatched, in order."""
    return Event.objects.filter(pk__gt=after, dispatch=None).select_related("story", "assignment").order_by("pk")


def _is_alone() -> bool:
    """Take the turn to dispatch until the transaction ends. On SQLite the transaction itself is the turn."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _write_or_halve(events: Sequence[Event], now: datetime, mail_within: timedelta) -> None:
    """Find the one that can't be dispatched by halves, and keep its reason in its Dispatch."""
    try:
        with transaction.atomic():
            _write(events, now, mail_within)
    except OperationalError:
        raise
    except Exception as fault:  # whatever is wrong with one Event, the others are heard of
        if len(events) > 1:
            for half in (events[: len(events) // 2], events[len(events) // 2 :]):
                _write_or_halve(half, now, mail_within)
            return
        logger.error("Event %d could not be dispatched: %s", events[0].pk, type(fault).__name__)
        Dispatch.objects.create(event=events[0], at=now, error=faults.in_words(fault))
        crash_points.reached("dispatch.refused")


def _write(events: Sequence[Event], now: datetime, mail_within: timedelta) -> None:
    found, company = rules.read(), Company(events, now=now)
    heard = {event.pk: recipients(event, found.audiences_of(event), company) for event in events}
    fresh = [event for event in events if now - event.at < mail_within]
    choices = _choices(set(chain.from_iterable(heard[event.pk] for event in fresh)))
    rows = chain(
        (_to_inbox(event, user, now) for event in events for user in sorted(heard[event.pk])),
        chain.from_iterable(_mails(event, heard[event.pk], choices, now) for event in fresh),
        chain.from_iterable(_hooks(event, found, now) for event in events),
    )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    crash_points.reached("dispatch.deliveries")
    Dispatch.objects.bulk_create([Dispatch(event=event, at=now) for event in events], ignore_conflicts=True)
    crash_points.reached("dispatch.dispatches")


def _choices(users: set[int]) -> Choices:
    rows = MailChoice.objects.filter(user__in=users).values_list("user_id", "verb", "promptness")
    return {(user, verb): promptness for user, verb, promptness in rows}


def _to_inbox(event: Event, user: int, now: datetime) -> Delivery:
    return Delivery(event=event, channel=Channel.INBOX, user_id=user, made_at=now, done_at=now)


def _mails(event: Event, users: set[int], choices: Choices, now: datetime) -> Iterator[Delivery]:
    for user in sorted(users):
        promptness = choices.get((user, event.verb), timetable.default_promptness(event.verb))
        if promptness != Promptness.OFF:
            is_in_digest = promptness == Promptness.DIGEST
            due_at = timetable.next_digest(now, zone=settings.NEWSROOM_TIME_ZONE) if is_in_digest else now
            mail = {"channel": Channel.MAIL, "user_id": user, "is_in_digest": is_in_digest}
            yield Delivery(event=event, made_at=now, due_at=due_at, **mail)


def _hooks(event: Event, found: Rules, now: datetime) -> Iterator[Delivery]:
    for hook in found.webhooks_of(event):
        yield Delivery(event=event, channel=Channel.WEBHOOK, webhook=hook, made_at=now, due_at=now)
