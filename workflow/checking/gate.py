"""Which required checks stop a text, unless a publisher passed over them when they approved this very text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workflow.checking.reads import Subject
from workflow.checking.results import Result, look_over, subject_of, uses_of
from workflow.checks import TABLE
from workflow.enums import CheckLevel, Status, Verb
from workflow.exceptions import Missing
from workflow.models import Event
from workflow.situation import Situation

#: Stands for all of them where the checks themselves could not be run.
UNCHECKED = "UNCHECKED"
#: The check that holds a plan whose picture may not be shown then.
RIGHTS = "RIGHTS"
REQUIRED = frozenset({CheckLevel.REQUIRED})
APPROVED = frozenset({Status.APPROVED, Status.SCHEDULED})


def refuse(found: Situation, *, at: datetime | None = None) -> None:
    """Refuse a move while a required check of the desk fails; `at` is when the text would be on air."""
    _refuse(_stopping(found, at))


def refuse_changed_rights(found: Situation, *, at: datetime) -> None:
    """Ask again for the rights to the pictures once the story's row is held: who changed them meanwhile held it, too.

    One read for a text with pictures, two where a licence counts stories.
    """
    if not uses_of(found):
        return
    fresh = replace(subject_of(found, at=at), library={})
    _refuse(failing([fresh], now=found.now, only=RIGHTS)[0])


def failing_names(found: Situation) -> list[str] | None:
    """Name the required checks that fail, for the record of a move that goes on all the same; None for none."""
    return [result.check.name for result in _stopping(found, None)] or None


def failing(
    subjects: Sequence[Subject], *, now: datetime, counting: frozenset[CheckLevel] = REQUIRED, only: str = ""
) -> list[list[Result]]:
    """Return of each approved text the checks that fail, the required ones unless told, and that nobody passed over."""
    ran = look_over(subjects, now=now, counting=counting, only=only)
    results = [[result for result in one if result.findings] for one in ran]
    waived = _waived(one.story.pk for one, failed in zip(subjects, results, strict=True) if failed)
    return [
        [
            result
            for result in failed
            if result.check.is_structural or result.check.name not in waived.get(one.story.pk, ())
        ]
        for one, failed in zip(subjects, results, strict=True)
    ]


def why_held(failed: Iterable[Result]) -> str:
    """Give the reason of a hold: what fails, and the first way out of each."""
    return _("A required check fails. %(failing)s") % {"failing": _in_words(failed)}


def labels(codes: Iterable[str]) -> list[str]:
    """Return the labels of checks as an Event keeps their names; one that is no longer in the table keeps its own."""
    known = {name: str(row.label) for name, row in TABLE.items()} | {UNCHECKED: _("the checks could not be run")}
    return [known.get(code, code) for code in codes]


def _refuse(stopping: Sequence[Result]) -> None:
    if stopping:
        raise Missing(_("The desk’s required checks stop this. %(failing)s") % {"failing": _in_words(stopping)})


def _in_words(failed: Iterable[Result]) -> str:
    return " ".join(f"{capfirst(str(result.check.label))}: {result.findings[0].message}" for result in failed)


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
