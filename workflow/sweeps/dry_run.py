"""Dry runs: every check once more an hour, ten minutes and a minute before air, told of once and held where it must be.

Each mark of each plan is run once, whoever comes for it: the row of the run decides. A mark that was missed is not made
up for; the latest one is. Between the marks the last look goes on by itself.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Edition
from workflow import checking
from workflow.actions.beside import beside, note
from workflow.actions.move import LAST_MOMENT
from workflow.checking import Result, Subject
from workflow.enums import PLANNING, CheckLevel, Status, Verb
from workflow.models import DryRun, Event
from workflow.situation import Situation
from workflow.sweeps import last_look

logger = logging.getLogger(__name__)

#: Minutes before air, and how long before air the next one comes or it is too late for any.
MARKS: Final = {1: LAST_MOMENT, 10: timedelta(minutes=1), 60: timedelta(minutes=10)}
COUNTING: Final = frozenset({CheckLevel.REQUIRED, CheckLevel.ADVISORY})
#: Plans a mark and run, and seconds: a later run goes on.
MOST, BATCH, PATIENCE = 2_000, 100, 20.0
MOST_FINDINGS = 5  # of one check

Findings = list[dict[str, Any]]


def tick(*, now: datetime) -> int:
    """Run dry what has come to a mark, the soonest air first; return how many plans. One that fails stops no other."""
    start = monotonic()
    done = 0
    for minutes, batch in _batches(now):
        elapsed = timedelta(seconds=monotonic() - start)
        if elapsed.total_seconds() > PATIENCE:
            break
        moment = now + elapsed
        in_time = [one for one in batch if one.at - LAST_MOMENT > moment]
        found = last_look.failing(in_time, now=moment, counting=COUNTING)
        done += sum(_run(one, failed, minutes, now=moment) for one, failed in zip(in_time, found, strict=True))
    if done:
        logger.info("Ran %d plans dry", done)
    return done


def due(minutes: int, now: datetime) -> QuerySet[Edition]:
    """Plans that have come to this mark and to none after it, were made before it, and were not run there."""
    until = timedelta(minutes=minutes)
    planned = Edition.objects.planned(now + MARKS[minutes]).filter(
        goes_live_at__lte=now + until, announced_at=None, article__story__status=Status.SCHEDULED
    )
    story = OuterRef("article__story")
    made_since = Event.objects.filter(story=story, verb__in=PLANNING, at__gt=OuterRef("goes_live_at") - until)
    was_run = DryRun.objects.filter(story=story, goes_live_at=OuterRef("goes_live_at"), minutes_before=minutes)
    return planned.filter(~Exists(was_run), ~Exists(made_since)).order_by("goes_live_at", "pk")


def _batches(now: datetime) -> Iterator[tuple[int, list[Subject]]]:
    for minutes in MARKS:
        keys = list(due(minutes, now).values_list("pk", flat=True)[:MOST])
        for start in range(0, len(keys), BATCH):
            yield minutes, checking.plans(keys[start : start + BATCH])


def _run(subject: Subject, failed: Sequence[Result] | None, minutes: int, *, now: datetime) -> bool:
    """Hold the story if it must be, then put the run on record. A hold comes first: no death between loses it."""
    required = [result for result in failed or () if result.is_required]
    try:
        is_held = bool(required) and last_look.hold(subject, required, now=now)
        return _record(subject, _findings(failed), minutes, is_held=is_held, now=now)
    except Exception as fault:  # a database's own words quote the row: they stay out of the log
        logger.error("The dry run of story %d could not be put on record: %s", subject.story.pk, type(fault).__name__)
        return False


def _record(subject: Subject, failing: Findings, minutes: int, *, is_held: bool, now: datetime) -> bool:
    """Write the run, and one Event of what it says that nobody was told of before; once, whoever comes second."""
    with beside(verb=Verb.WARN, story=subject.story, by=None, now=now) as found:
        if not is_held and not _stands(found, subject.at):
            return False
        plan = {"story": found.story, "goes_live_at": subject.at}
        before = DryRun.objects.filter(**plan).order_by("minutes_before").first()
        run, is_first = DryRun.objects.get_or_create(
            **plan, minutes_before=minutes, defaults={"ran_at": now, "failing": failing}
        )
        if not is_first:
            return False
        if told := _to_tell(failing, before.failing if before else [], is_held=is_held):
            note(found, Verb.WARN, checks_failing=told, minutes_before=minutes, dry_run=run.pk)
    return True


def _stands(found: Situation, at: datetime) -> bool:
    planned = found.airtime.planned
    return found.status is Status.SCHEDULED and planned is not None and planned.goes_live_at == at


def _to_tell(failing: Findings, before: Findings, *, is_held: bool) -> list[str]:
    """Name what is new since the last mark, and what is required; the hold tells of that itself where there is one."""
    return [
        one["check"]
        for one in failing
        if (one["level"] == CheckLevel.REQUIRED and not is_held)
        or (one["level"] != CheckLevel.REQUIRED and one not in before)
    ]


def _findings(failed: Sequence[Result] | None) -> Findings:
    """Say what fails in the form that a run keeps; of a story that can't be looked at, that."""
    if failed is None:
        return [{"check": checking.UNCHECKED, "level": "", "findings": []}]
    return [
        {
            "check": result.check.name,
            "level": result.level.value,
            "findings": [finding.message for finding in result.findings[:MOST_FINDINGS]],
        }
        for result in failed
    ]
