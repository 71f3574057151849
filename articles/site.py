"""What the public reads. Each question begins at `Edition.objects.on_air`, the only gate, by the database's clock.

`when` asks for the site as it stood or as it will look; readers never do.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models import When as If
from django.db.models.functions import Coalesce, Least

from articles import gallery
from articles.aggregates import gathered
from articles.instant import DatabaseNow
from articles.models import Author, Edition, OldAddress, Section, TaggedEdition
from articles.prepared import PreparedQuery, Row
from articles.querysets import USED, EditionQuerySet, Travel, When, licensed, moment_of, unlicensed
from articles.shown import NO_PICTURES

PAGE_SIZE = 20
LAST_PAGE = 500
SECTIONS_LIVE_FOR = 5.0  # seconds
FAR = datetime(9999, 1, 1, tzinfo=UTC)  # stands for an end that nobody knows, so that it can be compared

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


def article(path: str, when: When = None) -> Row | None:
    """Return the story on air at this address, its words and its pictures, in one query; None if there is none."""
    rows = _ARTICLE.rows(path) if when is None else list(_words_at(path, when))
    return {**rows[0], "pictures": gallery.pictures_of(rows[0]["uses"] or ())} if rows else None


def withdrawal(path: str, when: When = None) -> str | None:
    """Return the public notice (often empty) of a story that was on air here; None if none ever was.

    A story that went on air since its page was looked for has not ended, and is not called gone. Of the past only a
    notice that came with the end is told: one for a story that had expired was written later, nobody here knows when.
    """
    ended = Edition.objects.aired(when).ended(when).filter(article__path=path).order_by("-goes_live_at", "-id")
    row = ended.values_list("withdrawal_notice", "ends_at", "expires_at").first()
    if row is None:
        return None
    notice, ends_at, expires_at = row
    was_later = isinstance(when, Travel) and not when.is_ahead and ends_at == expires_at
    return "" if was_later else notice


def moved_to(old_path: str) -> str | None:
    """Return the address of the story that stood here elsewhere; whether it is on air, that address says."""
    spellings = {old_path, old_path.rstrip("/") or "/", f"{old_path}/"}
    moved = OldAddress.objects.filter(path__in=spellings, article__path__isnull=False)
    return moved.values_list("article__path", flat=True).first()


def is_on_air(path: str, when: When = None) -> bool:
    """Say whether readers find a story at this address."""
    return Edition.objects.on_air(when).filter(article__path=path).exists()


def newest(*, page: int = 1, when: When = None) -> Page:
    """Return a page of all that is on air."""
    return _page(_NEWEST, page, when)


def newest_for_feed(limit: int, when: When = None) -> list[Row]:
    """Return the newest stories with what a feed says of each."""
    return _with_leads(list(_listed(Edition.objects.on_air(when))[:limit]), when)


def in_section(section: Section, *, page: int = 1, when: When = None) -> Page:
    return _page(_IN_SECTION, page, when, section.pk)


def tagged(slug: str, *, page: int = 1, when: When = None) -> Page:
    return _page(_TAGGED, page, when, slug)


def by_author(author: Author, *, page: int = 1, when: When = None) -> Page:
    return _page(_BY_AUTHOR, page, when, author.pk)


def served_file(token: str, name: str, when: When = None) -> ServedFile | None:
    """Return a picture's file if a story on air shows the picture, in one query; None otherwise.

    It shows a licensed picture of its own, or the one that stands in for a picture without a licence.
    """
    rows = _FILE.rows(token, name) if when is None else list(_files_at(token, name, when))
    if not rows:
        return None
    until, now, storage_name, mime_type, *identity = rows[0].values()
    etag = hashlib.sha256(repr((storage_name, *identity)).encode()).hexdigest()[:32]
    return ServedFile(storage_name, mime_type, f'"{etag}"', None if until == FAR else until - now)


def _files_at(token: str, name: str, when: When = None) -> "QuerySet[Edition, Any]":
    own, stand_in = USED, f"{USED}fallback__"
    replaced = unlicensed(moment_of(when), of=USED)
    users = _users(own, token, name, when, Q()).union(_users(stand_in, token, name, when, replaced), all=True)
    return users.order_by(F("until"))[:1]


def _users(of: str, token: str, name: str, when: When, condition: Q) -> "QuerySet[Edition, Any]":
    """Return, for each edition on air that shows the file, until when that is known to stay so, and the file."""
    moment, rendition = moment_of(when), f"{of}renditions__"
    asked = {f"{of}token": token, f"{rendition}name": name}
    ends = [Coalesce(F(bound), Value(FAR)) for bound in ("ends_at", f"{of}licensed_until")]
    not_begun = If(Q((f"{USED}licensed_from__gt", moment)), then=F(f"{USED}licensed_from"))
    until = Least(*ends, Case(not_begun, default=Value(FAR)), output_field=DateTimeField())
    users = Edition.objects.on_air(when).filter(licensed(moment, of=of) & condition, **asked)
    file = (f"{rendition}{column}" for column in ("file", "mime_type", "id", "byte_size"))
    return cast("QuerySet[Edition, Any]", users.annotate(until=until, now=DatabaseNow()).values("until", "now", *file))


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


class _List:
    """Which editions a list has; its first page by the database's clock, the one that is read, is written once."""

    def __init__(self, ask: Callable[..., EditionQuerySet], *, kind: type[int | str] = int, blanks: int = 1) -> None:
        self._ask = ask
        self._first = PreparedQuery(lambda *values: self._rows(1, None, *values), kind=kind, blanks=blanks)

    def rows(self, number: int, when: When, *values: int | str) -> list[Row]:
        """Return the rows of a page and, if there is one, the first of the next."""
        if number == 1 and when is None:
            return self._first.rows(*values)
        return list(self._rows(number, when, *values))

    def _rows(self, number: int, when: When, *values: int | str) -> "QuerySet[Edition, Row]":
        start = (number - 1) * PAGE_SIZE
        return _listed(self._ask(Edition.objects.on_air(when), *values))[start : start + PAGE_SIZE + 1]


def _page(stories: _List, number: int, when: When, *values: int | str) -> Page:
    rows = stories.rows(number, when, *values)
    return Page(_with_leads(rows[:PAGE_SIZE], when), number, len(rows) > PAGE_SIZE and number < LAST_PAGE)


def _with_leads(rows: list[Row], when: When) -> list[Row]:
    pictures = gallery.leads_of((row["revision_id"] for row in rows), when) if rows else {}
    return [{**row, "lead": pictures.get(row["revision_id"], NO_PICTURES).lead} for row in rows]


def _words_at(path: str, when: When = None) -> "QuerySet[Edition, Any]":
    earlier = Edition.objects.aired(when).filter(article=OuterRef("article"), goes_live_at__lt=OuterRef("goes_live_at"))
    tags = TaggedEdition.objects.filter(content_object=OuterRef("pk"))
    return (
        Edition.objects.on_air(when)
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
            tag_slugs=gathered(tags, by="content_object", columns=("tag__name", "tag__slug")),
            uses=gallery.beside(OuterRef("revision"), when),
        )
    )


_ARTICLE = PreparedQuery(_words_at, kind=str)
_FILE = PreparedQuery(_files_at, kind=str, blanks=2)
_NEWEST = _List(lambda on_air: on_air, blanks=0)
_IN_SECTION = _List(lambda on_air, key: on_air.in_section(key))
_TAGGED = _List(lambda on_air, slug: on_air.tagged(slug), kind=str)
_BY_AUTHOR = _List(lambda on_air, key: on_air.by_author(key))
