"""The lines of a list of stories, in the same few queries for one line or fifty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, FilteredRelation, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from articles.instant import DatabaseNow
from articles.keys import Among
from articles.models import Edition
from articles.querysets import on_air
from workflow.enums import Flag, Status, Verb
from workflow.models import EditingLock, Embargo, Event, Story, Wait
from workflow.querysets import StoryQuerySet
from workflow.times import spans


@dataclass(frozen=True, slots=True)
class WaitLine:
    """What a story waits for: a stage, or with none of it the approval or the plan that a person may give it."""

    stage: str
    span: str
    is_owed: bool = False
    is_late: bool = False
    verb: str = ""


@dataclass
class Row:
    """A story with what a list says of it; of a plan, what failed in its last dry run so many minutes before air."""

    story: Story
    waits: list[WaitLine] = field(default_factory=list)
    last: Event | None = None
    on_air: Edition | None = None
    planned: Edition | None = None
    failed: Edition | None = None
    embargo: Embargo | None = None
    editing: str = ""
    minutes_before: int | None = None
    failing: list[str] = field(default_factory=list)
    is_orphaned: bool = False

    @property
    def status(self) -> str:
        """In words; Django's own `get_status_display` goes through all choices at each call."""
        return str(Status(self.story.status).label)

    @property
    def did(self) -> str:
        """What happened last, in words."""
        return str(Verb(self.last.verb).label) if self.last else ""

    @property
    def flags(self) -> list[str]:
        """The story's flags in words; one that has no words any more shows as it is."""
        labels = dict(Flag.choices)
        return [str(labels.get(flag, flag)) for flag in self.story.flags]


_SHOWN: Sequence[str] = ("desk", "article__head", "article__section", "released_by", "in_force")


def lean(stories: StoryQuerySet) -> StoryQuerySet:
    """Read with each story what a line shows, the embargo in force included, and not its text."""
    in_force = FilteredRelation("embargoes", condition=Q(embargoes__lifted_at=None))
    stories = stories.annotate(in_force=in_force, editing_by=_who_is_editing())
    related = stories.select_related(*_SHOWN)
    return related.defer("article__head__body", "article__head__source", "article__head__part_hashes")


def _who_is_editing() -> Subquery:
    """Name who has the story's text open; a subquery, so that a page of lines asks nothing more for it."""
    name = Trim(Concat("user__first_name", Value(" "), "user__last_name"))
    held = EditingLock.objects.held(DatabaseNow()).filter(story=OuterRef("pk"))
    shown = Coalesce(NullIf(name, Value("")), "user__email", output_field=CharField())
    return Subquery(held.values(shown=shown)[:1])


def by_planned_time(stories: StoryQuerySet) -> StoryQuerySet:
    """Keep what is planned, the next to go live first; an article has one plan at most."""
    planned = stories.filter(
        article__editions__goes_live_at__gt=DatabaseNow(), article__editions__announced_at__isnull=True
    )
    return planned.order_by("article__editions__goes_live_at", "pk")


def by_first_air(stories: StoryQuerySet) -> StoryQuerySet:
    """Keep what readers see, the newest first as they see it; an article has one edition on air at most."""
    seen = stories.filter(on_air(of="article__editions__"))
    return seen.order_by("-article__editions__first_published_at", "-article__editions__pk")


def of(stories: Sequence[Story], *, now: datetime) -> list[Row]:
    """Put the lines together: two queries, however many stories."""
    rows = {story.pk: _row(story) for story in stories}
    by_article = {story.article_id: rows[story.pk] for story in stories}
    for event in _last_events(rows):
        if event.story_id is not None:
            rows[event.story_id].last = event
    for edition in _current_editions(by_article, now):
        _place(by_article[edition.article_id], edition, now)
    return list(rows.values())


def _row(story: Story) -> Row:
    return Row(story, embargo=getattr(story, "in_force", None), editing=getattr(story, "editing_by", None) or "")


def with_waits(rows: list[Row], *, now: datetime) -> list[Row]:
    """Say on each line what its story waits for, whoever may give it; one query more."""
    by_story = {row.story.pk: row for row in rows}
    waits = Wait.objects.filter(Among("story", by_story), ended_at=None).select_related("stage")
    for wait in waits.order_by("opened_at", "pk"):
        by_story[wait.story_id].waits.append(_line(wait, now))
    return rows


def _line(wait: Wait, now: datetime) -> WaitLine:
    return WaitLine(wait.stage.name, spans.words(now - wait.opened_at), wait.is_owed, wait.is_late(now))


def _last_events(story_ids: Iterable[int]) -> Iterable[Event]:
    newest = Event.objects.filter(Among("story", story_ids)).order_by().values("story").annotate(last=Max("pk"))
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
