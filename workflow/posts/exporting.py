"""From stories to posts on disk: the same bytes for what was imported and not edited since."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from articles.enums import PictureRole
from articles.formats.posts import Post, PostValues, Source, read_source, write_post
from articles.models import Article, Picture, PictureUse, Revision
from workflow.models import Desk, ImportedFile, Story

BATCH = 200


@dataclass(frozen=True, slots=True)
class Exported:
    """One file to write: its path below the folder, its bytes, and the original of its lead picture, if it has one."""

    path: str
    content: bytes
    picture_path: str = ""
    picture: Picture | None = None


def export(*, desk: Desk | None, zone: ZoneInfo) -> Iterator[Exported]:
    """Yield the newest text of every story, oldest first; an imported one under the path that it came from.

    Where two desks have a file of the same path, the later goes below a folder with its desk's slug.
    """
    taken: set[str] = set()
    for story in _stories(desk).iterator(chunk_size=BATCH):
        head = story.article.head
        if head is not None:
            path = _free(_path(story, head), story.desk.slug, taken)
            taken.add(path.casefold())
            yield _exported(story.article, head, path, zone)


def _stories(desk: Desk | None) -> "QuerySet[Story]":
    stories = Story.objects.filter(desk=desk) if desk else Story.objects.all()
    leads = PictureUse.objects.filter(role=PictureRole.LEAD).select_related("picture")
    return (
        stories.order_by("pk")
        .select_related("desk", "article__head__section")
        .prefetch_related(
            Prefetch("article__head__picture_uses", queryset=leads),
            Prefetch("imported_files", queryset=ImportedFile.objects.order_by("pk")),
        )
    )


def _exported(article: Article, head: Revision, path: str, zone: ZoneInfo) -> Exported:
    lead = next(iter(head.picture_uses.all()), None)
    picture = lead.picture if lead else None
    kept: dict[str, Any] = head.source or {}
    source = Source(**kept["file"]) if kept.get("file") else None
    values = _values(article, head, picture)
    if source is not None:
        values = _as_in_file(values, read_source(source), head, kept, picture)
    return Exported(path, write_post(values, source=source, zone=zone), values.image if picture else "", picture)


def _values(article: Article, head: Revision, picture: Picture | None) -> PostValues:
    return PostValues(
        headline=head.headline,
        dek=head.dek,
        body=head.body,
        authors=tuple(author["name"] for author in head.authors),
        section=head.section.name if head.section else "",
        tags=tuple(head.tags),
        image=_picture_path(picture) if picture else "",
        original_date=article.original_date or article.first_published_at,
        slug=head.slug,
    )


def _as_in_file(
    values: PostValues, post: Post, head: Revision, kept: dict[str, Any], picture: Picture | None
) -> PostValues:
    """Say what is still as imported in the file's own words: a name there may stand for a fuller one here."""
    has_its_authors = [author["id"] for author in head.authors] == kept.get("author_ids")
    has_its_section = head.section_id == kept.get("section_id")
    has_its_image = (picture.pk if picture else None) == kept.get("lead_id")
    return replace(
        values,
        authors=post.authors if has_its_authors else values.authors,
        section=post.section if has_its_section else values.section,
        other_categories=post.other_categories,
        image=post.image if has_its_image else values.image,
        original_date=values.original_date if post.original_date else None,
    )


def _path(story: Story, head: Revision) -> str:
    imported = next(iter(story.imported_files.all()), None)
    if imported:
        return imported.path
    day = story.article.original_date or story.article.first_published_at or story.article.created_at
    return f"{day:%Y-%m-%d}-{head.slug or story.article.public_id}.md"


def _picture_path(picture: Picture) -> str:
    return f"assets/images/{PurePosixPath(str(picture.original.name)).name}"


def _free(path: str, desk: str, taken: set[str]) -> str:
    """Find a path that no other story of this run has, on disks that ignore case too."""
    if path.casefold() not in taken:
        return path
    path = f"{desk}/{path}"
    stem, dot, suffix = path.rpartition(".")
    number = 2
    free = path
    while free.casefold() in taken:
        free = f"{stem}-{number}{dot}{suffix}"
        number += 1
    return free
