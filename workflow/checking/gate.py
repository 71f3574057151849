"""Which required checks stop a text, unless a publisher passed over them when they approved this very text."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workflow.checking.reads import Subject
from workflow.checking.results import Result, look_over, subject_of
from workflow.checks import TABLE
from workflow.enums import CheckLevel, Status, Verb
from workflow.exceptions import Missing
from workflow.models import Event
from workflow.situation import Situation

REQUIRED = frozenset({CheckLevel.REQUIRED})
APPROVED = frozenset({Status.APPROVED, Status.SCHEDULED})


def refuse(found: Situation, *, at: datetime | None = None) -> None:
    """Refuse a move while a required check of the desk fails; `at` is when the text would be on air."""
    if stopping := _stopping(found, at):
        raise Missing(_("The desk’s required checks stop this. %(failing)s") % {"failing": in_words(stopping)})


def failing_names(found: Situation) -> list[str] | None:
    """Name the required checks that fail, for the record of a move that goes on all the same; None for none."""
    return [result.check.name for result in _stopping(found, None)] or None


def failing(subjects: Sequence[Subject], *, now: datetime) -> list[list[Result]]:
    """Return of each approved text the required checks that fail and that nobody passed over."""
    results = [[result for result in ran if result.findings] for ran in look_over(subjects, now=now, counting=REQUIRED)]
    waived = _waived(one.story.pk for one, failed in zip(subjects, results, strict=True) if failed)
    return [
        [result for result in failed if result.check.name not in waived.get(one.story.pk, ())]
        for one, failed in zip(subjects, results, strict=True)
    ]


def in_words(results: Iterable[Result]) -> str:
    """Say what fails, and the first way out of each."""
    return " ".join(f"{capfirst(str(result.check.label))}: {result.findings[0].message}" for result in results)


def labels(codes: Iterable[str]) -> list[str]:
    """Return the labels of checks as an Event keeps their names; one that is no longer in the table keeps its own."""
    return [str(TABLE[code].label) if code in TABLE else code for code in codes]


def _stopping(found: Situation, at: datetime | None) -> list[Result]:
    subject = subject_of(found, at=at)
    if found.status in APPROVED:
        return failing([subject], now=found.now)[0]
    return [result for result in look_over([subject], now=found.now, counting=REQUIRED)[0] if result.findings]


def _waived(story_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the checks that each story's approval passed over; an approval of the usual kind passes over none."""
    approvals = Event.objects.filter(story__in=list(story_ids), verb__in=(Verb.APPROVE, Verb.OVERRIDE))
    newest: dict[int, set[str]] = {}
    for story_id, facts in approvals.order_by("pk").values_list("story_id", "facts"):
        if story_id is not None:
            newest[story_id] = set(facts.get("checks_passed_over", ()))
    return newest
