"""What is done beside the moves: it changes no text, raises no version, and works wherever the story stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from workflow import situation
from workflow.actions import unfit
from workflow.actions.move import check_permission
from workflow.enums import Verb
from workflow.models import Event, Story
from workflow.situation import Situation


@contextmanager
def beside(*, verb: Verb, story: Story, by: User | None, now: datetime) -> Iterator[Situation]:
    """Open a transaction around a verb that moves nothing, and refuse whom the table of permissions refuses."""
    with unfit.refused(), transaction.atomic():
        found = look_under_lock(story_id=story.pk, by=by, now=now)
        if by is not None:
            check_permission(verb, found)
        yield found


def look_under_lock(*, story_id: int, by: User | None, now: datetime) -> Situation:
    """Look while nobody can move the story, so that the Event that follows starts where the last one ended."""
    Story.objects.select_for_update().filter(pk=story_id).values_list("pk").first()
    return situation.look(story_id=story_id, by=by, now=now)


def note(found: Situation, verb: Verb, *, picture_id: int | None = None, **facts: Any) -> Event:
    """Write the Event of a verb that moved nothing; no wait, no signature and no edition hangs on it."""
    return Event.objects.create(
        story=found.story,
        picture_id=picture_id,
        verb=verb,
        at=found.now,
        by=found.by,
        status_before=found.story.status,
        status_after=found.story.status,
        revision=found.head,
        facts={name: value for name, value in facts.items() if value not in (None, "", [])},
    )
