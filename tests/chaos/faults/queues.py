"""S4–S9, S16: what the broker loses, doubles or keeps to itself, and a row that no table takes."""

import time
from contextlib import suppress
from dataclasses import replace

from django.db import connection

from articles import instant
from newsroom.celery import app
from tests.chaos.harness.house import House
from tests.chaos.harness.outcome import Outcome, of, together
from tests.chaos.harness.scene import Scene
from tests.chaos.harness.servers import until
from tests.chaos.history import Promise
from tests.workflow.poison import poisoned
from workflow.models import Story

NOTED = """
SELECT count(*) FROM articles_edition edition JOIN workflow_story story ON story.article_id = edition.article_id
WHERE story.id = %s AND edition.announcement_error LIKE '%%poisoned story%%'
"""


def everything_at_once(house: House) -> Outcome:
    """S9: several beats, several workers and the watch loop upon the same stories."""
    scene = Scene(house, hears=True)
    scene.plan(150 if house.is_short else 400, ahead=3, watched=2)
    with scene.readers():
        scene.settle(within=5)
    count = len(house.fleet.named("beat")), len(house.fleet.named("clock"))
    return of("{} beats and {} workers and the watch loop".format(*count), scene, within=5)


def one_tick_many_times(house: House) -> Outcome:
    """S8: the same message delivered again and again."""
    scene, times = Scene(house), 60
    scene.plan(300, ahead=1)
    time.sleep(1)
    with app.connection_for_write() as link, app.amqp.producer_pool.acquire(block=True) as producer:
        assert link
        for _time in range(times):
            app.send_task("workflow.tick", task_id="the-same-tick", producer=producer, expires=10)
    scene.settle(within=5)
    return of(f"one tick delivered {times} times within a moment", scene, within=5)


def emptied(house: House) -> Outcome:
    """S4, S7: the broker flushed before the hour and at it, then short of memory so that it throws all away."""
    scene = Scene(house)
    scene.plan(200, ahead=5.2, watched=1)
    with scene.readers(), house.valkey.link() as link:
        for pause in (0.2, 3, 1.7, 0.5):
            time.sleep(pause)
            link.flushall()
        link.config_set("maxmemory-policy", "allkeys-random")
        link.config_set("maxmemory", "1")
        scene.plan(50, ahead=0.5)
        time.sleep(2)
        link.config_set("maxmemory", "0")
        link.config_set("maxmemory-policy", "noeviction")
        scene.settle(within=15)
    return of("flushed 4 times round the hour, then evicting all for 2 s", scene, within=15)


def away(house: House) -> Outcome:
    """S5: no broker at all; saving and publishing go on, the watch loop announces."""
    scene = Scene(house)
    house.valkey.stop()
    started = time.monotonic()
    newsroom = scene.newsroom
    newsroom.now = instant.now()
    newsroom.on_air("Published while the broker is away")
    saved = time.monotonic() - started
    scene.overlook()
    scene.plan(100, ahead=1, watched=1)
    with scene.readers():
        scene.settle(within=15)
    house.valkey.start()
    broken = [f"a story took {saved:.1f} s from draft to air"] if saved > 10 * house.slack else []
    notes = [f"a story written, signed and published meanwhile in {saved:.1f} s"]
    return of("stopped", scene, within=15, notes=notes, broken=broken)


def deaf(house: House) -> Outcome:
    """S6: restarted again and again under idle workers, which have to hear the next tick; no watch loop helps."""
    times = 1 if house.is_short else 5
    outcomes = []
    with house.without("watch"):
        for _time in range(times):
            house.valkey.stop()
            time.sleep(1)
            house.valkey.start()
            scene = Scene(house)
            scene.plan(20, ahead=0.5)
            scene.settle(within=15)
            outcomes.append(of("", scene, within=15))
    return together(f"restarted {times} times with the watch loop off", outcomes)


def poison(house: House) -> Outcome:
    """S16: one story among a thousand whose announcement the database refuses."""
    scene, count = Scene(house), 300 if house.is_short else 1000
    stories = scene.plan(count, ahead=2.5)
    bad = Story.objects.get(pk=stories[count // 2])
    with poisoned(bad):
        scene.settle(within=5, count=count - 1)
        on_time = scene.announced()
        with suppress(AssertionError):
            until(lambda: _is_noted(bad), "The note of why", 5)
        broken = [] if _is_noted(bad) else ["the reason is not noted on the poisoned story"]
    if on_time != count - 1:
        broken.append(f"{on_time} instead of {count - 1} were announced beside the poison")
    lateness = scene.judged(within=5).worst
    scene.promises = [one for one in scene.promises if one.story != bad.pk] + [
        _excused(one) for one in scene.promises if one.story == bad.pk
    ]
    scene.settle(within=10)
    notes = [
        f"{on_time} on time ({lateness:.1f} s at worst), 1 set aside with its reason and announced when it was well"
    ]
    return of(f"1 poisoned story among {count}", scene, within=8, notes=notes, broken=broken)


def _excused(promise: Promise) -> Promise:
    return replace(promise, excused_until=instant.now())


def _is_noted(story: Story) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [story.pk])
        return cursor.fetchone()[0] == 1
