"""What must hold after every step of every walk, read straight from the tables and worked out anew."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from articles.drafting import Text
from articles.models import Author, Edition, Revision
from workflow.enums import ANNOUNCEMENTS, Status, Verb, Verdict
from workflow.exceptions import AlreadyOnAir, NotYours, WorkflowError
from workflow.models import Desk, Embargo, Event, Membership, SignOff, Stage, Story
from workflow.situation import Situation

OVERRIDES = (Verb.OVERRIDE, Verb.BREAK_NEWS)
FROZEN = {Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED, Status.SPIKED, Status.KILLED}
EMPTY_HANDED = {Status.SPIKED, Status.KILLED}


@dataclass(frozen=True)
class Seen:
    """What one story looked like in the tables after a step."""

    status: str
    version: int
    head: int
    slugline: str
    last_event: int
    editions: dict[int, tuple[Any, ...]]
    embargoes: tuple[Any, ...]


@dataclass
class Typed:
    """A text that somebody handed to save, and where it went."""

    story: int
    text: Text


def check_words(refusal: WorkflowError, *, is_offered: bool) -> None:
    """A refusal is a sentence; and who was shown a button is not told that it was never theirs to press."""
    assert str(refusal).strip().endswith("."), refusal
    assert not (is_offered and isinstance(refusal, NotYours | AlreadyOnAir)), f"offered, then refused: {refusal}"


def active_members(desk: Desk) -> set[int]:
    return set(Membership.objects.filter(desk=desk, user__is_active=True).values_list("user_id", flat=True))


def is_kept(typed: Typed) -> bool:
    """Look the words up among the revisions of their story, whoever's and wherever."""
    rows = Revision.objects.filter(article__story=typed.story, headline=typed.text.headline, body=typed.text.body)
    return any(tuple(row.tags) == typed.text.tags for row in rows)


def look_at(story: Story, events: list[Event], held: list[Edition]) -> Seen:
    bounds = {one.pk: (one.goes_live_at, one.ends_at, one.revision_id, one.expires_at) for one in held}
    return Seen(
        status=story.status,
        version=story.version,
        head=story.article.head_id or 0,
        slugline=story.article.slugline,
        last_event=events[-1].pk,
        editions=bounds,
        embargoes=tuple(story.embargoes.order_by("pk").values_list("embargoed_until", "lifted_at")),
    )


def check_approvals(story: Story, events: list[Event], held: list[Edition], *, since: int) -> None:
    """What is on air or planned was read by others and approved word for word, or an override says who and why.

    Approvals up to the Event `since` were looked at when they were new: the story may be on another desk by now.
    """
    for edition in held:
        verdicts = [
            event
            for event in events
            if event.verb in (Verb.APPROVE, *OVERRIDES) and event.revision_id == edition.revision_id
        ]
        assert verdicts, f"edition {edition.pk} was never approved"
        assert all(event.facts.get("reason") and event.by_id for event in verdicts if event.verb in OVERRIDES)
    for event in events:
        if event.verb == Verb.APPROVE and event.pk > since:
            check_four_eyes(story, events, event)


def check_four_eyes(story: Story, events: list[Event], approval: Event) -> None:
    """Find the writers anew, from the record alone, and compare them with who approved and who signed."""
    assert not approval.facts.get("self_approved"), "four eyes are on"
    writers = writers_of(story, events, approval)
    assert approval.by_id not in set().union(*writers.values())
    signers: list[int] = []
    hashes = Revision.objects.get(pk=approval.revision_id).part_hashes
    signatures = SignOff.objects.filter(story=story, signed_at__lte=approval.at).order_by("pk")
    needed = 0
    for stage in Stage.objects.filter(desk=story.desk, stage_set=story.stage_set, is_required=True):
        if stage.flags and not set(stage.flags) & set(story.flags):
            continue
        own = [one for one in signatures if one.stage_id == stage.pk and signed_before(one, events, approval)]
        newest = {one.by_id: one for one in own}
        read = [
            one
            for one in newest.values()
            if one.verdict == Verdict.APPROVE
            and all(one.part_hashes[part] == hashes[part] for part in stage.parts)
            and not any(one.by_id in writers[part] for part in stage.parts)
        ]
        assert len(read) >= stage.people_needed, f"{stage} was not read by enough others"
        objecting = [one for one in newest.values() if one.verdict == Verdict.REQUEST_CHANGES]
        assert not any(one.part_hashes.items() <= hashes.items() for one in objecting), "somebody objects"
        signers += [one.by_id for one in read]
        needed += stage.people_needed
    assert len(set(signers)) >= needed, "somebody filled two stages"


def check_waits(found: Situation, events: list[Event]) -> None:
    """A story in review waits for the stages whose turn it is, and for what it went on without."""
    waiting = {wait.stage_id for wait in found.waits if not wait.is_owed}
    turns = {look.stage.pk for look in found.looks if look.is_open and not look.is_done}
    owed = {wait.stage_id for wait in found.waits if wait.is_owed}
    assert waiting - owed == (turns if found.status is Status.IN_REVIEW else set()) - owed
    assert owed <= {look.stage.pk for look in found.looks if not look.is_done}
    last = events[-1]
    if last.verb in OVERRIDES:
        assert set(last.facts.get("passed_over", [])) == {wait.stage.name for wait in found.waits if wait.is_owed}


def signed_before(sign_off: SignOff, events: list[Event], approval: Event) -> bool:
    """Count SIGN Events up to the approval: many moves share one instant of the test's clock."""
    mine = [event for event in events if event.verb == Verb.SIGN and event.pk < approval.pk]
    keys = list(SignOff.objects.filter(story=sign_off.story_id).order_by("pk").values_list("pk", flat=True))
    return keys.index(sign_off.pk) < len(mine)


def writers_of(story: Story, events: list[Event], approval: Event) -> dict[str, set[int]]:
    """Walk back from the approved text to the one that aired last, and collect hands and names on the way."""
    aired = [event for event in events if event.verb in ANNOUNCEMENTS and event.pk < approval.pk]
    start = aired[-1].revision_id if aired else None
    current: Revision | None = Revision.objects.get(pk=approval.revision_id)
    assert current is not None
    writers: dict[str, set[int]] = {part: set() for part in current.part_hashes}
    named = {author["id"] for author in current.authors}
    while current is not None and current.pk != start:
        parent = current.parent
        for part, hands in writers.items():
            changed = parent is None or parent.part_hashes[part] != current.part_hashes[part]
            if changed and current.created_by_id:
                hands.add(current.created_by_id)
        named |= {author["id"] for author in current.authors}
        current = parent
    accounts = set(Author.objects.filter(pk__in=named, user__isnull=False).values_list("user_id", flat=True))
    return {part: people | accounts for part, people in writers.items()}


def check_intervals(held: list[Edition]) -> None:
    for one in held:
        assert one.ends_at is None or one.ends_at >= one.goes_live_at
    shown = [one for one in held if one.ends_at is None or one.ends_at > one.goes_live_at]
    for before, after in pairwise(shown):
        assert before.ends_at is not None, "an edition without end is followed by another"
        assert before.ends_at <= after.goes_live_at, "two editions at once"


def check_plan(story: Story, held: list[Edition], now: datetime) -> None:
    planned = [one for one in held if one.goes_live_at > now]
    assert len(planned) <= 1
    assert not planned or story.status == Status.SCHEDULED
    if story.status in EMPTY_HANDED:
        assert not planned
        assert not [one for one in held if one.goes_live_at <= now and (one.ends_at is None or one.ends_at > now)]
    if story.status == Status.SPIKED:
        assert not held


def check_embargoes(story: Story, held: list[Edition]) -> None:
    """No edition starts inside an embargo that was in force at that start, or is in force still."""
    for embargo in story.embargoes.all():
        for edition in held:
            if is_binding(embargo, edition):
                assert embargo.embargoed_until is not None, "an open-ended embargo was broken"
                assert edition.goes_live_at >= embargo.embargoed_until, "an embargo was broken"


def is_binding(embargo: Embargo, edition: Edition) -> bool:
    return embargo.lifted_at is None or embargo.set_at <= edition.goes_live_at < embargo.lifted_at


def check_step(before: Seen, after: Seen, events: list[Event], now: datetime) -> None:
    new = [event for event in events if event.pk > before.last_event]
    told = [event for event in new if event.verb != Verb.SET_ASIDE]
    assert after.version == before.version + len(told), "the version rises by one with each move"
    if after.version == before.version:
        assert (before.status, before.head, before.editions, before.slugline, before.embargoes) == (
            *(after.status, after.head, after.editions, after.slugline),
            after.embargoes,
        ), "something changed without an Event"
    if after.head != before.head:
        verbs = {event.verb for event in told}
        assert verbs & {Verb.SAVE, Verb.DROP_UPDATE}, f"the text moved by {verbs}"
        assert before.status not in FROZEN or Verb.DROP_UPDATE in verbs, "a frozen text changed"
    for key, (start, end, revision, _expiry) in before.editions.items():
        if start <= now:
            assert key in after.editions, "what aired was deleted"
            assert after.editions[key][0] == start, "a passed start moved"
            assert after.editions[key][2] == revision, "what aired got another text"
        if end is not None and end <= now:
            assert after.editions[key][1] == end, "a passed end moved"
