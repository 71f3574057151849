"""Anybody tries anything at any time: after each step the tables hold what the newsroom promises.

NEWSROOM_MACHINE_EXAMPLES and NEWSROOM_MACHINE_STEPS make the walk longer; NEWSROOM_MACHINE_SHRINKS=1 looks for the
shortest walk that fails, which takes minutes.
"""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles import drafting
from articles.models import Author
from tests.workflow.house import build
from tests.workflow.promises import (
    Seen,
    Typed,
    active_members,
    check_approvals,
    check_embargoes,
    check_intervals,
    check_plan,
    check_step,
    check_waits,
    check_words,
    is_kept,
    look_at,
)
from workflow import actions, audit, clock, moves, situation
from workflow.enums import Flag, Role, Status, Verb, Verdict
from workflow.exceptions import NotYours, TextRefused, WorkflowError
from workflow.models import Story

EXAMPLES = int(os.environ.get("NEWSROOM_MACHINE_EXAMPLES", "10"))
STEPS = int(os.environ.get("NEWSROOM_MACHINE_STEPS", "40"))

PEOPLE = ["reporter", "colleague", "editor", "second editor", "publisher", "everything", "lawyer"]
PEOPLE += ["outsider", "deactivated"]
MOVES = [
    *["file", "sign", "approve", "override", "send_back", "schedule", "reschedule", "unschedule", "hold", "publish"],
    *["revise", "drop_update", "set_expiry", "spike", "restore", "kill", "reopen", "set_embargo", "lift_embargo"],
    *["annotate", "declare", "break_news", "hand_over", "restage", "shelve", "release"],
]
#: Offered in nearly every situation; a walk that took them each time would never get anywhere.
RARE = {Verb.SPIKE, Verb.SET_EMBARGO, Verb.SEND_BACK, Verb.KILL, Verb.DROP_UPDATE, Verb.SET_EXPIRY, Verb.ANNOTATE}
RARE |= {Verb.DECLARE, Verb.BREAK_NEWS, Verb.HAND_OVER, Verb.SHELVE}
#: What changes a plan, and comes too late once it is on air.
CANCELS = ["unschedule", "reschedule", "send_back", "publish", "kill"]
#: Whether these are refused depends on what is said with them.
DEPENDS = {"sign", "set_embargo", "declare", "hand_over"}
#: What usually comes next.
ON = {
    Status.DRAFT: "file",
    Status.IN_REVIEW: "approve",
    Status.APPROVED: "schedule",
    Status.SCHEDULED: "wait",
    Status.PUBLISHED: "revise",
    Status.SPIKED: "restore",
    Status.KILLED: "reopen",
}

who = st.sampled_from(PEOPLE)
which = st.integers(0, 3)
behind = st.sampled_from([0, 0, 0, 0, 0, 1, 2])
minutes = st.sampled_from([-30, 0, 1, 7, 30, 90, 600])
words = st.sampled_from(["Ferry", "Harbour", "Strike", "Gale", "Mole"])


class Walk(RuleBasedStateMachine):
    """One example is one walk; everything it wrote is rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.seen: dict[int, Seen] = {}
        self.typed: list[Typed] = []
        self.found = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @initialize()
    def open_house(self) -> None:
        self.house = build()
        self.began = self.now = max(room.now for room in self.house.rooms)
        for room, by in zip(self.house.rooms, ("reporter", "everything"), strict=True):
            for _index in range(2):
                text = room.text(author_ids=())
                event = actions.create(desk=room.desk, by=self.house.people[by], now=self.now, text=text)
                self.house.stories.append(event.story_id)
        self._walk_ahead()

    def _walk_ahead(self) -> None:
        """Start with a draft, a signed story, one that is scheduled, and one on air that has an update in hand."""
        _draft, signed, scheduled, updated = range(4)
        self._try(signed, "reporter", 0, "on", 0, "file", 0)
        self._sign_everything(signed)
        for key in (scheduled, updated):
            for verb in ("file", "override"):
                self._try(key, "everything", 0, "on", 0, verb, 0)
        self._try(scheduled, "everything", 0, "on", 30, "schedule", 0)
        for verb in ("publish", "revise", "file", "override", "schedule"):
            self._try(updated, "everything", 0, "on", 90, verb, 0)

    @rule(
        kind=st.sampled_from([*["on"] * 7, *["button"] * 3, *["try"] * 2, *["save"] * 2, "time", "tick"]),
        key=which,
        by=who,
        behind=behind,
        word=words,
        at=minutes,
        end=minutes,
        pick=st.integers(0, 10_000),
    )
    def something_happens(
        self, kind: str, key: int, by: str, behind: int, word: str, at: int, end: int, pick: int
    ) -> None:
        if kind == "button":
            self._somebody_presses_a_button(key, word, abs(at) + 1, abs(end), pick)
        elif kind == "on":
            self._a_story_goes_on(key, abs(at) + 1, by, pick // 2, is_direct=pick % 3 == 0)
        elif kind == "try":
            self._try(key, by, behind, word, at, MOVES[pick % len(MOVES)], end)
        elif kind == "save":
            self._anybody_saves(key, by, behind, word, ("headline", "body", "tags", "author_ids")[pick % 4])
        elif kind == "time":
            self.now += timedelta(minutes=abs(at))
        else:
            clock.tick(now=self.now)
            assert not clock.tick(now=self.now), "a second tick finds nothing to do"

    def _somebody_presses_a_button(self, key: int, word: str, at: int, end: int, pick: int) -> None:
        """Most random tries are refused; this one makes a move that the desk offers to somebody."""
        story_id = self.house.stories[key]
        first = pick % len(PEOPLE)
        for name in PEOPLE[first:] + PEOPLE[:first]:
            found = self._offered(story_id, self.house.people[name])
            buttons = [str(move.verb).lower() for move in found if move.verb not in RARE or pick % 5 == 0]
            if buttons:
                return self._try(key, name, 0, word, at, buttons[pick // len(PEOPLE) % len(buttons)], at + end)
        return None

    def _a_story_goes_on(self, key: int, at: int, by: str, pick: int, *, is_direct: bool) -> None:
        """Walk the way that every story takes, so that short walks see the far end of it."""
        story = Story.objects.get(pk=self.house.stories[key])
        verb = ON[Status(story.status)]
        if verb == "approve":
            if pick % 4:
                self._sign_everything(key)
            if pick % 4 == 1:  # a word slipped in behind the signatures
                self._anybody_saves(key, "second editor", 0, "Mole", "body")
            verb = "override" if is_direct else "approve"
        if verb == "schedule" and is_direct:
            verb = "publish"
        if verb == "wait" and is_direct:
            self.now += timedelta(minutes=at)
            return
        verb = CANCELS[pick % len(CANCELS)] if verb == "wait" else verb
        by = self._approver(story, by, is_own=pick % 2 == 0) if verb == "approve" else "everything"
        self._try(key, by, 0, "on", at, verb, 0)

    def _approver(self, story: Story, by: str, *, is_own: bool) -> str:
        """Let those who wrote it try to approve it as often as anybody else."""
        own = set(story.contributions.values_list("user_id", flat=True))
        writers = [name for name, person_ in self.house.people.items() if person_.pk in own and "editor" in name]
        return (writers or ["everything"])[-1] if is_own else by

    def _sign_everything(self, key: int) -> None:
        story = Story.objects.get(pk=self.house.stories[key])
        signers = {Role.EDITOR: ("editor", "second editor"), Role.PUBLISHER: ("publisher",), Role.LEGAL: ("lawyer",)}
        for index, stage in enumerate(self.house.stages[story.desk_id]):
            for name in signers[Role(stage.role)][: stage.people_needed]:
                self._try(key, name, 0, "fine", index, "sign", 1)

    def _offered(self, story_id: int, by: User) -> list[moves.Move]:
        return moves.available(situation.look(story_id=story_id, by=by, now=self.now))

    def _try(self, key: int, by: str, behind: int, word: str, at: int, verb: str, end: int) -> None:
        story = Story.objects.get(pk=self.house.stories[key])
        asked: dict[str, Any] = {"story": story, "version": story.version - behind, "now": self.now}
        if verb != "hold":
            asked["by"] = self.house.people[by]
        asked |= self._arguments(story, verb, word, at, end)
        buttons = self._offered(story.pk, asked["by"]) if verb != "hold" and not behind else []
        is_offered = verb not in DEPENDS and verb in {str(move.verb).lower() for move in buttons}
        before = self._wrote(story.pk)
        try:
            event = getattr(actions, verb)(**asked)
        except WorkflowError as refusal:
            assert self._wrote(story.pk) == before, "a refusal writes nothing"
            check_words(refusal, is_offered=is_offered)
            return
        assert event.verb == verb.upper()
        assert not behind, "a stale page moved a story"

    def _wrote(self, story_id: int) -> tuple[Any, ...]:
        story = Story.objects.select_related("article").get(pk=story_id)
        return story.version, story.status, story.article.head_id, story.events.count(), story.sign_offs.count()

    def _arguments(self, story: Story, verb: str, word: str, at: int, end: int) -> dict[str, Any]:
        moment, until = self.now + timedelta(minutes=at), self.now + timedelta(minutes=end)
        stages = self.house.stages[story.desk_id]
        expiry = until if end else None
        return {
            "sign": {
                "stage": stages[at % len(stages)],
                "verdict": Verdict.REQUEST_CHANGES if end == -30 else Verdict.APPROVE,
                "note": word,
            },
            "override": {"reason": word},
            "send_back": {"note": word},
            "schedule": {"goes_live_at": moment, "expires_at": expiry},
            "reschedule": {"goes_live_at": moment, "expires_at": expiry},
            "publish": {"expires_at": expiry if at else None},
            "hold": {"reason": word},
            "set_expiry": {"expires_at": expiry},
            "kill": {"reason": word, "notice": word},
            "reopen": {"reason": word},
            "set_embargo": {"source": word, "embargoed_until": None if at == 0 else moment},
            "lift_embargo": {"reason": word},
            "annotate": {"urgency": abs(at) % 10, "ednote": word},
            "declare": {"flags": [Flag.LEGAL] if at % 2 else [], "ai_use": "NONE"},
            "break_news": {"reason": word},
            "hand_over": {"desk": self.house.rooms[at % 2].desk, "reason": word},
            "restage": {"reason": word},
            "shelve": {"reason": word},
        }.get(verb, {})

    def _anybody_saves(self, key: int, by: str, behind: int, word: str, part: str) -> None:
        story = Story.objects.select_related("article__head").get(pk=self.house.stories[key])
        author = Author.objects.get(slug=("everything", "second-editor")[len(word) % 2])
        change = {"tags": (word,), "author_ids": (author.pk,)}.get(part, f"{word} {len(self.typed)}\n")
        assert story.article.head is not None
        text = replace(drafting.text_of(story.article.head), **{part: change})
        try:
            actions.save(story=story, version=story.version - behind, by=self.house.people[by], now=self.now, text=text)
        except TextRefused:
            self.typed.append(Typed(story.pk, text))
        except NotYours:
            assert self.house.people[by].pk not in active_members(story.desk)
        else:
            assert not behind or text == drafting.text_of(story.article.head)
            self.typed.append(Typed(story.pk, text))

    @invariant()
    def the_promises_hold(self) -> None:
        if not hasattr(self, "house"):
            return
        for key in self.house.stories:
            self._check_story(Story.objects.select_related("article", "desk").get(pk=key))
        for typed in self.typed[self.found :]:
            assert is_kept(typed), f"lost: {typed}"
        self.found = len(self.typed)
        differences = list(audit.differences(now=self.began))  # how late a tick may be is not in question here
        assert differences == [], "\n".join(differences)

    def _check_story(self, story: Story) -> None:
        events = list(story.events.order_by("pk"))
        held = list(story.article.editions.order_by("goes_live_at", "pk"))
        before = self.seen.get(story.pk)
        if before is None or before.last_event != events[-1].pk:
            check_approvals(story, events, held, since=before.last_event if before else 0)
            check_waits(situation.look(story_id=story.pk, by=None, now=self.now), events)
            check_embargoes(story, held)
        check_intervals(held)
        check_plan(story, held, self.now)
        seen = look_at(story, events, held)
        if before is not None:
            check_step(before, seen, events, self.now)
        self.seen[story.pk] = seen


@pytest.mark.django_db
def test_the_promises_hold_whatever_anybody_tries_in_whatever_order() -> None:
    profile = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink] if "NEWSROOM_MACHINE_SHRINKS" in os.environ else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Walk, settings=profile)
