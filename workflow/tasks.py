"""Jobs: each three lines, safe to run twice."""

from celery import shared_task

from articles import instant
from workflow import clock


@shared_task(name="workflow.tick", ignore_result=True)
def tick() -> None:
    """Announce what is due."""
    clock.tick(now=instant.now())
