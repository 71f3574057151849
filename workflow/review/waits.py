"""Keeps what a story waits for beside its moves: opens a wait when a stage's turn comes, ends it when it is done."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Value

from articles import inserting
from articles.models import Edition
from workflow.enums import Status, Verdict, WaitEnding
from workflow.models import Stage, Wait
from workflow.situation import Situation


def settle(found: Situation) -> None:
    """Let the open waits be those of the stages whose turn it is now. An owed look stays until it is given."""
    in_review = found.status is Status.IN_REVIEW
    found.forget("looks")
    turns = {look.stage.pk: look.stage for look in found.looks if in_review and look.is_open and not look.is_done}
    if found.status is not Status.DRAFT:
        _end(found, [wait for wait in found.waits if _is_given(found, wait)], WaitEnding.SIGNED)
    left = [wait for wait in found.waits if not wait.is_owed and wait.stage_id not in turns]
    _end(found, left, WaitEnding.CLOSED)
    _open(found, [stage for stage in turns.values() if _wait_for(stage, found) is None])


def owe(found: Situation, stages: Iterable[Stage]) -> None:
    """Note the looks that a story goes on without: they stay due, and are asked for until they are given."""
    passed_over = [_wait_for(stage, found) or _new(stage, found) for stage in stages]
    if not passed_over:
        return
    for wait in passed_over:
        wait.is_owed = True
    found.waits = [*found.waits, *(wait for wait in passed_over if wait not in found.waits)]
    inserting.insert(
        Wait,
        columns={
            "story_id": Value(found.story.pk),
            "stage_id": F("pk"),
            "opened_at": Value(found.now),
            "ending": Value(""),
            "is_owed": Value(True),
        },
        rows=Stage.objects.filter(pk__in=[wait.stage_id for wait in passed_over]),
        on_conflict="ON CONFLICT (story_id, stage_id) WHERE ended_at IS NULL DO UPDATE SET is_owed = excluded.is_owed",
    )


def forgive(found: Situation) -> None:
    """End the owed waits that no text on air stands on: it went back, away, or was dropped before it aired."""
    aired = found.airtime.aired
    stands_since = aired.goes_live_at if aired and found.status not in {Status.SPIKED, Status.KILLED} else None
    _end(found, [one for one in found.owed if stands_since is None or stands_since < one.opened_at], WaitEnding.CLOSED)


def owe_again(found: Situation, *, forgiven_at: datetime) -> None:
    """Take up what was forgiven at an instant: the story is back where it was before."""
    forgiven = found.story.waits.filter(is_owed=True, ending=WaitEnding.CLOSED, ended_at=forgiven_at)
    forgiven.update(ended_at=None, ending="")
    found.forget("asked", "waits", "text", "looks")


def owe_to_what_is_on_air(found: Situation) -> None:
    """Owe again the looks that were given to an update which goes no further, and not to the text that stays on air."""
    aired = found.airtime.aired
    if aired is None:
        return
    given = found.story.waits.filter(is_owed=True, ending=WaitEnding.SIGNED, opened_at__lte=aired.goes_live_at)
    since = list(given.filter(ended_at__gt=aired.goes_live_at).select_related("stage"))
    lost = [
        wait.pk for wait in since if not _is_read(found, aired, wait.stage) and _wait_for(wait.stage, found) is None
    ]
    if lost:
        Wait.objects.filter(pk__in=lost).update(ended_at=None, ending="")
        found.forget("asked", "waits", "contributors", "text", "looks")


def _is_read(found: Situation, aired: Edition, stage: Stage) -> bool:
    """Say whether enough people gave this look to the text that aired."""
    verdicts = [one for one in found.sign_offs if stage.is_same_look(one.stage) and one.verdict == Verdict.APPROVE]
    readers = {one.by_id for one in verdicts if one.covers(aired.revision.part_hashes)}
    return len(readers) >= stage.people_needed


def _wait_for(stage: Stage, found: Situation) -> Wait | None:
    """Find the open wait for a look, whichever version of the desk's set it began under."""
    return next((wait for wait in found.waits if wait.stage.is_same_look(stage)), None)


def _is_given(found: Situation, wait: Wait) -> bool:
    look = next((one for one in found.looks if one.stage.is_same_look(wait.stage)), None)
    return look is not None and look.is_done


def _end(found: Situation, waits: list[Wait], ending: WaitEnding) -> None:
    if not waits:
        return
    Wait.objects.filter(pk__in=[wait.pk for wait in waits]).update(ended_at=found.now, ending=ending)
    found.waits = [wait for wait in found.waits if wait not in waits]


def _open(found: Situation, stages: Iterable[Stage]) -> None:
    if new := [_new(stage, found) for stage in stages]:
        found.waits = [*found.waits, *Wait.objects.bulk_create(new)]


def _new(stage: Stage, found: Situation) -> Wait:
    return Wait(story=found.story, stage=stage, opened_at=found.now)
