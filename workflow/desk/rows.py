"""The lines of a list of stories, in the same few queries for one line or fifty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Q, Subquery

from articles.models import Edition
from workflow.models import Embargo, Event, Story
from workflow.querysets import StoryQuerySet


@dataclass
class Row:
    """A story with what a list says of it."""

    story: Story
    last: Event | None = None
    on_air: Edition | None = None
    planned: Edition | None = None
    failed: Edition | None = None
    embargo: Embargo | None = None


def lean(stories: StoryQuerySet) -> StoryQuerySet:
    """Read with each story what a line shows, and not its text."""
    related = stories.select_related("desk", "article__head", "article__section")
    return related.defer("article__head__body", "article__head__source", "article__head__part_hashes")


def by_planned_time(stories: StoryQuerySet) -> StoryQuerySet:
    """Keep what is planned, the next to go live first."""
    planned = Edition.objects.planned().filter(article=OuterRef("article")).values("goes_live_at")
    return stories.planned().annotate(planned_at=Subquery(planned[:1])).order_by("planned_at", "pk")


def of(stories: Sequence[Story], *, now: datetime) -> list[Row]:
    """Put the lines together: three queries, however many stories."""
    rows = {story.pk: Row(story) for story in stories}
    by_article = {story.article_id: rows[story.pk] for story in stories}
    for event in _last_events(rows):
        if event.story_id is not None:
            rows[event.story_id].last = event
    for embargo in Embargo.objects.filter(story__in=rows, lifted_at=None):
        rows[embargo.story_id].embargo = embargo
    for edition in _current_editions(by_article, now):
        _place(by_article[edition.article_id], edition, now)
    return list(rows.values())


def _last_events(story_ids: Iterable[int]) -> Iterable[Event]:
    newest = Event.objects.filter(story__in=story_ids).order_by().values("story").annotate(last=Max("pk"))
    return Event.objects.filter(pk__in=newest.values("last")).select_related("by")


def _current_editions(article_ids: Iterable[int], now: datetime) -> Iterable[Edition]:
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=now) | ~Q(announcement_error="")
    return Edition.objects.of(article_ids).filter(current).defer("body_html").order_by("goes_live_at", "pk")


def _place(row: Row, edition: Edition, now: datetime) -> None:
    if edition.announcement_error:
        row.failed = edition
    if edition.goes_live_at > now:
        row.planned = edition
    elif edition.ends_at is None or edition.ends_at > now:
        row.on_air = edition
