"""Who may do what, as a page: the table for all, and before it what this person may do on which desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow import rights
from workflow.desk.entrance import Member, for_members
from workflow.enums import Role
from workflow.models import Desk, Stage
from workflow.rights import Answer


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A person's rights on one desk; `stages` are the looks of its newest set, `theirs` those that they may sign."""

    desk: Desk
    roles: list[str]
    may: list[tuple[str, list[str]]]
    may_with_own: list[tuple[str, list[str]]]
    stages: list[Stage]
    theirs: list[Stage]


@require_safe
@for_members
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show the tables, and this person's own part of them."""
    context = {
        "here": "rights",
        "desks": list(_desks(member)),
        "roles": [str(role.label) for role in Role],
        "groups": rights.groups(),
        "saves": rights.saves(),
    }
    return render(request, "workflow/rights.html", context)


def _desks(member: Member) -> Iterable[DeskLine]:
    newest = Stage.objects.filter(desk__in=member.roles, stage_set=F("desk__stage_set"))
    stages = list(newest)
    for desk in member.desks:
        roles = member.roles[desk.pk]
        asked = [stage for stage in stages if stage.desk_id == desk.pk]
        yield DeskLine(
            desk=desk,
            roles=[str(role.label) for role in Role if role in roles],
            may=_verbs(roles, Answer.YES),
            may_with_own=_verbs(roles, Answer.OWN),
            stages=asked,
            theirs=[stage for stage in asked if stage.role in roles],
        )


def _verbs(roles: Iterable[str], wanted: Answer) -> list[tuple[str, list[str]]]:
    """Return what they may, group by group."""
    held = frozenset(roles)
    found = (
        (title, [rights.label(verb) for verb in some if rights.answer(verb, held) is wanted])
        for title, some in rights.GROUPS
    )
    return [(str(title), labels) for title, labels in found if labels]
