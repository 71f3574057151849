"""Put on the record what the clock brought: stories on air, stories expired. Safe to run twice, and by many at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from articles.instant import Iso
from articles.keys import Among
from articles.models import Article, Edition
from workflow import crash_points, faults
from workflow.enums import Status, Verb
from workflow.models import Event, Story

AIR_DUE = Q(announced_at__isnull=True)
EXPIRY_DUE = Q(expiry_announced_at__isnull=True, ends_at=F("expires_at"), announced_at__isnull=False)

#: A failed announcement waits this long; the story is on air meanwhile.
RETRY_AFTER = timedelta(seconds=30)
#: Between two statements of a claim pass milliseconds; PostgreSQL cuts off who is silent for longer: it is frozen.
FROZEN_AFTER = "3s"


def due_to_air(now: datetime) -> QuerySet[Edition]:
    """Editions that readers see and no Event tells of."""
    return Edition.objects.filter(AIR_DUE, _not_set_aside(now), goes_live_at__lte=now)


def due_to_expire(now: datetime) -> QuerySet[Edition]:
    """Editions that ended by their own expiry and no Event tells of."""
    return Edition.objects.filter(EXPIRY_DUE, _not_set_aside(now), expires_at__lte=now)


def _not_set_aside(now: datetime) -> Q:
    return Q(retry_announcement_at__isnull=True) | Q(retry_announcement_at__lte=now)


def claim(due: QuerySet[Edition], *, order: str, limit: int) -> list[int]:
    """Lock the stories of the longest-due editions; return the article ids of those that nobody else is moving.

    Where others hold a whole batch, the next one is looked at: what one of them froze on keeps no other story waiting.
    """
    passed = 0
    while found := longest_due(due, order=order, limit=limit, after=passed):
        if locked := lock(found):
            return locked
        passed += limit
    return []


def longest_due(due: QuerySet[Edition], *, order: str, limit: int, after: int = 0) -> list[int]:
    """Return the articles of the longest-due editions, as they stand in the index of what is to be announced.

    The order is what makes PostgreSQL read that index: it takes what is planned and what has aired for strangers,
    expects many due, and would look for the first of them through the whole table.
    """
    return list(due.order_by(order, "pk").values_list("article_id", flat=True)[after : after + limit])


def next_to_air(*, after: datetime, until: datetime) -> datetime | None:
    """Return when, between these, the next story airs that no Event tells of yet."""
    planned = Edition.objects.filter(AIR_DUE, goes_live_at__gt=after, goes_live_at__lte=until)
    return planned.order_by("goes_live_at").values_list("goes_live_at", flat=True).first()


def lock(article_ids: Sequence[int]) -> list[int]:
    """Lock the stories of these articles, passing over those that others are moving; return what is locked.

    The story's row is what every move locks first, so that a tick and a person never wait for each other in a circle.
    """
    if connection.vendor == "sqlite":
        return list(article_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [FROZEN_AFTER])
    stories = Story.objects.filter(Among("article", article_ids)).order_by("pk").select_for_update(skip_locked=True)
    return list(stories.values_list("article_id", flat=True))


def record_aired(*, article_ids: Sequence[int], now: datetime) -> int:
    """Announce the due editions of these articles: write the Events, move the stories, fix first air. Four writes.

    Two more mark what missed its window; whatever else airs loses such a mark.
    """
    with transaction.atomic():
        due = Edition.objects.filter(Among("article", article_ids), AIR_DUE, goes_live_at__lte=now)
        found, missed = _aired_and_missed(due, now)
        if not found:
            return 0
        late = Case(
            When(~Q(withdrawal_notice=""), then=_json({"withdrawn": True})),
            When(pk__in=missed, then=_json({"missed": True})),
            default=_json({}),
        )
        _write_events(
            found, Verb.AIR, now, status_after=_aired_status("article__story__"), planned="goes_live_at", facts=late
        )
        crash_points.reached("air.events")
        Edition.objects.filter(Among("pk", found)).update(announced_at=now, announcement_error="")
        crash_points.reached("air.editions")
        stories = Story.objects.filter(Among("article", found.values()))
        stories.update(status=_aired_status(), version=F("version") + 1, changed_at=now, missed_at=None)
        crash_points.reached("air.stories")
        _mark_missed(missed, now)
        fix_first_air(found.values())
        return len(found)


def record_expired(*, article_ids: Sequence[int], now: datetime) -> int:
    """Announce that these articles' editions ended by their own expiry."""
    with transaction.atomic():
        due = Edition.objects.filter(Among("article", article_ids), EXPIRY_DUE, expires_at__lte=now)
        if not (found := _keys(due)):
            return 0
        _write_events(
            found, Verb.EXPIRE, now, status_after=F("article__story__status"), planned="expires_at", facts=_json({})
        )
        crash_points.reached("expiry.events")
        Edition.objects.filter(Among("pk", found)).update(expiry_announced_at=now, announcement_error="")
        crash_points.reached("expiry.editions")
        Story.objects.filter(Among("article", found.values())).update(version=F("version") + 1, changed_at=now)
        crash_points.reached("expiry.stories")
        return len(found)


def _aired_and_missed(due: QuerySet[Edition], now: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Map to their articles all due editions, and those of them whose whole window passed while nobody announced."""
    seen = due.annotate(is_missed=ExpressionWrapper(_is_missed(now), BooleanField()))
    rows = list(seen.values_list("pk", "article_id", "is_missed"))
    return {pk: article for pk, article, _is in rows}, {pk: article for pk, article, is_missed in rows if is_missed}


def _is_missed(now: datetime) -> Q:
    """Say that an edition ended by its own expiry, unkilled, with no other after it: what was replaced is only late."""
    later = Edition.objects.filter(
        article=OuterRef("article"), goes_live_at__gt=OuterRef("goes_live_at"), goes_live_at__lte=now
    )
    return Q(~Exists(later), ends_at__isnull=False, ends_at__lte=now, ends_at=F("expires_at"), withdrawal_notice="")


def _mark_missed(missed: dict[int, int], now: datetime) -> None:
    """Say when readers may have seen what nobody was told of, and leave it to somebody to decide what becomes of it."""
    if not missed:
        return
    seen = JSONObject(seen_from=Iso("goes_live_at"), seen_until=Iso("ends_at"))
    _write_events(missed, Verb.MISS, now, status_after=F("article__story__status"), planned="goes_live_at", facts=seen)
    crash_points.reached("miss.events")
    Story.objects.filter(article__in=missed.values()).update(missed_at=now)
    crash_points.reached("miss.stories")


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
    rows = Edition.objects.filter(Among("pk", found), article__story__isnull=False).order_by(planned, "pk")
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
    crash_points.reached("aside.noted")


def _aired_status(path: str = "") -> Case:
    scheduled = When(**{f"{path}status": Status.SCHEDULED}, then=Value(Status.PUBLISHED.value))
    return Case(scheduled, default=F(f"{path}status"))


def fix_first_air(article_ids: Iterable[int]) -> None:
    """Set for good when these articles first went on air, and with that their addresses."""
    first = Edition.objects.filter(article=OuterRef("pk")).order_by("goes_live_at").values("first_published_at")[:1]
    Article.objects.filter(Among("pk", article_ids), first_published_at__isnull=True).update(
        first_published_at=Subquery(first)
    )
    crash_points.reached("air.first_air")
