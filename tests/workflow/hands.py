"""What the tests of editing share: pages that are opened, beat and taken over."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from articles import drafting
from tests.people import Newsroom
from workflow import actions
from workflow.actions.locking import Editing
from workflow.models import EditingLock, Event, Story
from workflow.unsaved import Unsaved


def opened(newsroom: Newsroom, story: Story, by: User, **more: Any) -> Editing:
    return actions.open_for_editing(story=story, by=by, now=newsroom.now, **more)


def typed(story: Story, at: datetime, page: str = "a-page", slugline: str | None = None, **changes: Any) -> Unsaved:
    fresh = Story.objects.select_related("article__head").get(pk=story.pk)
    head = fresh.article.head
    assert head is not None
    text = replace(drafting.text_of(head), **changes)
    slugline = fresh.article.slugline if slugline is None else slugline
    return Unsaved(page=page, at=at, version=fresh.version, base=head.pk, slugline=slugline, text=text)


def beat(newsroom: Newsroom, story: Story, by: User, page: str = "a-page", **changes: Any) -> Editing:
    sent = typed(story, newsroom.now, page, **changes) if changes else None
    return actions.heartbeat(story=story, by=by, now=newsroom.now, typed=sent)


def take_over(newsroom: Newsroom, story: Story, by: User, of: User) -> Event:
    return actions.take_over(story=story, by=by, now=newsroom.now, holder_id=of.pk)


def holder(newsroom: Newsroom, story: Story) -> str:
    lock = EditingLock.objects.filter(story=story).held(newsroom.now).first()
    return lock.user.first_name if lock else "nobody"


def side_texts(story: Story) -> list[tuple[str, str]]:
    sides = story.article.revisions.exclude(pk=Story.objects.get(pk=story.pk).article.head_id).order_by("pk")
    return [(side.created_by.first_name, side.body) for side in sides]
