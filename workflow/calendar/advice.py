"""What a new plan runs into, as far as its planner may know it: a word for them, no stop."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings

from workflow.calendar import bank_holidays, clashes, reads, words
from workflow.models import Story


def on(stories: Sequence[Story], *, at: datetime, desks: Iterable[int], now: datetime) -> list[str]:
    """Say what stories that air at one instant clash with, of what these desks know; two queries."""
    crowds = clashes.crowds(reads.plans_around(at, desks, now=now))
    windows = reads.windows(at, at + clashes.APART, desks)
    day = at.astimezone(settings.NEWSROOM_TIME_ZONE).date()
    holiday = bank_holidays.on([day], place=settings.NEWSROOM_HOLIDAYS).get(day, "")
    said = [
        word
        for story in stories
        for word in words.of_plan(crowds.get(story.pk), clashes.windows_at(at, story.desk_id, windows), holiday)
    ]
    return list(dict.fromkeys(said))
