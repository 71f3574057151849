"""The last look before air: what has come to fail a required check since its approval is held, with the reason.

A hold acts only before air. If no worker ran, the approved text airs: it was approved.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from articles.models import Edition
from workflow import actions, checking
from workflow.checking import Result, Subject
from workflow.checking.gate import REQUIRED
from workflow.enums import CheckLevel, Status
from workflow.exceptions import WorkflowError

logger = logging.getLogger(__name__)

WITHIN = timedelta(minutes=10)
BATCH = 100
#: Seconds a run: it has begun with what airs soonest, and so does the next one.
PATIENCE: Final = 20.0


def hold_what_fails(*, now: datetime) -> int:
    """Hold the stories planned within the next minutes whose required checks fail; returns how many.

    Each by itself: one that can't be looked at, or that somebody moves meanwhile, stops no other.
    """
    until, held = monotonic() + PATIENCE, 0
    for batch in _soon(now):
        if monotonic() > until:
            break
        looked_at = zip(batch, failing(batch, now=now), strict=True)
        held += sum(hold(one, failed, now=now) for one, failed in looked_at if failed)
    return held


def _soon(now: datetime) -> Iterator[list[Subject]]:
    """Yield what is planned, the soonest first; a story that is held between two reads leaves the next ones alone."""
    planned = Edition.objects.planned(now).filter(goes_live_at__lte=now + WITHIN)
    keys = list(
        planned.filter(article__story__status=Status.SCHEDULED).order_by("goes_live_at").values_list("pk", flat=True)
    )
    for start in range(0, len(keys), BATCH):
        yield checking.plans(keys[start : start + BATCH])


def failing(
    subjects: Sequence[Subject], *, now: datetime, counting: frozenset[CheckLevel] = REQUIRED
) -> list[list[Result] | None]:
    """Return of each plan what fails; None of one that can't be looked at, which stops no other."""
    try:
        return [*checking.failing(subjects, now=now, counting=counting)]
    except Exception as fault:  # a database's own words quote the row: they stay out of the log
        if len(subjects) == 1:
            logger.error("Story %d can't be checked before air: %s", subjects[0].story.pk, type(fault).__name__)
            return [None]
        return [failing([one], now=now, counting=counting)[0] for one in subjects]


def hold(subject: Subject, failed: Sequence[Result], *, now: datetime) -> bool:
    """Hold one story as it was seen; whoever moved it meanwhile, and air itself, come first."""
    story = subject.story
    try:
        actions.hold(story=story, version=story.version, now=now, reason=checking.why_held(failed))
    except WorkflowError as refusal:
        logger.info("Story %d was not held: %s", story.pk, type(refusal).__name__)
        return False
    except Exception as fault:  # a database's own words quote the row: they stay out of the log
        logger.error("Story %d could not be held: %s", story.pk, type(fault).__name__)
        return False
    return True
