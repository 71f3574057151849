"""Put on the record what the clock brought: stories on air, stories expired. Safe to run twice, and by many at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from articles.models import Article, Edition
from workflow import faults
from workflow.enums import Status, Verb
from workflow.models import Event, Story

AIR_DUE = Q(announced_at__isnull=True)
EXPIRY_DUE = Q(expiry_announced_at__isnull=True, ends_at=F("expires_at"), announced_at__isnull=False)

#: A failed announcement waits this long; the story is on air meanwhile.
RETRY_AFTER = timedelta(seconds=30)


def due_to_air(now: datetime) -> QuerySet[Edition]:
    """Editions that readers see and no Event tells of."""
    return Edition.objects.filter(AIR_DUE, _not_set_aside(now), goes_live_at__lte=now)


def due_to_expire(now: datetime) -> QuerySet[Edition]:
    """Editions that ended by their own expiry and no Event tells of."""
    return Edition.objects.filter(EXPIRY_DUE, _not_set_aside(now), expires_at__lte=now)


def _not_set_aside(now: datetime) -> Q:
    return Q(retry_announcement_at__isnull=True) | Q(retry_announcement_at__lte=now)


def claim(due: QuerySet[Edition], *, order: str, limit: int) -> list[int]:
    """Lock the stories of the longest-due editions; return the article ids of those that nobody else is moving."""
    return lock(list(due.order_by(order, "pk").values_list("article_id", flat=True)[:limit]))


def lock(article_ids: Sequence[int]) -> list[int]:
    """Lock the stories of these articles, passing over those that others are moving; return what is locked.

    The story's row is what every move locks first, so that a tick and a person never wait for each other in a circle.
    """
    if connection.vendor == "sqlite":
        return list(article_ids)
    stories = Story.objects.filter(article__in=article_ids).order_by("pk").select_for_update(skip_locked=True)
    return list(stories.values_list("article_id", flat=True))


def record_aired(*, article_ids: Sequence[int], now: datetime) -> int:
    """Announce the due editions of these articles: write the Events, move the stories, fix first air. Four writes."""
    with transaction.atomic():
        due = Edition.objects.filter(AIR_DUE, goes_live_at__lte=now, article__in=article_ids)
        if not (found := _keys(due)):
            return 0
        late = Case(
            When(~Q(withdrawal_notice=""), then=_json({"withdrawn": True})),
            When(ends_at__lte=now, then=_json({"missed": True})),
            default=_json({}),
        )
        _write_events(
            found, Verb.AIR, now, status_after=_aired_status("article__story__"), planned="goes_live_at", facts=late
        )
        Edition.objects.filter(pk__in=found).update(announced_at=now, announcement_error="")
        stories = Story.objects.filter(article__in=found.values())
        stories.update(status=_aired_status(), version=F("version") + 1, changed_at=now)
        fix_first_air(found.values())
        return len(found)


def record_expired(*, article_ids: Sequence[int], now: datetime) -> int:
    """Announce that these articles' editions ended by their own expiry."""
    with transaction.atomic():
        due = Edition.objects.filter(EXPIRY_DUE, expires_at__lte=now, article__in=article_ids)
        if not (found := _keys(due)):
            return 0
        _write_events(
            found, Verb.EXPIRE, now, status_after=F("article__story__status"), planned="expires_at", facts=_json({})
        )
        Edition.objects.filter(pk__in=found).update(expiry_announced_at=now, announcement_error="")
        Story.objects.filter(article__in=found.values()).update(version=F("version") + 1, changed_at=now)
        return len(found)


def _keys(due: QuerySet[Edition]) -> dict[int, int]:
    """Map each due edition to its article."""
    return dict(due.values_list("pk", "article_id"))


def _write_events(
    found: Iterable[int], verb: Verb, now: datetime, *, status_after: Combinable, planned: str, facts: Combinable
) -> None:
    """Copy what an Event needs out of the editions in one INSERT … SELECT: rows never travel through Python."""
    columns: dict[str, Combinable] = {
        "story_id": F("article__story__pk"),
        "verb": Value(verb.value),
        "at": Value(now),
        "status_before": F("article__story__status"),
        "status_after": status_after,
        "revision_id": F("revision_id"),
        "edition_id": F("pk"),
        "planned_at": F(planned),
        "facts": facts,
    }
    rows = Edition.objects.filter(pk__in=found, article__story__isnull=False).order_by(planned, "pk")
    select, parameters = rows.values_list(*columns.values()).query.sql_with_params()
    with connection.cursor() as cursor:
        insert = f"INSERT INTO {Event._meta.db_table} ({', '.join(columns)})"
        cursor.execute(f"{insert} {select}", parameters)


def _json(value: dict[str, Any]) -> Value:
    return Value(value, output_field=JSONField())


def set_aside(*, article_id: int, now: datetime, reason: str) -> None:
    """Note why an edition could not be announced, and try it again later; it is on air all the same."""
    due = AIR_DUE & Q(goes_live_at__lte=now) | EXPIRY_DUE & Q(expires_at__lte=now)
    Edition.objects.filter(due, article=article_id).update(
        announcement_error=faults.fitting(reason), retry_announcement_at=now + RETRY_AFTER
    )


def _aired_status(path: str = "") -> Case:
    scheduled = When(**{f"{path}status": Status.SCHEDULED}, then=Value(Status.PUBLISHED.value))
    return Case(scheduled, default=F(f"{path}status"))


def fix_first_air(article_ids: Iterable[int]) -> None:
    """Set for good when these articles first went on air, and with that their addresses."""
    first = Edition.objects.filter(article=OuterRef("pk")).order_by("goes_live_at").values("first_published_at")[:1]
    Article.objects.filter(pk__in=article_ids, first_published_at__isnull=True).update(
        first_published_at=Subquery(first)
    )
