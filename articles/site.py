"""What the public reads. Each question begins at `Edition.objects.on_air`, the only gate, by the database's clock."""

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray

from articles.aggregates import JSONList
from articles.enums import PictureRole
from articles.figures import File, ShownPicture
from articles.instant import DatabaseNow
from articles.models import Author, Edition, OldAddress, PictureUse, Section, TaggedEdition
from articles.prepared import PreparedQuery, Row
from articles.querysets import EditionQuerySet

PAGE_SIZE = 20
LAST_PAGE = 500
SECTIONS_LIVE_FOR = 5.0  # seconds

WORDS = {
    "path": F("article__path"),
    "public_id": F("article__public_id"),
    "headline": F("revision__headline"),
    "dek": F("revision__dek"),
    "by": F("revision__authors"),
    "tag_names": F("revision__tags"),
    "section_name": F("section__name"),
    "section_slug": F("section__slug"),
    "section_is_active": F("section__is_active"),
}
# In the order of `ShownPicture` and `File`, which are made from them.
PICTURE_COLUMNS = ("picture__token", "picture__width", "picture__height", "alt_text", "caption", "credit_line")
FILE_COLUMNS = ("picture__renditions__name", "picture__renditions__width", "picture__renditions__height")
USE_COLUMNS = ("position", "role", *PICTURE_COLUMNS, *FILE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the stories on air, newest first; `number` counts from 1."""

    stories: list[Row]
    number: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A rendition that may be served; until `fresh_for` is over, nothing that uses it ends."""

    storage_name: str
    mime_type: str
    etag: str
    fresh_for: timedelta | None


@dataclass(slots=True)
class Pictures:
    """The pictures of one revision."""

    by_position: dict[int, ShownPicture]
    lead_position: int | None = None

    @property
    def lead(self) -> ShownPicture | None:
        return None if self.lead_position is None else self.by_position[self.lead_position]


NO_PICTURES = Pictures({})


def article(path: str) -> Row | None:
    """Return the story on air at this address, its words and its pictures, in one query; None if there is none."""
    rows = _ARTICLE.rows(path)
    return {**rows[0], "pictures": _pictures(rows[0]["uses"] or ())} if rows else None


def pictures_in(revision_id: int) -> Pictures:
    """Return one revision's pictures with the files there are, in one query."""
    return _pictures(PictureUse.objects.filter(revision_id=revision_id).values_list(*USE_COLUMNS))


def withdrawal(path: str) -> str | None:
    """Return the public notice (often empty) of a story that was on air here; None if none ever was.

    A story that went on air since its page was looked for has not ended, and is not called gone.
    """
    ended = Edition.objects.aired().filter(article__path=path, ends_at__lte=DatabaseNow())
    return ended.order_by("-goes_live_at", "-id").values_list("withdrawal_notice", flat=True).first()


def moved_to(old_path: str) -> str | None:
    """Return the address of the story that stood here elsewhere; whether it is on air, that address says."""
    spellings = {old_path, old_path.rstrip("/") or "/", f"{old_path}/"}
    moved = OldAddress.objects.filter(path__in=spellings, article__path__isnull=False)
    return moved.values_list("article__path", flat=True).first()


def is_on_air(path: str) -> bool:
    """Say whether readers find a story at this address now."""
    return Edition.objects.on_air().filter(article__path=path).exists()


def newest(*, page: int = 1) -> Page:
    """Return a page of all that is on air."""
    return _page(Edition.objects.on_air(), page)


def newest_for_feed(limit: int) -> list[Row]:
    """Return the newest stories with what a feed says of each."""
    return list(_listed(Edition.objects.on_air())[:limit])


def in_section(section: Section, *, page: int = 1) -> Page:
    return _page(Edition.objects.on_air().in_section(section), page)


def tagged(slug: str, *, page: int = 1) -> Page:
    return _page(Edition.objects.on_air().tagged(slug), page)


def by_author(author: Author, *, page: int = 1) -> Page:
    return _page(Edition.objects.on_air().by_author(author), page)


def leads_of(revision_ids: Iterable[int]) -> dict[int, Pictures]:
    """Return each revision's lead picture with the files there are, in one query."""
    uses = PictureUse.objects.filter(revision_id__in=list(revision_ids), role=PictureRole.LEAD)
    rows = defaultdict(list)
    for revision_id, *use in uses.values_list("revision_id", *USE_COLUMNS):
        rows[revision_id].append(use)
    return {revision_id: _pictures(found) for revision_id, found in rows.items()}


def served_file(token: str, name: str) -> ServedFile | None:
    """Return a picture's file if a story on air uses the picture, in one query; None otherwise."""
    users = Edition.objects.on_air().filter(
        revision__picture_uses__picture__token=token, revision__picture_uses__picture__renditions__name=name
    )
    rendition = "revision__picture_uses__picture__renditions"
    found = users.order_by(F("ends_at").asc(nulls_last=True)).values_list(
        "ends_at", DatabaseNow(), *(f"{rendition}__{column}" for column in ("file", "mime_type", "id", "byte_size"))
    )
    row = found.first()
    if row is None:
        return None
    ends_at, now, storage_name, mime_type, *identity = row
    etag = hashlib.sha256(repr((storage_name, *identity)).encode()).hexdigest()[:32]
    return ServedFile(storage_name, mime_type, f'"{etag}"', ends_at - now if ends_at else None)


def sections() -> tuple[tuple[str, str], ...]:
    """Return name and slug of each section on the site, in order; at most a few seconds old."""
    if time.monotonic() - _sections.read_at > SECTIONS_LIVE_FOR:
        _sections.rows = tuple(Section.objects.filter(is_active=True).values_list("name", "slug"))
        _sections.read_at = time.monotonic()
    return _sections.rows


def forget_sections() -> None:
    """Read the sections anew at the next page."""
    _sections.read_at = float("-inf")


class _Sections:
    rows: tuple[tuple[str, str], ...] = ()
    read_at = float("-inf")


_sections = _Sections()


def _listed(editions: EditionQuerySet) -> "QuerySet[Edition, Row]":
    """Return rows, not objects: a list needs no more."""
    rows = editions.newest_first().values("revision_id", "first_published_at", **WORDS)
    return cast("QuerySet[Edition, Row]", rows)


def _page(editions: EditionQuerySet, number: int) -> Page:
    start = (number - 1) * PAGE_SIZE
    rows = list(_listed(editions)[start : start + PAGE_SIZE + 1])
    pictures = leads_of(row["revision_id"] for row in rows[:PAGE_SIZE]) if rows else {}
    stories = [{**row, "lead": pictures.get(row["revision_id"], NO_PICTURES).lead} for row in rows[:PAGE_SIZE]]
    return Page(stories, number, has_next=len(rows) > PAGE_SIZE and number < LAST_PAGE)


def _words_at(path: str) -> "QuerySet[Edition, Any]":
    earlier = Edition.objects.aired().filter(article=OuterRef("article"), goes_live_at__lt=OuterRef("goes_live_at"))
    tags = TaggedEdition.objects.filter(content_object=OuterRef("pk"))
    uses = PictureUse.objects.filter(revision=OuterRef("revision"))
    return (
        Edition.objects.on_air()
        .filter(article__path=path)
        .values(
            "revision_id",
            "goes_live_at",
            "first_published_at",
            "body_html",
            **WORDS,
            correction_type=F("revision__correction_type"),
            correction_note=F("revision__correction_note"),
            is_update=Exists(earlier),
            tag_slugs=_gathered(tags, by="content_object", columns=("tag__name", "tag__slug")),
            uses=_gathered(uses, by="revision", columns=USE_COLUMNS),
        )
    )


def _gathered(rows: "QuerySet[Any]", *, by: str, columns: Iterable[str]) -> Subquery:
    """Bring the rows of another table along as one JSON list of lists."""
    return Subquery(rows.order_by().values(by).annotate(gathered=JSONList(JSONArray(*columns))).values("gathered"))


def _pictures(uses: Iterable[Sequence[Any]]) -> Pictures:
    """Gather the rows of `USE_COLUMNS`, one a file, into the pictures of one revision."""
    rows: dict[int, list[Sequence[Any]]] = defaultdict(list)
    leads = []
    for position, role, *shown in uses:
        rows[position].append(shown)
        leads += [position] if role == PictureRole.LEAD else []
    return Pictures({position: _shown(found) for position, found in rows.items()}, min(leads, default=None))


def _shown(rows: list[Sequence[Any]]) -> ShownPicture:
    token, width, height, alt_text, caption, credit_line, *_file = rows[0]
    files = tuple(File(*row[len(PICTURE_COLUMNS) :]) for row in rows if row[-1])
    return ShownPicture(token, width, height, alt_text, caption, credit_line, files)


_ARTICLE = PreparedQuery(_words_at, kind=str)
