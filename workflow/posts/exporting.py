"""From stories to posts on disk: the same bytes for what was imported and not edited since."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from articles.exceptions import PostRefused
from articles.formats.posts import Post, PostValues, Source, read_source, write_post
from articles.models import Article, Picture, PictureUse, Revision
from workflow.models import Desk, ImportedFile, Story
from workflow.posts import picture_uses
from workflow.posts.picture_uses import Came, PicturesOnDisk

BATCH = 200


@dataclass(frozen=True, slots=True)
class Exported:
    """One file to write: its path below the folder, its bytes, and the paths of the originals of its pictures.

    `refusal` says why there is none.
    """

    path: str
    content: bytes
    pictures: tuple[tuple[str, Picture], ...] = ()
    refusal: str = ""


def export(*, desk: Desk | None, zone: ZoneInfo) -> Iterator[Exported]:
    """Yield the newest text of every story, oldest first; an imported one under the path that it came from.

    Where two desks have a file of the same path, the later goes below a folder with its desk's slug.
    """
    taken: set[str] = set()
    pictures: dict[str, int] = {}
    for story in _stories(desk).iterator(chunk_size=BATCH):
        head = story.article.head
        if head is not None:
            path = _free(_path(story, head), story.desk.slug, taken)
            taken.add(path.casefold())
            try:
                yield _exported(story, head, path, zone, pictures)
            except PostRefused as refused:
                yield Exported(path, b"", refusal=str(refused))


def _stories(desk: Desk | None) -> "QuerySet[Story]":
    stories = Story.objects.filter(desk=desk) if desk else Story.objects.all()
    uses = PictureUse.objects.select_related("picture").order_by("position")
    imported = ImportedFile.objects.order_by("pk").select_related("revision").prefetch_related("revision__picture_uses")
    return (
        stories.order_by("pk")
        .select_related("desk", "article__head__section")
        .prefetch_related(
            Prefetch("article__head__picture_uses", queryset=uses),
            Prefetch("imported_files", queryset=imported),
        )
    )


def _exported(story: Story, head: Revision, path: str, zone: ZoneInfo, taken: dict[str, int]) -> Exported:
    kept: dict[str, Any] = head.source or {}
    source = Source(**kept["file"]) if kept.get("file") else None
    post, imported = read_source(source) if source is not None else None, _imported(story)
    came = Came(post, kept, imported.revision) if post is not None and imported is not None else None
    pictures = picture_uses.of(head, came, path=path, taken=taken)
    values = _values(story.article, head, pictures)
    if post is not None:
        values = _as_in_file(values, post, head, kept)
    return Exported(path, write_post(values, source=source, zone=zone), pictures.files)


def _imported(story: Story) -> ImportedFile | None:
    return next(iter(story.imported_files.all()), None)


def _values(article: Article, head: Revision, pictures: PicturesOnDisk) -> PostValues:
    return PostValues(
        headline=head.headline,
        dek=head.dek,
        body=head.body,
        authors=tuple(author["name"] for author in head.authors),
        section=head.section.name if head.section else "",
        tags=tuple(head.tags),
        image=pictures.image,
        picture_uses=pictures.told,
        original_date=article.original_date or article.first_published_at,
        slug=head.slug,
    )


def _as_in_file(values: PostValues, post: Post, head: Revision, kept: dict[str, Any]) -> PostValues:
    """Say what is still as imported in the file's own words: a name there may stand for a fuller one here."""
    has_its_authors = [author["id"] for author in head.authors] == kept.get("author_ids")
    has_its_section = head.section_id == kept.get("section_id")
    return replace(
        values,
        authors=post.authors if has_its_authors else values.authors,
        section=post.section if has_its_section else values.section,
        other_categories=post.other_categories,
        original_date=values.original_date if post.original_date else None,
    )


def _path(story: Story, head: Revision) -> str:
    if imported := _imported(story):
        return imported.path
    day = story.article.original_date or story.article.first_published_at or story.article.created_at
    return f"{day:%Y-%m-%d}-{head.slug or story.article.public_id}.md"


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
