"""Jobs: each three lines, safe to run twice."""

from celery import shared_task

from articles import instant
from workflow import clock, deliveries, last_look, stage_clocks


@shared_task(name="workflow.tick", ignore_result=True)
def tick() -> None:
    """Announce what is due."""
    clock.tick(now=instant.now())


@shared_task(name="workflow.deliver", ignore_result=True)
def deliver() -> None:
    """Tell who has to hear of what happened, and send what is due."""
    deliveries.dispatch(now=instant.now())
    deliveries.deliver(now=instant.now())


@shared_task(name="workflow.nag", ignore_result=True)
def nag() -> None:
    """Ask again for what waits too long."""
    stage_clocks.tick(now=instant.now())


@shared_task(name="workflow.check_planned", ignore_result=True)
def check_planned() -> None:
    """Hold what is planned and no longer passes its desk's required checks."""
    last_look.hold_what_fails(now=instant.now())
