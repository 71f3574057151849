"""From the bytes of a file to a post, with a notice for whatever had to be assumed."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits, picture_uses
from articles.formats.dates import read_date
from articles.formats.encoding import FALLBACK, decode, line_at, newline_style
from articles.formats.fields import Fields, Value
from articles.formats.front_matter import Cut, cut
from articles.formats.paths import old_address
from articles.formats.toml_header import read_toml
from articles.formats.values import Post, Source
from articles.formats.words import AUTHORS, CATEGORIES, TAGS, bounded, read_text, read_words, refusal
from articles.formats.yaml_header import YamlHeader

DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
DATED_ADDRESS = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})/")
FOLDED = re.compile(r"\s*[\r\n]\s*")
KEY = re.compile(r"""[ \t]*["']?([\w-]+)["']?[ \t]*[:=]""")
ADDRESS_KEYS = ("permalink", "url", "path", "redirect_from", "aliases")
KNOWN = frozenset(
    {"title", "excerpt", "date", "image", "slug", "layout", "draft", "published", picture_uses.KEY}
    | {"permalink", "redirect_from", "aliases"}
    | {"author", "authors", "category", "categories", "tag", "tags", "taxonomies"}
)
TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})


def read_post(raw: bytes, *, file_name: str, zone: ZoneInfo) -> Post:
    """Read one file; a date without a zone is in `zone`, and a missing headline or date comes from `file_name`.

    Raise PostRefused, naming the line and the key where there is one, for what can't be read or is too large.
    """
    if len(raw) > limits.FILE_BYTES:
        raise _too_large(_("The file"), len(raw), limits.FILE_BYTES, _("bytes"))
    text, encoding, has_bom = decode(raw)
    _refuse_nul(text)
    parts = cut(text)
    _refuse_size(parts)
    source = Source(encoding, has_bom, newline_style(text), parts.kind, parts.header, file_name, zone.key)
    return _Reading(_fields_of(parts), parts, source, zone).post()


def read_header(header: str, source: Source) -> tuple[Post, Fields]:
    """Read a header again as it was read from `source`, for comparing with what a story holds now."""
    parts = cut(header)
    fields = _fields_of(parts)
    return _Reading(fields, parts, source, ZoneInfo(source.zone)).post(), fields


def read_source(source: Source) -> Post:
    """Give the post that a source was read as, without its body."""
    return read_header(source.header, source)[0]


def _fields_of(parts: Cut) -> Fields:
    """Read the header in its own language."""
    if parts.kind == "yaml":
        return YamlHeader(parts.inner, parts.first_line).read()
    if parts.kind == "toml":
        return read_toml(parts.inner, first_line=parts.first_line)
    return Fields()


@dataclass(slots=True)
class _Reading:
    fields: Fields
    parts: Cut
    source: Source
    zone: ZoneInfo
    notices: list[str] = field(default_factory=list)

    def post(self) -> Post:
        if self.parts.notice:
            self.notices.append(self.parts.notice)
        if self.source.encoding == FALLBACK:
            self.notices.append(_("The file is not UTF-8; it was read as Windows-1252."))
        redirects = self._redirects()
        categories = read_words(self.fields, CATEGORIES, on_null=self._refuse_null)
        return Post(
            headline=self._headline(),
            dek=read_text(self.fields, "excerpt", longest=limits.DEK_CHARACTERS),
            body=self.parts.body,
            authors=read_words(self.fields, AUTHORS, on_null=self._drop_null),
            section=categories[0] if categories else "",
            other_categories=categories[1:],
            tags=read_words(self.fields, TAGS, on_null=self._drop_null),
            image=self._image(),
            picture_uses=picture_uses.read_picture_uses(self.fields, self.notices.append),
            original_date=self._date(redirects),
            layout=self._layout(),
            slug=self._slug(),
            redirects=redirects,
            is_draft=self._says("draft", TRUE) or self._says("published", FALSE),
            extra={key: value for key, value in self.fields.values.items() if key not in KNOWN},
            notices=tuple(self.notices),
            source=self.source,
        )

    def _headline(self) -> str:
        headline = FOLDED.sub(" ", read_text(self.fields, "title", longest=limits.HEADLINE_CHARACTERS))
        if headline:
            return headline
        words = re.sub(r"[-_\s]+", " ", self._stem()[1]).strip()
        headline = (words[:1].upper() + words[1:])[: limits.HEADLINE_CHARACTERS] or self.source.file_name
        notice = _("No title: the headline comes from the file name (“%(headline)s”).")
        self.notices.append(notice % {"headline": headline})
        return headline

    def _slug(self) -> str:
        written = read_text(self.fields, "slug", longest=limits.SLUG_CHARACTERS)
        slug = slugify(written, allow_unicode=True) or slugify(self._stem()[1], allow_unicode=True)
        return slug[: limits.SLUG_CHARACTERS].rstrip("-")

    def _date(self, addresses: tuple[str, ...]) -> datetime | None:
        written = read_text(self.fields, "date", longest=limits.HEADLINE_CHARACTERS)
        if not written:
            return self._assumed_date(addresses)
        try:
            moment = read_date(written, zone=self.zone)
        except PostRefused as refused:
            raise refusal(self.fields, "date", str(refused)) from refused
        if moment.notice:
            self.notices.append(moment.notice)
        return moment.at

    def _assumed_date(self, addresses: tuple[str, ...]) -> datetime | None:
        dated = next((found for found in map(DATED_ADDRESS.search, addresses) if found), None)
        for day, origin in (
            (self._stem()[0], _("file name")),
            ("-".join(dated.groups()) if dated else "", _("address")),
        ):
            try:
                moment = read_date(day, zone=self.zone) if day else None
            except PostRefused:
                continue
            if moment:
                notice = _("No date: it comes from the %(origin)s (%(day)s).")
                self.notices.append(notice % {"origin": origin, "day": day})
                return moment.at
        return None

    def _stem(self) -> tuple[str, str]:
        """Split a file name into its date, if it starts with one, and the rest without its suffix."""
        path = PurePosixPath(self.source.file_name.replace("\\", "/"))
        stem = path.parent.name if path.stem in ("index", "_index") and path.parent.name else path.stem
        dated = DATED_NAME.fullmatch(stem)
        return (dated[1], dated[2]) if dated else ("", stem)

    def _image(self) -> str:
        value = self.fields.values.get("image")
        if isinstance(value, list):
            if len(value) > 1:
                self.notices.append(_("Of several images the first was taken."))
            value = value[0] if value else None
        if isinstance(value, dict):
            value = next((value[key] for key in ("src", "path", "url") if isinstance(value.get(key), str)), [])
        if isinstance(value, dict | list):
            raise refusal(self.fields, "image", _("This names no file. Write its path as text."))
        return bounded(self.fields, "image", (value or "").strip(), longest=limits.DEK_CHARACTERS)

    def _layout(self) -> str:
        value = self.fields.values.get("layout")
        return value.strip()[: limits.WORD_CHARACTERS] if isinstance(value, str) else ""

    def _redirects(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        addresses = self._addresses()
        if len(addresses) > limits.ADDRESSES:
            self.notices.append(_("Only the first %(limit)s old addresses were kept.") % {"limit": limits.ADDRESSES})
        for written in addresses[: limits.ADDRESSES]:
            address = old_address(written)
            if address is None:
                notice = _("The old address “%(address)s” was left out.")
                self.notices.append(notice % {"address": written[: limits.WORD_CHARACTERS]})
            elif address != "/":
                found[address] = None
        return tuple(found)

    def _addresses(self) -> list[str]:
        values = [self.fields.values.get(key) for key in ADDRESS_KEYS]
        flat: list[Value] = [item for value in values for item in (value if isinstance(value, list) else [value])]
        return [item for item in flat if isinstance(item, str) and item.strip()]

    def _says(self, key: str, words: frozenset[str]) -> bool:
        value = self.fields.values.get(key)
        return isinstance(value, str) and value.strip().lower() in words

    def _refuse_null(self, key: str) -> None:
        raise refusal(self.fields, key, _("A category is null. Name it, or remove the entry."))

    def _drop_null(self, key: str) -> None:
        notice = _("An empty entry of “%(key)s” was left out.") % {"key": key}
        if notice not in self.notices:
            self.notices.append(notice)


def _refuse_nul(text: str) -> None:
    index = text.find("\0")
    if index >= 0:
        line = line_at(text, index)
        message = _("Line %(line)s holds a NUL character, which no text may. Remove it, or save the file as UTF-8.")
        raise PostRefused(message % {"line": line}, line=line)


def _refuse_size(parts: Cut) -> None:
    if len(parts.body) > limits.BODY_CHARACTERS:
        raise _too_large(_("The body"), len(parts.body), limits.BODY_CHARACTERS, _("characters"), key="body")
    if len(parts.inner) > limits.HEADER_CHARACTERS:
        longest = max(parts.inner.splitlines(), key=len)
        named = KEY.match(longest)
        what = _("The header (most of it “%(key)s”)") % {"key": named[1]} if named else _("The header")
        key = named[1] if named else ""
        raise _too_large(what, len(parts.inner), limits.HEADER_CHARACTERS, _("characters"), key=key)


def _too_large(what: str, size: int, limit: int, unit: str, *, key: str = "") -> PostRefused:
    message = _("%(what)s is too large: %(size)s %(unit)s, of which at most %(limit)s are read. Shorten it.")
    return PostRefused(message % {"what": what, "size": f"{size:,}", "unit": unit, "limit": f"{limit:,}"}, field=key)
