"""S25: people who cancel, move or kill a plan at the very moment at which it is too late."""

import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import cycle

from django.db import connection, connections, transaction

from articles import instant
from tests import bulk
from tests.chaos.harness.house import House
from tests.chaos.harness.outcome import Outcome, of
from tests.chaos.harness.scene import Scene
from workflow import actions
from workflow.actions.move import LAST_MOMENT
from workflow.exceptions import WorkflowError
from workflow.models import Story

TRIALS, LONGEST = 10, 0.2  # seconds that one race may take on a slow machine
LATER, SOONER = 0.75, 1.4
HANDS = 3  # people at once
FAR = timedelta(days=1)
VERBS = ("unschedule", "reschedule")


def cancel_against_fire(house: House) -> Outcome:
    """Try to take back or move each of many plans round its last moment; what was taken back never airs."""
    count = 60 if house.is_short else 500
    scene = Scene(house)
    gap = _time_for_one(scene) * HANDS
    start = instant.now() + timedelta(seconds=3 + count * 0.01)
    airs = [start + gap * (index // HANDS) + LAST_MOMENT for index in range(count)]
    with transaction.atomic():
        bulk.scheduled_one_by_one(scene.newsroom, airs)
    stories = list(Story.objects.filter(desk=scene.desk).order_by("pk"))[TRIALS:]
    told: dict[int, str | None] = {}
    hands = [
        threading.Thread(target=_cancel_each, args=(scene, list(zip(stories, airs, strict=True))[hand::HANDS], told))
        for hand in range(HANDS)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=120)
    return _judged(scene, stories, airs, told)


def _time_for_one(scene: Scene) -> timedelta:
    """Press the button on far plans and say how long that takes here, with room for another beside it."""
    with transaction.atomic():
        bulk.scheduled(scene.newsroom, TRIALS, goes_live_at=instant.now() + FAR)
    started = time.monotonic()
    for story in Story.objects.filter(desk=scene.desk):
        assert _try(scene, story, "unschedule") is None
    took = (time.monotonic() - started) / TRIALS
    return timedelta(seconds=min(max(took * 1.5, 0.04), LONGEST))


def _cancel_each(scene: Scene, plans: list[tuple[Story, datetime]], told: dict[int, str | None]) -> None:
    """Press each button sooner after a race that was lost, and later after one that was won."""
    sooner = timedelta(milliseconds=300)
    try:
        for (story, air), verb in zip(plans, cycle(VERBS), strict=False):
            wait = (air - LAST_MOMENT - sooner - instant.now()).total_seconds()
            if wait < 0:
                continue  # a machine out of breath: this one airs, the next one is raced for
            time.sleep(wait)
            told[story.pk] = _try(scene, story, verb)
            sooner *= LATER if told[story.pk] is None else SOONER
    finally:
        connections.close_all()


def _try(scene: Scene, story: Story, verb: str) -> str | None:
    """Return the refusal's words, or None when it was done."""
    now = instant.now()
    more = {"goes_live_at": now + FAR} if verb == "reschedule" else {}
    try:
        getattr(actions, verb)(story=story, version=story.version, by=scene.newsroom.publisher, now=now, **more)
    except WorkflowError as refusal:
        return str(refusal)
    return None


def _judged(scene: Scene, stories: list[Story], airs: list[datetime], told: dict[int, str | None]) -> Outcome:
    """Owe an announcement for each plan whose canceller was refused, and for no other."""
    broken = [f"the loser of story {key} was told nothing" for key, words in told.items() if words == ""]
    won = {key for key, words in told.items() if words is None}
    for air in sorted(set(airs)):
        scene.promise_of({story.pk for story, one in zip(stories, airs, strict=True) if one == air} - won, air)
    scene.settle(within=5)
    broken += _aired_all_the_same(won)
    counts = Counter("person" if words is None else "clock" for words in told.values())
    if len(counts) < 2:
        broken.append(f"the race was never close: {dict(counts)}")
    notes = [f"the person won {counts['person']}, the clock {counts['clock']}, and every loser was told"]
    return of(f"{len(told)} races of cancel and reschedule", scene, within=5, broken=broken, notes=notes)


def _aired_all_the_same(won: set[int]) -> list[str]:
    """Find plans that a person took back in time and readers saw."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT story.id FROM articles_edition edition JOIN workflow_story story"
            " ON story.article_id = edition.article_id WHERE story.id = ANY(%s) AND edition.goes_live_at <= now()",
            [sorted(won)],
        )
        return [f"story {key} was cancelled in time and aired all the same" for (key,) in cursor.fetchall()]
