"""From draft to approved: file, sign, approve, override, send back."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import editions
from workflow import checking
from workflow.actions import plans
from workflow.actions.move import attempt, move, record
from workflow.enums import Verb, Verdict
from workflow.exceptions import Missing, NotYours
from workflow.models import Event, SignOff, Stage, Story
from workflow.review import four_eyes, signing, waits
from workflow.situation import Situation


def file(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Hand a draft to review, under the desk's stages of this moment. Failing checks are noted and stop nothing yet."""
    with attempt(verb=Verb.FILE, story=story, version=version, by=by, now=now) as found:
        move(found, Verb.FILE, stage_set=found.story.desk.stage_set)
        found.story.stage_set = found.story.desk.stage_set
        found.forget("asked")
        return record(found, Verb.FILE, checks_failing=checking.failing_names(found))


def sign(
    *, story: Story, version: int, by: User, now: datetime, stage: Stage, verdict: str = Verdict.APPROVE, note: str = ""
) -> Event:
    """Give a verdict on the parts that a stage covers, as they are now."""
    with attempt(verb=Verb.SIGN, story=story, version=version, by=by, now=now) as found:
        signing.check(found=found, stage=stage, by_id=by.pk, roles=found.standing.roles)
        if verdict not in Verdict.values:
            raise Missing(_("Choose a verdict."))
        if verdict == Verdict.REQUEST_CHANGES and not note.strip():
            raise Missing(_("Say in the note what has to change."))
        move(found, Verb.SIGN)
        sign_off = SignOff.objects.create(
            story=found.story,
            stage=stage,
            revision=found.head,
            by=by,
            verdict=verdict,
            part_hashes={part: found.head.part_hashes[part] for part in stage.parts},
            note=note,
            signed_at=now,
        )
        found.sign_offs.append(sign_off)
        return record(found, Verb.SIGN, stage=stage.name, verdict=str(verdict), note=note)


def approve(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Approve the newest text: by an editor who contributed nothing to it, with every required sign-off fresh."""
    with attempt(verb=Verb.APPROVE, story=story, version=version, by=by, now=now) as found:
        self_approved = _check_four_eyes(found, by)
        if found.missing:
            names = ", ".join(stage.name for stage in found.missing)
            raise Missing(_("These sign-offs are still missing or no longer fresh: %(stages)s.") % {"stages": names})
        checking.refuse(found)
        move(found, Verb.APPROVE, held_reason="")
        return record(found, Verb.APPROVE, self_approved=self_approved or None)


def override(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Approve without the sign-offs that are due; the reason, what was passed over and own copy show on the story."""
    with attempt(verb=Verb.OVERRIDE, story=story, version=version, by=by, now=now) as found:
        if not reason.strip():
            raise Missing(_("Say why the review is overridden: it stays on the record."))
        missing = found.missing
        is_own, checks = by.pk in four_eyes.everybody(found.contributors), checking.failing_names(found)
        move(found, Verb.OVERRIDE, held_reason="")
        waits.owe(found, missing)
        return record(
            found,
            Verb.OVERRIDE,
            reason=reason,
            passed_over=[stage.name for stage in missing],
            checks_passed_over=checks,
            self_approved=is_own or None,
        )


def send_back(*, story: Story, version: int, by: User, now: datetime, note: str) -> Event:
    """Give the text back to its author, and take back what is planned."""
    with attempt(verb=Verb.SEND_BACK, story=story, version=version, by=by, now=now) as found:
        if not note.strip():
            raise Missing(_("Say in the note what has to change."))
        planned_id = found.airtime.planned_id
        move(found, Verb.SEND_BACK, held_reason="")
        written = editions.take_back(article=found.article, airtime=found.airtime)
        waits.forgive(found)
        waits.owe_to_what_is_on_air(found)
        plans.hold_mates(found)
        return record(found, Verb.SEND_BACK, written=written, taken_back_id=planned_id, note=note)


def _check_four_eyes(found: Situation, by: User) -> bool:
    """Return whether somebody approves their own copy by the desk's leave; refuse where there is no such leave."""
    if by.pk not in four_eyes.everybody(found.contributors):
        return False
    if four_eyes.is_waived(found.story.desk):
        return True
    raise NotYours(_("You contributed to this text: somebody else has to approve it."))
