"""One move of many stories: each is tried by itself, in the name of who asked; what is refused stops no other."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from workflow import faults
from workflow.actions import airing, ending, review, revising
from workflow.enums import Verb
from workflow.exceptions import Missing, NotYours, WorkflowError
from workflow.models import BulkItem, BulkMove, Event, Story
from workflow.times import wall_time

MOST = 10_000
#: Seconds a run: a later run goes on.
PATIENCE = 10.0
LONGEST_REFUSAL = 500

Action = Callable[..., Event]

#: What can be done to many at once. A signature is for one text that somebody read, and a kill has its own words.
ACTIONS: Final[dict[Verb, Action]] = {
    Verb.FILE: review.file,
    Verb.APPROVE: review.approve,
    Verb.SEND_BACK: review.send_back,
    Verb.SCHEDULE: airing.schedule,
    Verb.RESCHEDULE: airing.reschedule,
    Verb.UNSCHEDULE: airing.unschedule,
    Verb.PUBLISH: airing.publish,
    Verb.SET_EXPIRY: ending.set_expiry,
    Verb.SPIKE: revising.spike,
}
#: What is said with them that JSON has no form for.
TIMES: Final = frozenset({"goes_live_at", "expires_at"})


def ask_for_many(
    *, verb: Verb, stories: Iterable[tuple[int, int]], by: User, now: datetime, said: Mapping[str, Any]
) -> BulkMove:
    """Note a move of many stories, each as it was seen (its key and version); `go_on` makes it."""
    if verb not in ACTIONS:
        raise Missing(_("This can't be done to many stories at once."))
    asked = dict(list(stories)[: MOST + 1])
    if not asked:
        raise Missing(_("Choose at least one story."))
    if len(asked) > MOST:
        raise Missing(_("Choose %(most)d stories at most: narrow the list.") % {"most": MOST})
    theirs = set(Story.objects.readable_by(by).filter(pk__in=asked).values_list("pk", flat=True))
    if theirs != set(asked):
        raise NotYours(_("Some of these stories are not on your desks, or are not there any more."))
    with transaction.atomic():
        bulk_move = BulkMove.objects.create(verb=verb, said=_written(said), by=by, asked_at=now)
        in_order = sorted(asked.items())  # that of every lock: each row holds its story
        items = (BulkItem(bulk_move=bulk_move, story_id=key, version=version) for key, version in in_order)
        BulkItem.objects.bulk_create(items, batch_size=500)
    return bulk_move


def stop(*, bulk_move: BulkMove, by: User, now: datetime) -> None:
    """Let it go no further; what was moved stays moved. Only who asked for it may."""
    if bulk_move.by_id != by.pk:
        raise NotYours(_("Only who asked for it may stop it."))
    BulkMove.objects.filter(pk=bulk_move.pk, finished_at=None, stopped_at=None).update(stopped_at=now)


def go_on(*, now: Callable[[], datetime]) -> int:
    """Go on with the bulk moves that are not over, the oldest first; return how many stories were tried.

    Any number may go on at once, and be killed at any line: a story is claimed, moved and noted in one transaction.
    """
    tried, until = 0, monotonic() + PATIENCE
    for bulk_move in BulkMove.objects.filter(finished_at=None, stopped_at=None).select_related("by").order_by("pk"):
        for key in bulk_move.items.filter(done_at=None).order_by("pk").values_list("pk", flat=True):
            if monotonic() > until or not BulkMove.objects.filter(pk=bulk_move.pk, stopped_at=None).exists():
                break
            tried += _try(key, bulk_move, now())
        _finish(bulk_move, now())
    return tried


def _finish(bulk_move: BulkMove, now: datetime) -> None:
    if not bulk_move.items.filter(done_at=None).exists():
        BulkMove.objects.filter(pk=bulk_move.pk, finished_at=None, stopped_at=None).update(finished_at=now)


def _try(key: int, bulk_move: BulkMove, now: datetime) -> bool:
    """Move one story, or note why not, unless somebody else is at it."""
    with transaction.atomic():
        mine = BulkItem.objects.filter(pk=key, done_at=None)
        if not mine.update(done_at=now):
            return False
        item = BulkItem.objects.select_related("story").get(pk=key)
        if refusal := _refusal(item, bulk_move, now):
            BulkItem.objects.filter(pk=key).update(refusal=refusal[:LONGEST_REFUSAL])
    return True


def _refusal(item: BulkItem, bulk_move: BulkMove, now: datetime) -> str:
    act = ACTIONS[Verb(bulk_move.verb)]
    try:
        with transaction.atomic():
            act(story=item.story, version=item.version, by=bulk_move.by, now=now, **_read(bulk_move.said))
    except WorkflowError as refusal:
        return "" if _is_done(item, bulk_move) else str(refusal)
    except OperationalError:
        raise
    except Exception as fault:  # whatever is wrong with one story, the others are moved
        return faults.in_words(fault)
    return ""


def _is_done(item: BulkItem, bulk_move: BulkMove) -> bool:
    """Say that it went with its package: since it was seen, this very move of it was made, in the same name."""
    said = _read(bulk_move.said)
    if said.get("expires_at") or not Story.objects.filter(pk=item.story_id, version=item.version + 1).exists():
        return False
    made = Event.objects.filter(story=item.story, verb=bulk_move.verb, by=bulk_move.by, at__gte=bulk_move.asked_at)
    return (made.filter(planned_at=said["goes_live_at"]) if "goes_live_at" in said else made).exists()


def _written(said: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: at.isoformat() if isinstance(at, datetime) else None for name, at in said.items() if name in TIMES}
    typed = wall_time.kept(said.get("typed"))
    return {**said, **times, **({"typed": typed} if "typed" in said else {})}


def _read(said: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(at) if at else None for name, at in said.items() if name in TIMES}
    kept = said.get("typed") or {}
    typed = {name: found for name in kept if (found := wall_time.read_kept(kept, name))}
    return {**said, **times, **({"typed": typed} if "typed" in said else {})}
