"""The watchdog: what endangers the clock, said of what is measured; raised as alarms once, whoever looks, and told."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from articles.models import Edition
from workflow import announcements, deliveries
from workflow.deliveries import outbox
from workflow.enums import ABOUT_THE_HOUSE, Danger, Verb
from workflow.models import Alarm, Delivery, Event
from workflow.watch import broker, signs_of_life
from workflow.watch.pulses import BEAT, BROKER, PULSES
from workflow.watch.signs_of_life import Sign

logger = logging.getLogger(__name__)

#: What may last so long, and no longer, before it is a danger.
BEAT_SILENT_AFTER: Final = timedelta(seconds=60)
BROKER_GONE_AFTER: Final = timedelta(seconds=10)
UNRECORDED_AFTER: Final = timedelta(seconds=10)
DELIVERY_LATE_AFTER: Final = timedelta(minutes=5)
#: A danger is over when it did not show for so long; it is noted again no oftener than that part of it.
CALM: Final = timedelta(seconds=60)
NOTED_EVERY: Final = CALM / 6
#: Counts go no further.
MANY: Final = 1000
#: Alarms older than this went out with everything else, or are told by nobody any more.
TOLD_WITHIN: Final = timedelta(days=2)
#: Seconds that telling of alarms may take from whoever watches.
PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Late:
    """How many are late, counted up to `MANY`, and by how much the first of them is."""

    count: int = 0
    by: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Look:
    """What was measured at one instant by somebody who has been there for so long."""

    now: datetime
    there_for: timedelta
    signs: Mapping[str, Sign] = field(default_factory=dict)
    unrecorded: Late = Late()
    deliveries: Late = Late()

    def silence(self, name: str) -> timedelta:
        """Return how long a part has been silent; one that never said a word, for as long as there was a listener."""
        sign = self.signs.get(name)
        return self.there_for if sign is None else max(self.now - sign.at, timedelta())

    def witnessed(self, name: str) -> timedelta:
        """Return how much of its silence the one who looks was there for: after a night off nothing is late."""
        return min(self.silence(name), self.there_for)

    def queue_silence(self, queue: str) -> timedelta:
        """Return how long a queue has said nothing while beat was sending pulses."""
        beat = self.signs.get(BEAT)
        return min(self.witnessed(queue), self.now - beat.since) if beat is not None else timedelta()


def look(*, now: datetime, there_for: timedelta) -> Look:
    """Measure: a few short reads along indexes, whatever there is."""
    return Look(now, there_for, signs_of_life.read(), unrecorded(now=now), late_deliveries(now=now))


def unrecorded(*, now: datetime) -> Late:
    """Count what readers see, or see no more, and no Event tells of; what is set aside with its reason is among it."""
    to_air = Edition.objects.filter(announcements.AIR_DUE, goes_live_at__lte=now)
    to_expire = Edition.objects.filter(announcements.EXPIRY_DUE, expires_at__lte=now)
    aired = list(to_air.order_by("goes_live_at").values_list("goes_live_at", flat=True)[:MANY])
    expired = list(to_expire.order_by("expires_at").values_list("expires_at", flat=True)[:MANY])
    return _late([*aired, *(one for one in expired if one)], now)


def late_deliveries(*, now: datetime) -> Late:
    """Count what should have left and did not, and Events that nobody looked at; a dead receiver's wait is none."""
    heard = Q(webhook=None) | Q(webhook__failures_in_a_row=0)
    due = Delivery.objects.filter(heard, due_at__lte=now).order_by("due_at").values_list("due_at", flat=True)
    fresh = outbox.undispatched(outbox.floor(now=now)).values_list("at", flat=True)
    return _late([*(one for one in due[:MANY] if one), *fresh[:MANY]], now)


def _late(instants: Sequence[datetime], now: datetime) -> Late:
    by = max((now - one for one in instants), default=timedelta())
    return Late(min(len(instants), MANY), max(by, timedelta()))


def dangers(seen: Look) -> dict[Danger, dict[str, Any]]:
    """Say what is dangerous, and what is known of it: names, counts and seconds, never a word of a story."""
    found: dict[Danger, dict[str, Any]] = {}
    if seen.witnessed(BEAT) > BEAT_SILENT_AFTER:
        found[Danger.BEAT_SILENT] = {"seconds": _seconds(seen.witnessed(BEAT))}
    else:
        deaf = [name for name, pulse in PULSES.items() if seen.queue_silence(name) > pulse.silent_after]
        found |= {Danger.QUEUE_SILENT: {"queues": deaf}} if deaf else {}
    if seen.witnessed(BROKER) > BROKER_GONE_AFTER:
        found[Danger.BROKER_GONE] = {"seconds": _seconds(seen.witnessed(BROKER))}
    for danger, late, limit in (
        (Danger.AIR_UNRECORDED, seen.unrecorded, UNRECORDED_AFTER),
        (Danger.DELIVERIES_LATE, seen.deliveries, DELIVERY_LATE_AFTER),
    ):
        if min(late.by, seen.there_for) > limit:
            found[danger] = {"waiting": late.count, "seconds": _seconds(late.by)}
    return found


def readiness(seen: Look) -> dict[str, str]:
    """Say of each part whether it is as it should be, for whoever comes from outside: one word, no reasons."""
    return {
        "beat": "silent" if seen.silence(BEAT) > BEAT_SILENT_AFTER else "ok",
        "announcements": "late" if seen.unrecorded.by > UNRECORDED_AFTER else "ok",
        "deliveries": "late" if seen.deliveries.by > DELIVERY_LATE_AFTER else "ok",
    }


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def watch(*, now: datetime, there_for: timedelta) -> list[Event]:
    """Raise the alarms that are to be raised and clear those that are over; return the Events of both.

    Of several who watch at once one raises an alarm: the database holds one open alarm a danger.
    """
    if broker.ask().is_there:
        signs_of_life.give(BROKER, now=now)
    found = dangers(look(now=now, there_for=there_for))
    open_alarms = {Danger(one.danger): one for one in Alarm.objects.filter(cleared_at=None)}
    raised = [_raise(danger, facts, now) for danger, facts in found.items() if danger not in open_alarms]
    cleared = [_go_on_or_clear(alarm, found.get(danger), now) for danger, alarm in open_alarms.items()]
    return [event for event in (*raised, *cleared) if event is not None]


def _raise(danger: Danger, facts: dict[str, Any], now: datetime) -> Event | None:
    with transaction.atomic():
        kept = {"raised_at": now, "facts": facts | {"seen_at": now.isoformat()}}
        alarm, is_new = Alarm.objects.get_or_create(danger=danger, cleared_at=None, defaults=kept)
        if not is_new:
            return None
        logger.warning("Alarm: %s %s", danger.label, facts)
        return Event.objects.create(verb=Verb.ALARM, at=now, facts={"danger": danger, "alarm": alarm.pk, **facts})


def _go_on_or_clear(alarm: Alarm, facts: dict[str, Any] | None, now: datetime) -> Event | None:
    """Note that a danger still shows, or that it has not for long enough."""
    seen_at = alarm.facts.get("seen_at")
    unseen = now - (datetime.fromisoformat(seen_at) if seen_at else alarm.raised_at)
    still = Alarm.objects.filter(pk=alarm.pk, cleared_at=None)
    if facts is not None:
        if unseen >= NOTED_EVERY:
            still.update(facts=facts | {"seen_at": now.isoformat()})
        return None
    if unseen < CALM:
        return None
    with transaction.atomic():
        if not still.update(cleared_at=now):
            return None
        logger.warning("All clear: %s", alarm.get_danger_display())
        said = {"danger": alarm.danger, "alarm": alarm.pk, "raised_at": alarm.raised_at.isoformat()}
        return Event.objects.create(verb=Verb.ALL_CLEAR, at=now, facts=said)


def tell(*, now: datetime) -> None:
    """Bring alarms to people without the queues, if nobody else did: a dead queue is what they may be about.

    Dispatching goes by the order of the record, so everything older is dispatched with them; sent are they alone.
    """
    recent = Event.objects.filter(verb__in=ABOUT_THE_HOUSE, at__gt=now - TOLD_WITHIN)
    if recent.filter(dispatch=None).exists():
        deliveries.dispatch(now=now, patience=PATIENCE)
    theirs = Q(event__in=list(recent.values_list("pk", flat=True)), is_in_digest=False)
    if Delivery.objects.filter(theirs, due_at__lte=now).exists():
        deliveries.deliver(now=now, only=theirs, patience=PATIENCE)
