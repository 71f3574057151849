"""Stage clocks: a story that waits too long is asked for again, and later its editors hear of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import Case, DurationField, ExpressionWrapper, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from workflow.actions.beside import beside, note
from workflow.enums import Verb
from workflow.models import Wait

logger = logging.getLogger(__name__)

#: For a look that is owed, where its stage has no limit of its own.
OWED_LIMIT = timedelta(hours=4)
#: A wait of this many limits is asked for once a day only, until it ends.
PATIENT, DAILY = 10, timedelta(days=1)
#: Of this many, its desk's editors hear.
ESCALATES = 2
#: Waits a run, and seconds: a later run goes on.
MOST, PATIENCE = 500, 20.0


@dataclass(frozen=True, slots=True)
class Tally:
    """What one tick said."""

    nags: int
    escalations: int

    def __bool__(self) -> bool:
        return bool(self.nags or self.escalations)


def tick(*, now: datetime) -> Tally:
    """Say which stories wait beyond their stage's limit, each turn once, however many ask at once."""
    until = monotonic() + PATIENCE
    nags = _each(due_to_nag(now), until, lambda wait: _say(wait, Verb.NAG, now, nagged_at=wait.nagged_at))
    late = _each(due_to_escalate(now), until, lambda wait: _say(wait, Verb.ESCALATE, now, escalated_at=None))
    if nags or late:
        logger.info("Waiting too long: %d reminders, %d to editors", nags, late)
    return Tally(nags=nags, escalations=late)


def due_to_nag(now: datetime) -> QuerySet[Wait]:
    """Waits whose limit is over, and over once more since the last reminder. An owed look is due from the start."""
    due_at = Case(
        When(nagged_at=None, is_owed=True, then=F("opened_at")),
        When(nagged_at=None, then=F("opened_at") + F("limit")),
        When(patience_ends_at__lt=now, limit__lt=DAILY, then=_sum(F("nagged_at"), Value(DAILY))),
        default=F("nagged_at") + F("limit"),
    )
    limited = _limited().annotate(patience_ends_at=F("opened_at") + _times(PATIENT))
    return limited.annotate(due_at=due_at).filter(due_at__lte=now)


def due_to_escalate(now: datetime) -> QuerySet[Wait]:
    """Waits of twice their limit that the editors have not heard of."""
    late = _limited().filter(escalated_at=None).annotate(due_at=F("opened_at") + _times(ESCALATES))
    return late.filter(due_at__lte=now)


def _limited() -> QuerySet[Wait]:
    owed = Case(When(is_owed=True, then=Value(OWED_LIMIT)), output_field=DurationField())
    limit = Coalesce(F("stage__time_limit"), owed)
    return Wait.objects.filter(ended_at=None).annotate(limit=limit).filter(limit__isnull=False)


def _times(count: int) -> Combinable:
    return ExpressionWrapper(F("limit") * count, output_field=DurationField())


def _sum(moment: F, duration: Value) -> Combinable:
    return moment + duration


def _each(due: QuerySet[Wait], until: float, say: Callable[[Wait], bool]) -> int:
    """Say it of the longest waits first; each is a short transaction of its own."""
    count = 0
    for wait in due.select_related("stage", "story").order_by("opened_at", "pk")[:MOST]:
        if monotonic() > until:
            break
        count += say(wait)
    return count


def _say(wait: Wait, verb: Verb, now: datetime, **seen: datetime | None) -> bool:
    """Write the Event, unless somebody else did, or the wait ended, since it was looked at."""
    with beside(verb=verb, story=wait.story, by=None, now=now) as found:
        mine = Wait.objects.filter(pk=wait.pk, ended_at=None, **seen)
        if not mine.update(**dict.fromkeys(seen, now)):
            return False
        note(found, verb, wait=wait.pk, stage=wait.stage.name)
    return True
