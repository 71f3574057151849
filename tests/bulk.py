"""Thousands of stories at once, as real actions would have left them: for benchmarks and crash tests only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Min, OuterRef, Subquery

from articles import editions, part_hashes
from articles.models import Article, Edition, Revision
from tests.people import Newsroom
from workflow.enums import Status, Verb
from workflow.models import Event, Story

BODY = "The ferry sails again, and the quay is full of people.\n\n" * 12
HTML = "<p>The ferry sails again, and the quay is full of people.</p>\n" * 12


def scheduled(newsroom: Newsroom, count: int, *, goes_live_at: datetime, expires_at: datetime | None = None) -> None:
    """Make stories that wait for one instant."""
    for start in range(0, count, 1000):
        moments = [goes_live_at] * 1000
        _make(newsroom, min(1000, count - start), moments, is_announced=False, expires_at=expires_at)


def scheduled_one_by_one(newsroom: Newsroom, moments: list[datetime]) -> None:
    """Make stories that go live one after another."""
    _make(newsroom, len(moments), moments, is_announced=False)


def followed(edition: Edition, *, at: datetime) -> Edition:
    """Put the same text on air again from an instant on, as a plan that took over would have."""
    end = min(at, edition.expires_at or at)
    Edition.objects.filter(pk=edition.pk).update(ends_at=end)
    more = {"revision": edition.revision, "section": edition.section, "first_published_at": edition.first_published_at}
    return Edition.objects.create(article=edition.article, goes_live_at=at, **more)


def on_air(newsroom: Newsroom, count: int) -> None:
    """Make stories on air, first published one second apart, ending now."""
    for start in range(0, count, 1000):
        moments = [newsroom.now - timedelta(seconds=start + index) for index in range(1000)]
        _make(newsroom, min(1000, count - start), moments, is_announced=True)


def _make(
    newsroom: Newsroom,
    count: int,
    moments: list[datetime],
    *,
    is_announced: bool,
    expires_at: datetime | None = None,
) -> None:
    created = min(*moments, newsroom.now) - timedelta(days=1)
    articles, revisions = written(newsroom, count, created)
    for article, revision, moment in zip(articles, revisions, moments, strict=False):
        article.path = editions.address(revision=revision, first_published_at=moment)
        article.first_published_at = moment if is_announced else None
    Article.objects.bulk_update(articles, ["path", "first_published_at"], batch_size=200)
    status = Status.PUBLISHED if is_announced else Status.SCHEDULED
    stories = Story.objects.bulk_create(
        Story(article=article, desk=newsroom.desk, status=status, changed_at=created) for article in articles
    )
    made = Edition.objects.bulk_create(
        Edition(
            article=article,
            revision=revision,
            goes_live_at=moment,
            expires_at=expires_at,
            ends_at=expires_at,
            first_published_at=moment,
            section=newsroom.section,
            body_html=HTML,
            announced_at=moment if is_announced else None,
        )
        for article, revision, moment in zip(articles, revisions, moments, strict=False)
    )
    Event.objects.bulk_create(
        event
        for story, edition in zip(stories, made, strict=True)
        for event in _events(story, edition, status, created)
    )
    count_rows()


def count_rows() -> None:
    """Let PostgreSQL's planner know how many there are, as it would within a minute: its own look sees only commits.

    Tables are named: a bare ANALYZE holds the catalogs that all databases of a server share until it is committed.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(name) for name in connection.introspection.table_names())
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def written(newsroom: Newsroom, count: int, created: datetime) -> tuple[list[Article], list[Revision]]:
    """Write articles with their first text, and nothing of their way through the newsroom."""
    articles = Article.objects.bulk_create(
        Article(slugline=f"bulk {index}", slug="bulk", section=newsroom.section, created_at=created)
        for index in range(count)
    )
    revisions = Revision.objects.bulk_create(_revisions(newsroom, articles, created))
    newest = Revision.objects.filter(article=OuterRef("pk")).values("article").annotate(key=Min("pk")).values("key")
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(head_id=Subquery(newest))
    return articles, revisions


def _revisions(newsroom: Newsroom, articles: list[Article], created: datetime) -> Iterator[Revision]:
    author = {"id": newsroom.author.pk, "name": newsroom.author.name, "slug": newsroom.author.slug}
    for article in articles:
        seen = {
            "headline": f"Story number {article.pk} of the harbour",
            "dek": "The strike is over.",
            "body": BODY,
            "slug": f"bulk-{article.pk}",
            "tags": ["Harbour"],
            "authors": [author],
            "correction_type": "",
            "correction_note": "",
        }
        hashes = part_hashes.of(**seen, section=newsroom.section.pk, pictures=[])
        yield Revision(article=article, created_at=created, section=newsroom.section, part_hashes=hashes, **seen)


def _events(story: Story, edition: Edition, status: str, at: datetime) -> Iterator[Event]:
    common = {"story": story, "at": at, "revision_id": edition.revision_id}
    yield Event(verb=Verb.CREATE, status_after=Status.DRAFT, **common)
    yield Event(
        verb=Verb.PUBLISH if status == Status.PUBLISHED else Verb.SCHEDULE,
        status_before=Status.DRAFT,
        status_after=status,
        edition=edition,
        planned_at=edition.goes_live_at,
        facts={"editions": [editions.as_recorded(edition)]},
        **common,
    )
