"""Whether somebody may give a look now: the action, the button and the notification ask it in this one way."""

from django.utils.translation import gettext as _

from workflow.enums import Status, Verdict
from workflow.exceptions import NotNow, NotYours, WorkflowError
from workflow.models import Stage
from workflow.review import signatures
from workflow.situation import Situation


def check(*, found: Situation, stage: Stage, by_id: int, roles: frozenset[str]) -> None:
    """Refuse a look whose turn it is not, and a signature that could not count."""
    _check_turn(found, stage)
    signatures.check_signer(looks=found.looks, stage=stage, by_id=by_id, roles=roles, text=found.text)
    _check_other_seats(found, stage, by_id)


def is_open(*, found: Situation, stage: Stage, by_id: int, roles: frozenset[str]) -> bool:
    """Say whether `check` would let this person sign."""
    try:
        check(found=found, stage=stage, by_id=by_id, roles=roles)
    except WorkflowError:
        return False
    return True


def _check_turn(found: Situation, stage: Stage) -> None:
    """After the review only a look that is still owed may be given."""
    is_owed = any(wait.stage.is_same_look(stage) for wait in found.owed)
    if found.status is not Status.IN_REVIEW and not is_owed:
        raise NotNow(_("The review is over, and this look is not owed."))


def _check_other_seats(found: Situation, stage: Stage, by_id: int) -> None:
    """Let nobody fill two seats of a set that the story is no longer under, either: its looks may still be owed."""
    is_asked = (stage.desk_id, stage.stage_set) == (found.story.desk_id, found.story.stage_set)
    if is_asked or found.text.is_alone or not stage.is_required:
        return
    mine = [one for one in found.sign_offs if one.by_id == by_id and one.verdict == Verdict.APPROVE]
    signed = [one.stage for one in mine if one.stage_id != stage.pk and one.covers(found.head.part_hashes)]
    if any(one.is_required and (one.desk_id, one.stage_set) == (stage.desk_id, stage.stage_set) for one in signed):
        raise NotYours(_("You signed another required stage: nobody fills two."))
