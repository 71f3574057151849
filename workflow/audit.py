"""Replay the record: what the Events say must be what the tables hold, and what readers get."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from articles import editions
from articles.exceptions import ArticleError
from articles.models import Edition
from workflow.enums import ANNOUNCEMENTS
from workflow.models import Event, Story

#: Seconds that an announcement may take before its absence counts as a difference.
GRACE = 60

Watch = Callable[[Iterator[Any]], Iterable[Any]]
"""Stands between a walk and its rows: a progress bar."""


@dataclass
class Replay:
    """What the Events of one story add up to."""

    status: str = ""
    editions: dict[int, dict[str, Any]] = field(default_factory=dict)
    announced: set[int] = field(default_factory=set)
    broken_links: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Apply one Event; a status that does not follow from the one before is noted."""
        if event.status_before != self.status:
            self.broken_links.append(event)
        self.status = event.status_after
        for row in event.facts.get("editions", ()):
            if row.get("taken_back"):
                self.editions.pop(row["id"], None)
            else:
                self.editions[row["id"]] = row
        if event.verb in ANNOUNCEMENTS and event.edition_id is not None:
            self.announced.add(event.edition_id)


def differences(*, now: datetime, watch: Watch = iter) -> Iterator[str]:
    """Yield one sentence for each disagreement between the Events and the tables; nothing when the record is whole.

    Reads in chunks: memory does not grow with the archive.
    """
    stories = Story.objects.order_by("pk").prefetch_related(
        Prefetch("events", Event.objects.order_by("pk")),
        Prefetch("article__editions", Edition.objects.defer("body_html")),
    )
    for story in watch(stories.select_related("article").iterator(chunk_size=500)):
        for sentence in _differences_of(story, now):
            yield _("Story %(id)s (%(slugline)s): %(what)s") % {
                "id": story.article.public_id,
                "slugline": story.article.slugline,
                "what": sentence,
            }


def changed_pages(*, now: datetime, watch: Watch = iter) -> Iterator[str]:
    """Yield one sentence for each edition on air or to come whose page is not what its approved text renders to."""
    for edition in watch(to_be_read(now).order_by("pk").iterator(chunk_size=200)):
        if not _is_its_text(edition):
            yield _("Story %(id)s (%(slugline)s): the page of edition %(edition)d is not what its text renders to.") % {
                "id": edition.article.public_id,
                "slugline": edition.article.slugline,
                "edition": edition.pk,
            }


def to_be_read(now: datetime) -> QuerySet[Edition]:
    """Keep what readers see or will see, with the text that was approved."""
    lasting = Edition.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    return lasting.select_related("article", "revision").prefetch_related("revision__picture_uses")


def _is_its_text(edition: Edition) -> bool:
    try:
        return editions.body_html(edition.revision) == edition.body_html
    except ArticleError:
        return False


def _differences_of(story: Story, now: datetime) -> Iterator[str]:
    replay = Replay()
    for event in story.events.all():
        replay.take(event)
    for event in replay.broken_links:
        yield _("event %(event)d (%(verb)s) starts from %(said)s, but the one before left another status.") % {
            "event": event.pk,
            "verb": event.verb,
            "said": event.status_before or "-",
        }
    if replay.status != story.status:
        yield _("its status is %(is)s, the record says %(said)s.") % {"is": story.status, "said": replay.status or "-"}
    yield from _differing_editions(replay, {edition.pk: edition for edition in story.article.editions.all()}, now)


def _differing_editions(replay: Replay, held: dict[int, Edition], now: datetime) -> Iterator[str]:
    for key in sorted(replay.editions.keys() | held.keys()):
        if key not in held:
            yield _("edition %(id)d is on record, but gone.") % {"id": key}
        elif key not in replay.editions:
            yield _("edition %(id)d exists, but no event tells of it.") % {"id": key}
        elif replay.editions[key] != editions.as_recorded(held[key]):
            yield _("edition %(id)d differs from the record: a time or its text was changed.") % {"id": key}
    for key, edition in sorted(held.items()):
        late = (now - edition.goes_live_at).total_seconds() > GRACE
        if late and key not in replay.announced:
            yield _("edition %(id)d went on air and was never announced.") % {"id": key}
