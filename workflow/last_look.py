"""The last look before air: what has come to fail a required check since its approval is held, with the reason.

A hold acts only before air. If no worker ran, the approved text airs: it was approved.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from articles.drafting import text_of
from articles.models import Edition
from workflow import actions, checking
from workflow.checking import Result, Subject
from workflow.enums import Status
from workflow.exceptions import WorkflowError

logger = logging.getLogger(__name__)

WITHIN = timedelta(minutes=10)
BATCH = 100


def hold_what_fails(*, now: datetime) -> int:
    """Hold the stories planned within the next minutes whose required checks fail; returns how many.

    Each by itself: one that can't be looked at, or that somebody moves meanwhile, stops no other.
    """
    return sum(
        _hold(one, failed, now=now)
        for batch in _soon(now)
        for one, failed in zip(batch, _failing(batch, now=now), strict=True)
        if failed
    )


def _soon(now: datetime) -> Iterator[list[Subject]]:
    """Yield what is planned, the soonest first; a story that is held between two reads leaves the next ones alone."""
    planned = Edition.objects.planned(now).filter(goes_live_at__lte=now + WITHIN)
    keys = list(
        planned.filter(article__story__status=Status.SCHEDULED).order_by("goes_live_at").values_list("pk", flat=True)
    )
    for start in range(0, len(keys), BATCH):
        editions = Edition.objects.filter(pk__in=keys[start : start + BATCH]).order_by("goes_live_at")
        rows = editions.select_related("article__story__desk", "revision").prefetch_related("revision__picture_uses")
        yield [Subject(row.article.story, text_of(row.revision), row.goes_live_at) for row in rows]


def _failing(subjects: Sequence[Subject], *, now: datetime) -> list[list[Result]]:
    try:
        return checking.failing(subjects, now=now)
    except Exception:
        if len(subjects) == 1:
            logger.exception("Story %d can't be checked before air", subjects[0].story.pk)
            return [[]]
        return [_failing([one], now=now)[0] for one in subjects]


def _hold(subject: Subject, failed: Sequence[Result], *, now: datetime) -> bool:
    """Hold one story as it was seen; whoever moved it meanwhile, and air itself, come first."""
    story, reason = subject.story, _("A required check fails. %(failing)s") % {"failing": checking.in_words(failed)}
    try:
        actions.hold(story=story, version=story.version, now=now, reason=reason)
    except WorkflowError as refusal:
        logger.info("Story %d was not held: %s", story.pk, refusal)
        return False
    except Exception:
        logger.exception("Story %d could not be held", story.pk)
        return False
    return True
