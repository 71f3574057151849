"""A million stories in a few statements: copies of one that real actions made, for benchmarks and query plans only."""

from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max

from articles.models import Article, Edition, Revision
from tests.people import Newsroom
from workflow.models import Story

#: What a copy has of its own, in SQL; `i` counts from 1, and the keys of a copy stand `i` above the highest there was.
NUMBERS = "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %s)"


def scheduled(newsroom: Newsroom, count: int, *, goes_live_at: datetime, expires_at: datetime | None = None) -> None:
    """Make a story that waits for that instant, and so many copies of it that they are `count` together."""
    story = newsroom.scheduled(goes_live_at=goes_live_at, expires_at=expires_at)
    if count > 1:
        copy(story, count - 1)


@transaction.atomic
def copy(story: Story, count: int) -> None:
    """Copy a planned story with its newest text and its edition: what the clock needs of it, and no past."""
    tables: tuple[type[models.Model], ...] = (Article, Revision, Story, Edition)
    base = {model: _highest(model) for model in tables}
    article = f"{base[Article]} + i"
    edition = story.article.editions.get()
    _copy(
        Article,
        story.article_id,
        count,
        id=article,
        head_id=f"{base[Revision]} + i",
        public_id=f"'copy-' || ({article})",
        path=f"rtrim(one.path, '/') || '-' || ({article}) || '/'",
    )
    own = {"id": f"{base[Revision]} + i", "article_id": article}
    _copy(Revision, edition.revision_id, count, **own, parent_id="NULL")
    _copy(Story, story.pk, count, id=f"{base[Story]} + i", article_id=article)
    _copy(Edition, edition.pk, count, id=f"{base[Edition]} + i", article_id=article, revision_id=own["id"])
    with connection.cursor() as cursor:
        for statement in _sequences(tables):
            cursor.execute(statement)


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0


def _copy(model: type[models.Model], key: Any, count: int, **own: str) -> None:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(own.get(column, f'one."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) {NUMBERS} SELECT {values} FROM {table} AS one, numbers WHERE one.id = %s",
            [count, key],
        )


def _sequences(tables: tuple[type[models.Model], ...]) -> list[str]:
    """Let the next key of each table follow the copies'; SQLite does so by itself."""
    if connection.vendor == "sqlite":
        return []
    return [
        f"SELECT setval(pg_get_serial_sequence('{one._meta.db_table}', 'id'), max(id)) FROM {one._meta.db_table}"
        for one in tables
    ]
