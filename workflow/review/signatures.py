"""Whether the looks that a desk requires were given, by the right people, on the text as it is. No reads, no writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflow.enums import Verdict
from workflow.exceptions import Missing, NotNow, NotYours
from workflow.models import SignOff, Stage
from workflow.review import four_eyes
from workflow.review.four_eyes import Contributors
from workflow.review.seating import seat


@dataclass(frozen=True, slots=True)
class Text:
    """What signatures are held against: the parts as they are now, who wrote them, and what the story is.

    `owed` holds the keys of the stages that the story went on without: they apply, whatever it is now.
    """

    part_hashes: dict[str, str]
    contributors: Contributors
    flags: frozenset[str]
    section_id: int | None
    owed: frozenset[int]
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One stage that applies to a story. `given` is the newest verdict of each person, oldest first."""

    stage: Stage
    given: tuple[SignOff, ...]
    counted: tuple[SignOff, ...]
    objections: tuple[SignOff, ...]
    is_open: bool

    @property
    def is_done(self) -> bool:
        return not self.objections and len(self.counted) >= self.stage.people_needed

    @property
    def is_missing(self) -> bool:
        return self.stage.is_required and not self.is_done


def looks(*, stages: Sequence[Stage], sign_offs: Iterable[SignOff], text: Text) -> list[Look]:
    """Say of each stage that applies how far it is, in order; a step opens when the required stages before are done."""
    applying = [stage for stage in stages if stage.pk in text.owed or applies(stage, text)]
    given = {stage.pk: _newest_of_each(stage, sign_offs) for stage in applying}
    fresh = {
        stage.pk: [one for one in given[stage.pk] if one.verdict == Verdict.APPROVE and stands(one, stage, text)]
        for stage in applying
    }
    seated = fresh if text.is_alone else _one_stage_each(applying, fresh)
    found: list[Look] = []
    for stage in applying:
        objections = [one for one in given[stage.pk] if _objects(one, text)]
        is_open = not any(look.is_missing for look in found if look.stage.step < stage.step)
        found.append(
            Look(stage, tuple(given[stage.pk]), tuple(seated[stage.pk]), objections=tuple(objections), is_open=is_open)
        )
    return found


def applies(stage: Stage, text: Text) -> bool:
    """Say whether a stage is for this story: by its flags, and by its section."""
    is_flagged = not stage.flags or bool(text.flags & set(stage.flags))
    return is_flagged and (not stage.section_ids or text.section_id in stage.section_ids)


def stands(sign_off: SignOff, stage: Stage, text: Text) -> bool:
    """Say whether a verdict still holds: on all that the stage covers, as it is now, by no writer of these parts."""
    if not set(stage.parts) <= set(sign_off.part_hashes):
        return False
    if any(text.part_hashes.get(part) != sign_off.part_hashes[part] for part in stage.parts):
        return False
    return text.is_alone or sign_off.by_id not in four_eyes.everybody(text.contributors, stage.parts)


def check_signer(*, looks: Sequence[Look], stage: Stage, by_id: int, roles: frozenset[str], text: Text) -> None:
    """Refuse a signature that could not count: wrong stage, role or step, own copy, or a second required stage."""
    look = next((one for one in looks if one.stage.pk == stage.pk), None)
    if look is None:
        raise Missing(_("This stage is not one of the story's: choose one that is."))
    if stage.role not in roles:
        raise NotYours(_("This stage is signed by another role: %(role)s.") % {"role": stage.get_role_display()})
    if not look.is_open:
        before = [one.stage.name for one in looks if one.is_missing and one.stage.step < stage.step]
        raise NotNow(_("Other sign-offs come first: %(stages)s.") % {"stages": ", ".join(before)})
    if text.is_alone:
        return
    if by_id in four_eyes.everybody(text.contributors, stage.parts):
        raise NotYours(_("You contributed to what this stage covers: somebody else has to sign it."))
    others = (one for one in looks if one.stage.is_required and one.stage.pk != stage.pk)
    if stage.is_required and any(sign_off.by_id == by_id for one in others for sign_off in one.counted):
        raise NotYours(_("You signed another required stage: nobody fills two."))


def _newest_of_each(stage: Stage, sign_offs: Iterable[SignOff]) -> list[SignOff]:
    """Return each person's newest verdict on this look; a comment decides nothing.

    The same look in another version of the desk's set is the same look: by its name and role.
    """
    newest: dict[int, SignOff] = {}
    for one in sign_offs:
        if one.verdict != Verdict.COMMENT and stage.is_same_look(one.stage):
            newest.pop(one.by_id, None)
            newest[one.by_id] = one
    return list(newest.values())


def _objects(sign_off: SignOff, text: Text) -> bool:
    """Say whether somebody still wants changes: until what they read has changed, or they say otherwise."""
    return sign_off.verdict == Verdict.REQUEST_CHANGES and sign_off.covers(text.part_hashes)


def _one_stage_each(stages: Sequence[Stage], fresh: dict[int, list[SignOff]]) -> dict[int, list[SignOff]]:
    """Count each signer for one required stage only, so that as many as can be are done; others take them all."""
    chairs = {stage.pk: stage.people_needed for stage in stages if stage.is_required}
    seated = seat({stage: [one.by_id for one in given] for stage, given in fresh.items()}, chairs)
    return {
        stage: [one for one in given if stage not in chairs or seated.get(one.by_id) == stage]
        for stage, given in fresh.items()
    }
