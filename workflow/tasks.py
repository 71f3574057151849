"""Jobs: each three lines, safe to run twice."""

from datetime import timedelta
from typing import Any

from celery import Task, shared_task
from celery.utils.time import maybe_iso8601

from articles import instant
from workflow import actions, clock, deliveries
from workflow.sweeps import dry_run, lapses, last_look, orphans, sessions, stage_clocks
from workflow.watch import signs_of_life, watchdog
from workflow.watch.pulses import PULSES


@shared_task(name="workflow.tick", ignore_result=True)
def tick() -> None:
    """Announce what is due, and what is due before the next tick, as it airs."""
    clock.tick(now=instant.now())
    if clock.stay(now=instant.now()):
        clock.tick(now=instant.now())


@shared_task(name="workflow.deliver", ignore_result=True)
def deliver() -> None:
    """Tell who has to hear of what happened, and send what is due."""
    deliveries.dispatch(now=instant.now())
    deliveries.deliver(now=instant.now(), meanwhile=lambda: deliveries.dispatch(now=instant.now()))


@shared_task(name="workflow.move_many", ignore_result=True)
def move_many() -> None:
    """Go on with moves of many stories."""
    actions.go_on(now=instant.now)


@shared_task(name="workflow.nag", ignore_result=True)
def nag() -> None:
    """Ask again for what waits too long."""
    stage_clocks.tick(now=instant.now())


@shared_task(name="workflow.check_planned", ignore_result=True)
def check_planned() -> None:
    """Run plans dry at their marks, hold what no longer passes the required checks, find plans without a publisher."""
    dry_run.tick(now=instant.now())
    last_look.hold_what_fails(now=instant.now())
    orphans.tick(now=instant.now())


@shared_task(name="workflow.find_lapses", ignore_result=True)
def find_lapses(*, everything: bool = False) -> None:
    """Tell of pictures on air whose licence has ended."""
    lapses.tick(now=instant.now(), everything=everything)


@shared_task(name="workflow.forget_sessions", ignore_result=True)
def forget_sessions() -> None:
    """Delete the sessions that are over."""
    sessions.forget_ended(now=instant.now())


@shared_task(name="workflow.pulse", ignore_result=True, bind=True)
def pulse(self: "Task[..., None]", *, queue: str) -> None:
    """Say that beat and this queue's worker live; when a message expires says when beat sent it."""
    stamped: Any = self.request.expires
    expires = maybe_iso8601(stamped)
    sent_at = expires - timedelta(seconds=PULSES[queue].lasts) if expires else None
    signs_of_life.pulse(queue, now=instant.now(), sent_at=sent_at)


@shared_task(name="workflow.watch", ignore_result=True)
def watch() -> None:
    """Raise and clear alarms. People are told by the deliveries' queue, or by the watch loop."""
    watchdog.watch(now=instant.now(), there_for=signs_of_life.uptime())
