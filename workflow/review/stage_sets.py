"""A desk's stages: each edit makes the next set, none ever changes, and none asks for what nobody can give."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils.translation import gettext as _

from workflow.enums import Role
from workflow.exceptions import Missing, MovedMeanwhile
from workflow.models import Desk, Membership, Stage
from workflow.presets import Asked
from workflow.review.seating import seat

FIELDS = ("step", "name", "role", "people_needed", "parts", "flags", "section_ids", "time_limit", "is_required")


def write(*, desk: Desk, stages: Sequence[Stage]) -> None:
    """Make these the desk's stages from now on; a story keeps the set that it was filed under."""
    with transaction.atomic():
        newest = Stage.objects.filter(desk=desk).aggregate(newest=Max("stage_set"))["newest"]
        number = max(newest, desk.stage_set) + 1 if newest else desk.stage_set
        rows = Desk.objects.filter(pk=desk.pk, stage_set=desk.stage_set)
        if not rows.update(stage_set=number):
            raise MovedMeanwhile(
                _("Somebody else changed the desk's stages meanwhile: look at them, then decide again.")
            )
        Stage.objects.bulk_create(_copy(stage, desk, number) for stage in stages)
        desk.stage_set = number


def of_preset(asked: Sequence[Asked]) -> list[Stage]:
    """Turn a preset's looks into stages that can be written."""
    return [
        Stage(
            step=one.step,
            name=str(one.name),
            role=one.role,
            people_needed=one.people_needed,
            parts=list(one.parts),
            flags=list(one.flags),
            time_limit=one.time_limit,
            is_required=one.is_required,
        )
        for one in asked
    ]


def without_signers() -> list[Stage]:
    """Find the required stages of open desks that nobody on them can sign any more, since people leave; one read."""
    signers = Membership.objects.filter(desk=OuterRef("desk"), role=OuterRef("role"), user__is_active=True)
    asked = Stage.objects.filter(desk__is_active=True, stage_set=F("desk__stage_set"), is_required=True)
    return list(asked.filter(~Exists(signers)).select_related("desk").order_by("desk__name", "step", "pk"))


def check(*, stages: Sequence[Stage], people: Mapping[int, set[str]], is_alone: bool = False) -> None:
    """Refuse twins, and a required stage that these people (with their roles) could never sign between them."""
    names = [stage.name.casefold() for stage in stages]
    if len(set(names)) < len(names):
        raise Missing(_("Two stages have the same name. Give each a name of its own."))
    required = [stage for stage in stages if stage.is_required]
    able = {index: [who for who, roles in people.items() if one.role in roles] for index, one in enumerate(required)}
    for index, stage in enumerate(required):
        if not able[index]:
            raise Missing(_nobody(stage))
    if is_alone:
        return
    seated = seat(able, {index: stage.people_needed for index, stage in enumerate(required)})
    for index, stage in enumerate(required):
        if sum(stage_index == index for stage_index in seated.values()) < stage.people_needed:
            raise Missing(_too_few(stage))


def _nobody(stage: Stage) -> str:
    return _(
        "Nobody on this desk can sign “%(stage)s”: give an active member the role of %(role)s, or choose another."
    ) % {"stage": stage.name, "role": Role(stage.role).label}


def _too_few(stage: Stage) -> str:
    return _(
        "“%(stage)s” needs more people in the role of %(role)s than the desk has: nobody signs two required stages."
    ) % {"stage": stage.name, "role": Role(stage.role).label}


def _copy(stage: Stage, desk: Desk, number: int) -> Stage:
    kept: dict[str, Any] = {name: getattr(stage, name) for name in FIELDS}
    return Stage(desk=desk, stage_set=number, **kept)
