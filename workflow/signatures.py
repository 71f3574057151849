"""Whether the looks that a desk requires were given, by the right people, on the text as it is."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from workflow import four_eyes
from workflow.enums import Verdict
from workflow.exceptions import Missing, NotYours
from workflow.models import SignOff, Stage
from workflow.situation import Situation


def stages(*, found: Situation) -> list[Stage]:
    """Return the stages that the story was filed under, in order."""
    story = found.story
    return list(Stage.objects.filter(desk=story.desk_id, stage_set=story.stage_set))


def latest(*, found: Situation) -> dict[int, SignOff]:
    """Map each stage to the newest verdict on it; a comment decides nothing."""
    given = SignOff.objects.select_related("by", "stage").filter(story=found.story).exclude(verdict=Verdict.COMMENT)
    return {sign_off.stage_id: sign_off for sign_off in given.order_by("pk")}


def is_fresh(*, found: Situation, sign_off: SignOff) -> bool:
    """Say whether a signature still stands: on all that its stage covers, as it is now, by no writer of these parts."""
    is_whole = set(sign_off.stage.parts) <= set(sign_off.part_hashes)
    if sign_off.verdict != Verdict.APPROVE or not is_whole or not sign_off.covers(found.head.part_hashes):
        return False
    own = sign_off.by_id in four_eyes.everybody(found.contributors, sign_off.part_hashes)
    return not own or four_eyes.is_waived(found.story.desk)


def missing_stages(*, found: Situation) -> list[Stage]:
    """Return the required stages without a fresh signature; one person counts for one of them only, unless alone."""
    given, signers, missing = latest(found=found), set[int](), []
    is_alone = four_eyes.is_waived(found.story.desk)
    for stage in stages(found=found):
        sign_off = given.get(stage.pk)
        if not stage.is_required:
            continue
        if sign_off is None or sign_off.by_id in signers or not is_fresh(found=found, sign_off=sign_off):
            missing.append(stage)
        elif not is_alone:
            signers.add(sign_off.by_id)
    return missing


def check_signer(*, found: Situation, stage: Stage, by: User) -> None:
    """Refuse a signature that could not count: wrong stage or role, own copy, or a second required stage."""
    story = found.story
    if (stage.desk_id, stage.stage_set) != (story.desk_id, story.stage_set):
        raise Missing(_("This stage is not one of the story's: choose one that is."))
    if stage.role not in found.standing.roles:
        raise NotYours(_("This stage is signed by another role: %(role)s.") % {"role": stage.get_role_display()})
    if four_eyes.is_waived(story.desk):
        return
    if by.pk in four_eyes.everybody(found.contributors, stage.parts):
        raise NotYours(_("You contributed to what this stage covers: somebody else has to sign it."))
    if stage.is_required and _signed_another(found, stage, by):
        raise NotYours(_("You signed another required stage: nobody fills two."))


def _signed_another(found: Situation, stage: Stage, by: User) -> bool:
    """Say whether this person stands for another required stage of the set that the story was filed under."""
    given = latest(found=found)
    others = [given[one.pk] for one in stages(found=found) if one.is_required and one != stage and one.pk in given]
    return any(sign_off.by_id == by.pk and is_fresh(found=found, sign_off=sign_off) for sign_off in others)
