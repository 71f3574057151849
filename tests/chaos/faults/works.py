"""Work that leads a process past a crash point, and the two ways to do it: in bare processes, and by the fleet."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta

from django.db import connection

from articles import instant
from tests.chaos.harness import bare, reader
from tests.chaos.harness.scene import Scene
from tests.chaos.points import Work
from tests.workflow.poison import poisoned
from workflow import clock, deliveries
from workflow.models import Dispatch, Event, Story, Webhook

REFUSAL = """
CREATE OR REPLACE FUNCTION refuse_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.event_id IN (SELECT event.id FROM workflow_event event JOIN workflow_story story ON story.id = event.story_id
                        WHERE story.desk_id = {desk} AND event.verb = 'AIR') THEN
        RAISE EXCEPTION 'a delivery that no table takes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_delivery BEFORE INSERT ON workflow_delivery FOR EACH ROW EXECUTE FUNCTION refuse_delivery();
"""

#: Seconds on air: of what is to expire after it was announced, and of what is over before anybody can see it due.
LASTS = {Work.EXPIRY: 0.1, Work.MISSED: 0.001}
OF_THE_TICK = {Work.AIR, Work.MISSED, Work.EXPIRY, Work.ASIDE}
HEARS = {Work.DISPATCH, Work.REFUSED, Work.DELIVERY, Work.FAILED}


def doing(work: Work) -> Callable[[datetime], object]:
    """Return what a bare process does to come past the points of this work."""
    return bare.tick if work in OF_THE_TICK else bare.deliver


@contextmanager
def ready(scene: Scene, work: Work) -> Iterator[None]:
    """Have work of this kind waiting, with no process but this one to have done what comes before."""
    scene.plan(2, lasts=LASTS.get(work))
    if work is Work.EXPIRY:
        ends = scene.promises[-1].due
        clock.tick(now=ends - timedelta(microseconds=1))
        time.sleep(max(0.0, (ends - reader.now()).total_seconds()))
    if work not in OF_THE_TICK:
        clock.tick(now=instant.now())
    if work in {Work.DELIVERY, Work.CLOSED, Work.FAILED}:
        Webhook.objects.filter(desk=scene.desk).update(is_active=True)
        deliveries.dispatch(now=instant.now())
    with trouble(scene, work):
        yield


def trouble(scene: Scene, work: Work) -> AbstractContextManager[None]:
    """Return what makes this work go wrong for the length of a block, if that is what it takes."""
    match work:
        case Work.ASIDE:
            return poisoned(Story.objects.filter(desk=scene.desk).latest("pk"))
        case Work.REFUSED:
            return refused(scene)
        case Work.CLOSED:
            Webhook.objects.filter(desk=scene.desk).update(is_active=False)  # for good: what it missed it never gets
        case Work.FAILED:
            return hook_changed(scene, url=scene.house.deaf_ear.url)
    return nullcontext()


@contextmanager
def refused(scene: Scene) -> Iterator[None]:
    """Let no delivery of this desk's announcements be written."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSAL.format(desk=scene.desk))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER refuse_delivery ON workflow_delivery")


@contextmanager
def hook_changed(scene: Scene, **changes: object) -> Iterator[None]:
    """Change the desk's webhook for the length of a block."""
    hook = Webhook.objects.filter(desk=scene.desk)
    before = hook.values(*changes).get()
    hook.update(**changes)
    try:
        yield
    finally:
        hook.update(**before)


def tell_again(scene: Scene, now: datetime) -> None:
    """Press the administrator's button for Events that could not be dispatched."""
    own = Event.objects.filter(story__desk=scene.desk).values("pk")
    deliveries.dispatch_again(dispatches=Dispatch.objects.filter(event__in=own).exclude(error=""), now=now)
