"""Jobs: each three lines, safe to run twice."""

from celery import shared_task

from articles import instant, pictures
from articles.models import Picture

MOST_IN_A_RUN = 10


@shared_task(name="articles.render_picture", ignore_result=True)
def render_picture(*, picture_id: int) -> None:
    """Render one picture as soon as it is there; the sweep renders what this one misses."""
    pictures.render_each(Picture.objects.filter(pk=picture_id), now=instant.now())


@shared_task(name="articles.render_missing", ignore_result=True)
def render_missing() -> None:
    """Render what still waits, a few at a time, so that runs stay short and workers share the work."""
    now = instant.now()
    pictures.render_each(pictures.waiting(now=now)[:MOST_IN_A_RUN], now=now)
