"""Goes over what waits, a few at a time, so that runs stay short and workers share it."""

import logging
from datetime import datetime
from typing import Final

from articles.models import Picture
from articles.pictures import due, replaced
from articles.pictures.looking_again import look_again
from articles.pictures.rendering import render_each

logger = logging.getLogger(__name__)

MOST_IN_A_RUN: Final = 10


def render_missing(*, now: datetime) -> None:
    """Render what still waits, then what is stale; remove what was replaced a while ago."""
    if aired := list(due.aired_in_other_words(now=now).values_list("pk", flat=True)):
        look_again(Picture.objects.filter(pk__in=aired))
    found = list(due.waiting(now=now)[:MOST_IN_A_RUN])
    found += due.stale(now=now, most=MOST_IN_A_RUN - len(found))
    render_each(found, now=now)
    try:
        replaced.remove_replaced(now=now)
    except OSError as fault:
        logger.warning("Replaced files are not removed yet: %r", fault)


def render_later(*, now: datetime) -> None:
    """Make the files that keep no reader waiting, as long as no other picture waits."""
    render_each(
        due.later(now=now)[:MOST_IN_A_RUN],
        now=now,
        comes_later=True,
        goes_on=lambda: not due.waiting(now=now).exists() and not due.stale(now=now, most=1),
    )
