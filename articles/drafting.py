"""Writes texts: every save is a new immutable revision, and nothing that somebody typed is overwritten."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import part_hashes, pictures, tagging
from articles.enums import CorrectionType, PictureRole
from articles.exceptions import TextRefused
from articles.models import Article, Author, OldAddress, Picture, PictureUse, Revision, Section
from articles.prepared import PreparedQuery

#: Characters. A limit stands far above any real text; it keeps a page, a diff and a feed in bounds.
LIMITS = {
    "headline": 500,
    "dek": 5_000,
    "body": 1_000_000,
    "correction_note": 5_000,
    "slug": 200,
    "slugline": 200,
    "ednote": 5_000,
    "comment": 5_000,
    "quote": 2_000,
    "name": 200,
    "caption": 5_000,
    "alt_text": 5_000,
    "credit_line": 500,
    "source_name": 500,
}
SURROGATE = re.compile("[\ud800-\udfff]")
SEEN_OF_AN_AUTHOR = ("id", "name", "slug")  # the account behind a name is kept with it, but no reader sees it
MAX_TAGS, MAX_TAG_LENGTH, MAX_AUTHORS, MAX_PICTURES = 100, 100, 50, 200


class Choices:
    """What texts may name, by key; looked up once for all the texts that are written at one time."""

    def __init__(self) -> None:
        self._sections: dict[int, bool] = {}
        self._authors: dict[int, list[dict[str, Any]]] = {}

    def has_section(self, key: int) -> bool:
        if key not in self._sections:
            self._sections[key] = bool(_SECTION.rows(key))
        return self._sections[key]

    def author(self, key: int) -> list[dict[str, Any]]:
        if key not in self._authors:
            self._authors[key] = _AUTHOR.rows(key)
        return self._authors[key]


_SECTION = PreparedQuery(lambda key: Section.objects.filter(pk=key).values("pk"), kind=int)
_AUTHOR = PreparedQuery(lambda key: Author.objects.filter(pk=key).values("id", "name", "slug", "user_id"), kind=int)


@dataclass(frozen=True, slots=True)
class UsedPicture:
    """A picture as one text uses it; `source_name` is how the Markdown names it (empty for a lead picture)."""

    picture_id: int
    role: str = PictureRole.INLINE
    source_name: str = ""
    caption: str = ""
    alt_text: str = ""
    credit_line: str = ""
    crop: Mapping[str, Any] | None = None
    digital_source_type: str | None = None

    def as_seen(self) -> dict[str, Any]:
        """Return what a reader could see; what came later than older hashes is left out where it says nothing."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in said.items() if value or name != "digital_source_type"}


@dataclass(frozen=True, slots=True)
class Text:
    """All that a reader could see of a story, as somebody wants it saved."""

    headline: str
    dek: str = ""
    body: str = ""
    slug: str = ""
    section_id: int | None = None
    tags: tuple[str, ...] = ()
    author_ids: tuple[int, ...] = ()
    pictures: tuple[UsedPicture, ...] = ()
    correction_type: str = ""
    correction_note: str = ""
    source: Mapping[str, Any] | None = field(default=None, compare=False)


def text_of(revision: Revision) -> Text:
    """Return a revision's words as a `Text`, to be changed with `dataclasses.replace` and saved again."""
    return Text(
        headline=revision.headline,
        dek=revision.dek,
        body=revision.body,
        slug=revision.slug,
        section_id=revision.section_id,
        tags=tuple(revision.tags),
        author_ids=tuple(author["id"] for author in revision.authors),
        pictures=tuple(_used(use) for use in revision.picture_uses.all()),
        correction_type=revision.correction_type,
        correction_note=revision.correction_note,
        source=revision.source,
    )


def _used(use: PictureUse) -> UsedPicture:
    return UsedPicture(**{name: getattr(use, name) for name in UsedPicture.__slots__})


def compose(
    *, article: Article, text: Text, by: User | None, now: datetime, choices: Choices | None = None
) -> Revision:
    """Build the revision that would follow the article's head, unsaved; refuses a text that can't be kept."""
    choices = choices or Choices()
    check(text)
    _check_choices(text, choices)
    text = replace(text, slug=text.slug or slug_for(text.headline), tags=tuple(dict.fromkeys(text.tags)))
    authors = _snapshot_of_authors(text.author_ids, choices)
    return Revision(
        article=article,
        parent=article.head,
        created_at=now,
        created_by=by,
        headline=text.headline,
        dek=text.dek,
        body=text.body,
        slug=text.slug,
        section_id=text.section_id,
        tags=list(text.tags),
        authors=authors,
        correction_type=text.correction_type,
        correction_note=text.correction_note,
        source=text.source,
        part_hashes=_hashes(text, authors),
    )


def keep(*, revision: Revision, text: Text) -> None:
    """Save a composed revision with its picture uses. Beside the head it is a side revision: refused, but kept."""
    revision.save(force_insert=True)
    uses = PictureUse.objects.bulk_create(picture_uses(revision, text))
    pictures.look_again_at_uses(uses)


def picture_uses(revision: Revision, text: Text) -> list[PictureUse]:
    """Build a revision's picture uses, in the order of the text."""
    numbered = enumerate(text.pictures)
    return [PictureUse(revision=revision, position=position, **used.as_seen()) for position, used in numbered]


def set_head(*, article: Article, revision: Revision) -> None:
    """Let the working copy follow this revision."""
    tags_before = article.head.tags if article.head else []
    article.head, article.slug, article.section_id = revision, revision.slug, revision.section_id
    rows = Article.objects.filter(pk=article.pk)
    rows.update(head=revision, slug=revision.slug, section_id=revision.section_id)
    if revision.tags != tags_before:
        tagging.set_tags(of=article, names=revision.tags)


def rename(*, article: Article, slugline: str) -> None:
    """Give the working copy another production name; raises `TextRefused` for one that no list could show."""
    check_field("slugline", slugline)
    Article.objects.filter(pk=article.pk).update(slugline=slugline)


def redate(*, article: Article, original_date: datetime | None) -> None:
    """Correct the date that the story had elsewhere, before it was ours."""
    Article.objects.filter(pk=article.pk).update(original_date=original_date)


def remember_addresses(*, article: Article, paths: Iterable[str]) -> None:
    """Note where the story stood elsewhere; the first story to claim an address keeps it."""
    remember_all([(article, path) for path in paths])


def remember_all(claims: Iterable[tuple[Article, str]]) -> None:
    """Note where several stories stood elsewhere, in one statement."""
    if old := [OldAddress(path=path, article=article) for article, path in claims]:
        OldAddress.objects.bulk_create(old, ignore_conflicts=True)


def _hashes(text: Text, authors: list[dict[str, Any]]) -> dict[str, str]:
    return part_hashes.of(
        headline=text.headline,
        dek=text.dek,
        body=text.body,
        pictures=[used.as_seen() for used in text.pictures],
        slug=text.slug,
        section=text.section_id,
        tags=text.tags,
        authors=[{name: author[name] for name in SEEN_OF_AN_AUTHOR} for author in authors],
        correction_type=text.correction_type,
        correction_note=text.correction_note,
    )


def _snapshot_of_authors(author_ids: tuple[int, ...], choices: Choices) -> list[dict[str, Any]]:
    authors = []
    for key in dict.fromkeys(author_ids):
        found = choices.author(key)
        if not found:
            raise TextRefused(_("There is no author %(key)s: choose one from the list.") % {"key": key})
        authors += found
    return authors


def slug_for(headline: str) -> str:
    """Make the last part of an address from a headline: ASCII where that leaves anything, else as it is written."""
    return (slugify(headline) or slugify(headline, allow_unicode=True))[:80].strip("-")


def check(text: Text) -> None:
    """Refuse, with the field's name, what no page could show or no database could hold."""
    for name in ("headline", "dek", "body", "correction_note", "slug"):
        check_field(name, getattr(text, name))
    for tag in text.tags:
        _check_characters("tags", tag)
        if not 0 < len(tag.strip()) <= MAX_TAG_LENGTH:
            raise TextRefused(
                _("A tag has 1 to %(limit)d characters: “%(tag)s”.") % {"limit": MAX_TAG_LENGTH, "tag": tag[:120]}
            )
    for name, values, limit in (
        ("tags", text.tags, MAX_TAGS),
        ("authors", text.author_ids, MAX_AUTHORS),
        ("pictures", text.pictures, MAX_PICTURES),
    ):
        if len(values) > limit:
            raise TextRefused(
                _("There are %(count)d %(field)s; %(limit)d are allowed.")
                % {"field": name, "count": len(values), "limit": limit}
            )
    for used in text.pictures:
        for name in ("caption", "alt_text", "credit_line", "source_name"):
            check_field(name, getattr(used, name))
    if not text.headline.strip():
        raise TextRefused(_("The headline is empty: give the story one."))


def check_field(name: str, value: str) -> None:
    """Refuse a field that is longer than its limit or holds what no text may."""
    if len(value) > LIMITS[name]:
        raise TextRefused(
            _("The %(field)s has %(count)d characters; %(limit)d are allowed: shorten it.")
            % {"field": name, "count": len(value), "limit": LIMITS[name]}
        )
    _check_characters(name, value)


def _check_choices(text: Text, choices: Choices) -> None:
    """Refuse what is not on its list, before a foreign key would do so without a word."""
    if text.section_id is not None and not choices.has_section(text.section_id):
        raise TextRefused(_("There is no section %(key)s: choose one from the list.") % {"key": text.section_id})
    if text.correction_type not in CorrectionType.values:
        raise TextRefused(
            _("There is no kind of change “%(key)s”: choose one from the list.") % {"key": text.correction_type[:40]}
        )
    wanted = {used.picture_id for used in text.pictures}
    known = set(Picture.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    if missing := sorted(wanted - known):
        raise TextRefused(_("There is no picture %(key)s: choose one from the library.") % {"key": missing[0]})


def _check_characters(name: str, value: str) -> None:
    if "\x00" in value:
        raise TextRefused(_("The %(field)s holds a NUL character, which no text may: remove it.") % {"field": name})
    if SURROGATE.search(value):
        raise TextRefused(
            _("The %(field)s holds half a character (a lone surrogate): type it again.") % {"field": name}
        )
