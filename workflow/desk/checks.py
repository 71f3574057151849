"""What the checks say of a text, as the story's page and the writing page show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.drafting import Text
from workflow import checking, moves
from workflow.checking import Result, Subject
from workflow.enums import Status
from workflow.models import Desk, Event, Story
from workflow.situation import Situation


@dataclass(frozen=True, slots=True)
class Card:
    """What fails, required first, and what passes. With `is_typed` the text is one that nobody saved yet."""

    failing: list[Result]
    passing: list[Result]
    passed_over: list[str]
    may_save: bool
    is_typed: bool

    @property
    def stopping(self) -> int:
        """Count the required checks that fail and that nobody passed over."""
        return sum(1 for one in self.failing if one.is_required and str(one.check.label) not in self.passed_over)


def of_story(found: Situation, approval: Event | None) -> Card | None:
    """Run the checks upon the newest text; none for a story that was put away or withdrawn."""
    if found.status in {Status.SPIKED, Status.KILLED}:
        return None
    facts: dict[str, Any] = approval.facts if approval else {}
    waived = checking.labels(facts.get("checks_passed_over", ()))
    return _card(found, checking.subject_of(found), waived, is_typed=False)


def of_text(found: Situation, text: Text) -> Card:
    """Run the checks upon a text as it stands in the form."""
    planned = found.airtime.planned
    at = planned.goes_live_at if planned else found.now
    subject = Subject(found.story, text, at, is_timed=planned is not None)
    return _card(found, subject, [], is_typed=True)


def of_new(desk: Desk, text: Text, *, now: datetime) -> Card:
    """Run the desk's checks upon a text that is no story yet: nothing can be taken or let stand."""
    ran = checking.look_over([Subject(Story(desk=desk), text, now, is_timed=False)], now=now)[0]
    return _shown(ran, [], may_save=False, is_typed=True)


def warn(request: HttpRequest, event: Event) -> None:
    """Tell whoever filed a story what will stop its approval."""
    if failing := event.facts.get("checks_failing"):
        told = _("Filed, but these checks are required and fail: %(checks)s.")
        messages.warning(request, told % {"checks": ", ".join(checking.labels(failing))})


def _card(found: Situation, subject: Subject, passed_over: list[str], *, is_typed: bool) -> Card:
    ran = checking.look_over([subject], now=found.now)[0]
    return _shown(ran, passed_over, may_save=moves.may_save(found), is_typed=is_typed)


def _shown(ran: list[Result], passed_over: list[str], *, may_save: bool, is_typed: bool) -> Card:
    failing = sorted((one for one in ran if one.findings), key=lambda one: not one.is_required)
    passing = [one for one in ran if not one.findings]
    return Card(failing, passing, passed_over, may_save=may_save, is_typed=is_typed)
