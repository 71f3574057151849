"""Jobs: each one call, safe to run twice."""

from celery import shared_task

from articles import instant, pictures
from articles.models import Picture

# Seconds. A run starts no picture after its first twenty; one that takes too long is ended, and has had an attempt.
ONE_PICTURE, SEVERAL_PICTURES, LAST_CALL = 50, 70, 10


@shared_task(
    name="articles.render_picture",
    ignore_result=True,
    soft_time_limit=ONE_PICTURE,
    time_limit=ONE_PICTURE + LAST_CALL,
)
def render_picture(*, picture_id: int) -> None:
    """Render one picture as soon as it is there; the sweep renders what this one misses."""
    pictures.render_each(Picture.objects.filter(pk=picture_id), now=instant.now())


@shared_task(
    name="articles.render_missing",
    ignore_result=True,
    soft_time_limit=SEVERAL_PICTURES,
    time_limit=SEVERAL_PICTURES + LAST_CALL,
)
def render_missing() -> None:
    """Make the files that are missing, stale or said in other words, and remove those that were replaced."""
    pictures.render_missing(now=instant.now())


@shared_task(
    name="articles.render_later",
    ignore_result=True,
    soft_time_limit=SEVERAL_PICTURES,
    time_limit=SEVERAL_PICTURES + LAST_CALL,
)
def render_later() -> None:
    """Make the formats that come later, while nothing else waits."""
    pictures.render_later(now=instant.now())
