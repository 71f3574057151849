"""Two people, or a person and the clock, at one moment on connections of their own: one wins, the other is told."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any

import pytest
from django.db import connection, connections

from articles import drafting, instant
from articles.models import Edition, Revision
from tests import bulk
from tests.people import Newsroom, person
from tests.workflow.walks import ROWS, arguments
from workflow import actions, audit, clock
from workflow.actions.move import LAST_MOMENT
from workflow.enums import ANNOUNCEMENTS, Role, Status, Verb
from workflow.exceptions import AlreadyOnAir, MovedMeanwhile, NotNow, StaleSave, TextIsFrozen, WorkflowError
from workflow.models import Event, Story

Outcome = object

many_writers = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")


def at_once(*deeds: Callable[[], object]) -> list[Outcome]:
    """Do these at the same moment, each on its own connection; give what each returned or was refused with."""
    barrier, outcomes = threading.Barrier(len(deeds)), list[Outcome]([None] * len(deeds))

    def do(index: int, deed: Callable[[], object]) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=30)
            outcomes[index] = deed()
        except Exception as outcome:
            outcomes[index] = outcome
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def somebody_waits_for_us() -> bool:
    """Say whether another connection waits for what this one holds, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return bool(cursor.fetchone()[0])


def one_winner(outcomes: list[Outcome], *refusals: type[WorkflowError]) -> tuple[Event, WorkflowError]:
    winners = [outcome for outcome in outcomes if isinstance(outcome, Event)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, refusals)]
    assert (len(winners), len(losers)) == (1, len(outcomes) - 1), outcomes
    return winners[0], losers[0]


def nothing_differs() -> None:
    assert list(audit.differences(now=instant.now())) == []


def test_of_two_people_who_make_the_same_move_at_once_one_moves_and_one_is_told(
    live_newsroom: Newsroom, subtests: Any
) -> None:
    newsroom = live_newsroom
    two = [person(name, *Role.values, desk=newsroom.desk) for name in ("Ada", "Bea")]
    for verb, _who, reach, to, takes in ROWS:
        with subtests.test(f"{verb} {reach.__name__}"):
            story = reach(newsroom)
            before = Story.objects.get(pk=story.pk)
            asked = arguments(newsroom, verb, takes) | {"story": before, "version": before.version}
            outcomes = at_once(*(partial(getattr(actions, verb), by=by, now=newsroom.now, **asked) for by in two))
            event, refusal = one_winner(outcomes, MovedMeanwhile, AlreadyOnAir)
            assert str(refusal).startswith((event.by.get_full_name(), "The story is already on air"))
            after = Story.objects.get(pk=story.pk)
            assert (after.status, after.version) == (to, before.version + 1)
            assert story.events.filter(pk__gt=0, verb=verb.upper()).latest("pk") == event
    nothing_differs()


def test_two_holds_at_once_take_the_plan_back_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    version = Story.objects.get(pk=story.pk).version
    hold = {"story": story, "version": version, "now": newsroom.now, "reason": "rights"}
    one_winner(at_once(*[partial(actions.hold, **hold)] * 2), MovedMeanwhile)
    nothing_differs()


def test_two_saves_at_once_keep_both_texts(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    story = newsroom.filed()
    two = [newsroom.editor, person("Sam", Role.EDITOR, desk=newsroom.desk)]
    for round_ in range(10):
        fresh = Story.objects.select_related("article__head").get(pk=story.pk)
        text = drafting.text_of(fresh.article.head)
        deeds = [
            partial(
                actions.save,
                story=fresh,
                version=fresh.version,
                by=by,
                now=newsroom.now,
                text=replace(text, body=f"{by.first_name}'s words, {round_}.\n"),
            )
            for by in two
        ]
        event, refusal = one_winner(at_once(*deeds), StaleSave)
        assert isinstance(refusal, StaleSave)
        assert refusal.current == event.revision
        for by in two:
            assert Revision.objects.filter(created_by=by, body=f"{by.first_name}'s words, {round_}.\n").count() == 1
        assert Story.objects.get(pk=story.pk).article.head == event.revision
    nothing_differs()


def test_an_edit_and_an_approval_at_once_never_approve_what_nobody_read(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    second = person("Sam", Role.EDITOR, desk=newsroom.desk)
    for _round in range(12):
        story = newsroom.filed()
        newsroom.act("sign", story, stage=newsroom.stage)
        fresh = Story.objects.select_related("article__head").get(pk=story.pk)
        common = {"story": fresh, "version": fresh.version, "now": newsroom.now}
        text = replace(drafting.text_of(fresh.article.head), body="Unread.\n")
        outcomes = at_once(
            partial(actions.approve, by=newsroom.editor, **common),
            partial(actions.save, by=second, text=text, **common),
        )
        event, _refusal = one_winner(outcomes, MovedMeanwhile, StaleSave, TextIsFrozen)
        after = Story.objects.select_related("article__head").get(pk=story.pk)
        read = event.verb == Verb.APPROVE
        assert (after.status == Status.APPROVED) is read
        assert (after.article.head == fresh.article.head) is read
        assert Revision.objects.filter(article=after.article, body="Unread.\n").count() == 1
    nothing_differs()


def test_a_stale_save_at_the_moment_of_a_move_leaves_the_record_whole(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    for _round in range(12):
        story = newsroom.draft()
        newsroom.save(story, body="Newer.\n")
        fresh = Story.objects.get(pk=story.pk)
        text = newsroom.text(body="Older.\n")
        moved, kept = at_once(
            partial(actions.file, story=fresh, version=fresh.version, by=newsroom.editor, now=newsroom.now),
            partial(actions.save, story=fresh, version=1, by=newsroom.reporter, now=newsroom.now, text=text),
        )
        assert isinstance(moved, Event), moved
        assert isinstance(kept, StaleSave | TextIsFrozen), kept
    nothing_differs()


def test_two_moves_that_both_find_an_air_unrecorded_record_it_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    for _round in range(8):
        story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
        version, now = Story.objects.get(pk=story.pk).version, newsroom.later(minutes=2)
        common = {"story": story, "version": version, "by": newsroom.publisher, "now": now}
        one_winner(
            at_once(
                partial(actions.kill, reason="libel", notice="Withdrawn.", **common),
                partial(actions.set_expiry, expires_at=now + timedelta(hours=1), **common),
            ),
            MovedMeanwhile,
        )
        assert story.events.filter(verb=Verb.AIR).count() == 1
    nothing_differs()


def test_a_kill_and_a_tick_at_once_never_wait_for_each_other_in_a_circle(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    for _round in range(15):
        story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
        version, now = Story.objects.get(pk=story.pk).version, newsroom.later(minutes=2)
        killed, ticked = at_once(
            partial(
                actions.kill,
                story=story,
                version=version,
                by=newsroom.publisher,
                now=now,
                reason="libel",
                notice="Withdrawn.",
            ),
            partial(clock.tick, now=now),
        )
        assert isinstance(killed, Event | MovedMeanwhile | AlreadyOnAir), killed
        assert isinstance(ticked, clock.Tally), ticked
        clock.tick(now=now)
        assert story.events.filter(verb=Verb.AIR).count() == 1
    nothing_differs()


def test_three_ticks_at_once_announce_each_story_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    bulk.scheduled(newsroom, 300, goes_live_at=newsroom.now + timedelta(minutes=1))
    now = newsroom.later(minutes=2)
    tallies = at_once(*[partial(clock.tick, now=now)] * 3)
    assert sum(tally.aired for tally in tallies if isinstance(tally, clock.Tally)) == 300, tallies
    assert Event.objects.filter(verb=Verb.AIR).count() == 300
    nothing_differs()


CANCELS: dict[str, dict[str, Any]] = {
    "unschedule": {},
    "reschedule": {"goes_live_at": timedelta(hours=1)},
    "send_back": {"note": "Wait."},
    "set_embargo": {"source": "The Ministry", "embargoed_until": None},
    "kill": {"reason": "libel", "notice": "Withdrawn."},
    "publish": {},
    "hold": {"reason": "rights"},
}


def test_cancel_against_fire_has_one_winner_and_tells_the_other(live_newsroom: Newsroom) -> None:
    """Two clocks tick without a pause while somebody cancels each story around the last moment for that.

    A kill comes around the instant of air itself: its stories go on air so much earlier.
    """
    newsroom, rounds, gap = live_newsroom, 100, timedelta(milliseconds=50)
    everything = person("Ada", *Role.values, desk=newsroom.desk)
    start = instant.now() + timedelta(seconds=4)
    margins = [timedelta() if verb == "kill" else LAST_MOMENT for verb in islice(cycle(CANCELS), rounds)]
    airs = [start + gap * index + margin for index, margin in enumerate(margins)]
    bulk.scheduled_one_by_one(newsroom, airs)
    stories = list(Story.objects.order_by("pk"))
    over, told = threading.Event(), dict[int, object]()

    def cancel_each() -> int:
        try:
            for index, (story, verb) in enumerate(zip(stories, islice(cycle(CANCELS), rounds), strict=True)):
                moment = start + gap * index - timedelta(milliseconds=index % 10 * 8 - 4)
                if instant.now() < moment:  # on a machine out of breath, the next one
                    wait_until(moment)
                    told[story.pk] = cancel(story, verb, everything)
        finally:
            over.set()
        return rounds

    def tick_on() -> int:
        while not over.is_set():
            clock.tick(now=instant.now())
            time.sleep(0.002)
        return rounds

    assert at_once(cancel_each, tick_on, tick_on) == [rounds] * 3
    wait_until(max(airs))
    clock.tick(now=instant.now())
    for story, verb in zip(stories, cycle(CANCELS), strict=False):
        if story.pk in told:
            check_one_winner(story, verb, told[story.pk])
        else:
            assert story.events.latest("pk").verb == Verb.AIR
    won = Counter(isinstance(outcome, Event) for outcome in told.values())
    assert set(won) == {True, False}, f"the race was never close: {won}"
    nothing_differs()


def wait_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - instant.now()).total_seconds()))


def cancel(story: Story, verb: str, by: Any) -> object:
    now = instant.now()
    asked = {name: now + value if isinstance(value, timedelta) else value for name, value in CANCELS[verb].items()}
    asked |= {} if verb == "hold" else {"by": by}
    try:
        return getattr(actions, verb)(story=story, version=story.version, now=now, **asked)
    except WorkflowError as refusal:
        return refusal


def check_one_winner(story: Story, verb: str, outcome: object) -> None:
    verbs = [event.verb for event in story.events.order_by("pk")][2:]
    announced = [one for one in verbs if one in ANNOUNCEMENTS]
    if not isinstance(outcome, Event):
        assert isinstance(outcome, AlreadyOnAir | MovedMeanwhile | (NotNow if verb == "kill" else AlreadyOnAir)), (
            outcome
        )
        assert verbs == [Verb.AIR], verbs
    elif verb == "kill":
        assert verbs == [Verb.AIR, Verb.KILL]
    elif verb == "publish":
        assert verbs == [Verb.PUBLISH]
    else:
        assert (verbs, announced) == ([verb.upper()], [])
        assert Edition.objects.filter(article=story.article_id, goes_live_at__lte=instant.now()).count() == 0


@pytest.fixture(autouse=True)
def _wait_for_nobody(live_newsroom: Newsroom) -> Iterator[None]:
    """Give connections of threads back before the tables are emptied."""
    yield
    connections.close_all()
