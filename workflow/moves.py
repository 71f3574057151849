"""Which moves a person may make now: what the desk shows as buttons."""

from dataclasses import dataclass

from workflow import permissions
from workflow.enums import Status, Verb
from workflow.models import Desk, Stage
from workflow.review import four_eyes, signing
from workflow.situation import Situation
from workflow.transitions import TABLE, Asks, Needs, Transition


@dataclass(frozen=True, slots=True)
class Move:
    """A button: its verb, its label, what it asks, and the stage that a signature is for."""

    verb: Verb
    label: str
    asks: tuple[Asks, ...]
    is_grave: bool
    stage: Stage | None = None


def available(found: Situation) -> list[Move]:
    """List the moves in the table's order; what is refused by a role, a status or the record is not offered."""
    return [move for row in TABLE.values() if _is_open(row, found) for move in _moves(row, found)]


def may_save(found: Situation) -> bool:
    """Say whether the text may be edited by this person now."""
    return permissions.may_save(found.status, found.standing)


def _moves(row: Transition, found: Situation) -> list[Move]:
    if row.verb is Verb.SIGN:
        stages = [look.stage for look in found.looks if _may_sign(look.stage, found)]
        return [Move(row.verb, str(row.label), row.asks, row.is_grave, stage) for stage in stages]
    return [Move(row.verb, str(row.label), row.asks, row.is_grave)]


def _is_open(row: Transition, found: Situation) -> bool:
    if not permissions.allows(row.verb, found.standing) or found.status not in row.sources:
        return False
    if (row.changes_plan and found.is_unrecorded) or not _fits_the_record(row, found):
        return False
    return row.verb not in CONDITIONS or CONDITIONS[row.verb](found)


def _fits_the_record(row: Transition, found: Situation) -> bool:
    return row.needs is Needs.NOTHING or (row.needs is Needs.AIRED) == found.has_aired


def _may_approve(found: Situation) -> bool:
    own = found.by is not None and found.by.pk in four_eyes.everybody(found.contributors)
    return _is_free(found) and (not own or four_eyes.is_waived(found.story.desk)) and not found.missing


def _may_sign(stage: Stage, found: Situation) -> bool:
    if found.by is None:
        return True
    return signing.is_open(found=found, stage=stage, by_id=found.by.pk, roles=found.standing.roles)


def _has_embargo(found: Situation) -> bool:
    return found.embargo is not None


def _has_airtime(found: Situation) -> bool:
    return found.airtime.on_air is not None or found.airtime.planned is not None


def _has_turns(found: Situation) -> bool:
    return found.status is Status.IN_REVIEW or bool(found.owed)


def _is_behind(found: Situation) -> bool:
    return found.story.stage_set != found.story.desk.stage_set


def _is_shelved(found: Situation) -> bool:
    return found.story.shelved_at is not None


def _may_release(found: Situation) -> bool:
    return _is_shelved(found) and found.by is not None and found.story.released_by_id != found.by.pk


def _may_hand_over(found: Situation) -> bool:
    """Say whether the person has a desk to hand it to."""
    return found.by is not None and Desk.objects.run_by(found.by).exclude(pk=found.story.desk_id).exists()


def _is_in_a_package(found: Situation) -> bool:
    return found.story.package_id is not None


def _was_missed(found: Situation) -> bool:
    return found.story.missed_at is not None


def _is_free(found: Situation) -> bool:
    return not _is_shelved(found)


CONDITIONS = {
    Verb.APPROVE: _may_approve,
    Verb.OVERRIDE: _is_free,
    Verb.BREAK_NEWS: _is_free,
    Verb.SIGN: _has_turns,
    Verb.LIFT_EMBARGO: _has_embargo,
    Verb.SET_EXPIRY: _has_airtime,
    Verb.HAND_OVER: _may_hand_over,
    Verb.RESTAGE: _is_behind,
    Verb.SHELVE: _is_free,
    Verb.RELEASE: _may_release,
    Verb.DETACH: _is_in_a_package,
    Verb.DECIDE: _was_missed,
}
