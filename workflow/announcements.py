"""Put on the record what the clock brought: stories that went on air or expired. Safe to run twice, and by many at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When

from articles.models import Article, Edition
from workflow.enums import Status, Verb
from workflow.models import Event, Story

AIR_DUE = Q(announced_at__isnull=True)
EXPIRY_DUE = Q(expiry_announced_at__isnull=True, ends_at=F("expires_at"), announced_at__isnull=False)

#: A failed announcement waits this long; the story is on air meanwhile.
RETRY_AFTER = timedelta(seconds=30)

#: What an Event needs of an edition, in one lean row.
FACTS = ("pk", "revision_id", "goes_live_at", "ends_at", "expires_at", "article__story__pk", "article__story__status")


def due_to_air(now: datetime) -> QuerySet[Edition]:
    """Editions that readers see and no Event tells of."""
    return Edition.objects.filter(AIR_DUE, _not_set_aside(now), goes_live_at__lte=now)


def due_to_expire(now: datetime) -> QuerySet[Edition]:
    """Editions that ended by their own expiry and no Event tells of."""
    return Edition.objects.filter(EXPIRY_DUE, _not_set_aside(now), expires_at__lte=now)


def _not_set_aside(now: datetime) -> Q:
    return Q(retry_announcement_at__isnull=True) | Q(retry_announcement_at__lte=now)


def claim(due: QuerySet[Edition], *, order: str, limit: int) -> list[int]:
    """Lock the stories of the longest-due editions, passing over those that somebody else is moving; return article ids.

    The story's row is what every move locks first, so that a tick and a person never wait for each other in a circle.
    """
    articles = list(due.order_by(order, "pk").values_list("article_id", flat=True)[:limit])
    if connection.vendor == "sqlite":
        return articles
    stories = Story.objects.filter(article__in=articles).order_by("pk").select_for_update(skip_locked=True)
    return list(stories.values_list("article_id", flat=True))


def record_aired(*, article_ids: Sequence[int], now: datetime) -> int:
    """Announce the due editions of these articles: claim, move the stories, fix first air, write the Events. Five writes."""
    with transaction.atomic():
        due = Edition.objects.filter(AIR_DUE, goes_live_at__lte=now, article__in=article_ids)
        rows = list(due.order_by("goes_live_at", "pk").values(*FACTS))
        keys = [row["pk"] for row in rows]
        if not keys:
            return 0
        Edition.objects.filter(AIR_DUE, pk__in=keys).update(announced_at=now, announcement_error="")
        stories = Story.objects.filter(pk__in=[row["article__story__pk"] for row in rows])
        stories.update(status=_aired_status(), version=F("version") + 1, changed_at=now)
        _fix_first_air(article_ids)
        Event.objects.bulk_create([_aired(row, now) for row in rows], batch_size=500)
        return len(rows)


def record_expired(*, article_ids: Sequence[int], now: datetime) -> int:
    """Announce that these articles' editions ended by their own expiry."""
    with transaction.atomic():
        due = Edition.objects.filter(EXPIRY_DUE, expires_at__lte=now, article__in=article_ids)
        rows = list(due.order_by("expires_at", "pk").values(*FACTS))
        keys = [row["pk"] for row in rows]
        if not keys:
            return 0
        Edition.objects.filter(EXPIRY_DUE, pk__in=keys).update(expiry_announced_at=now)
        Story.objects.filter(pk__in=[row["article__story__pk"] for row in rows]).update(
            version=F("version") + 1, changed_at=now
        )
        Event.objects.bulk_create([_expired(row, now) for row in rows], batch_size=500)
        return len(rows)


def set_aside(*, article_id: int, now: datetime, reason: str) -> None:
    """Note why an edition could not be announced, and try it again later; it is on air all the same."""
    Edition.objects.filter(article=article_id, goes_live_at__lte=now).filter(
        AIR_DUE | Q(expiry_announced_at__isnull=True)
    ).update(announcement_error=reason[:500], retry_announcement_at=now + RETRY_AFTER)


def _aired_status() -> Case:
    return Case(When(status=Status.SCHEDULED, then=Value(Status.PUBLISHED)), default=F("status"))


def _fix_first_air(article_ids: Iterable[int]) -> None:
    first = Edition.objects.filter(article=OuterRef("pk")).order_by("goes_live_at").values("first_published_at")[:1]
    Article.objects.filter(pk__in=article_ids, first_published_at__isnull=True).update(
        first_published_at=Subquery(first)
    )


def _aired(row: dict[str, Any], now: datetime) -> Event:
    before = row["article__story__status"]
    missed = row["ends_at"] is not None and row["ends_at"] <= now
    return Event(
        story_id=row["article__story__pk"],
        verb=Verb.AIR,
        at=now,
        status_before=before,
        status_after=Status.PUBLISHED if before == Status.SCHEDULED else before,
        revision_id=row["revision_id"],
        edition_id=row["pk"],
        planned_at=row["goes_live_at"],
        facts={"missed": True} if missed else {},
    )


def _expired(row: dict[str, Any], now: datetime) -> Event:
    return Event(
        story_id=row["article__story__pk"],
        verb=Verb.EXPIRE,
        at=now,
        status_before=row["article__story__status"],
        status_after=row["article__story__status"],
        revision_id=row["revision_id"],
        edition_id=row["pk"],
        planned_at=row["expires_at"],
    )
