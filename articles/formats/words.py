"""Single texts and lists of words, out of whatever shape a header gives them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits
from articles.formats.fields import Fields, Value


class ListField(NamedTuple):
    """Where a list may stand: one word under a singular key, several under a plural one, or in a table of its own."""

    singular: str
    plural: str
    longest: int
    splits: bool
    """Whether a plain text is several words, as static-site generators have it: by commas, else by spaces."""
    table: str = "taxonomies"


AUTHORS = ListField("author", "authors", limits.AUTHOR_CHARACTERS, splits=False)
CATEGORIES = ListField("category", "categories", limits.WORD_CHARACTERS, splits=True)
TAGS = ListField("tag", "tags", limits.WORD_CHARACTERS, splits=True)


def refusal(fields: Fields, key: str, message: str) -> PostRefused:
    """Make a refusal that names the key and, where it is known, its line."""
    line = fields.lines.get(key)
    place = _("Line %(line)s, “%(key)s”:") % {"line": line, "key": key} if line else f"“{key}”:"
    return PostRefused(f"{place} {message}", field=key, line=line)


def read_text(fields: Fields, key: str, *, longest: int) -> str:
    """Give a key's text without the space around it; an absent, blank or null one is empty."""
    value = fields.values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refusal(fields, key, _("This must be text, not a list or a mapping. Write it on one line, in quotes."))
    return bounded(fields, key, value.strip(), longest=longest)


def bounded(fields: Fields, key: str, text: str, *, longest: int) -> str:
    """Give the text back; raise PostRefused where it is longer than it may be."""
    if len(text) > longest:
        message = _("%(length)s characters are too many; at most %(limit)s are read. Shorten it.")
        raise refusal(fields, key, message % {"length": f"{len(text):,}", "limit": f"{longest:,}"})
    return text


def read_words(fields: Fields, where: ListField, *, on_null: Callable[[str], None]) -> tuple[str, ...]:
    """Give the words in their order, each once; `on_null` hears of the key that holds a null."""
    found: dict[str, None] = {}
    for key, value in _places(fields, where):
        for word in _flat(fields, where, key, value, on_null):
            found[bounded(fields, key, word, longest=where.longest)] = None
    if len(found) > limits.WORDS:
        message = _("%(count)s entries are too many; at most %(limit)s are read.")
        raise refusal(fields, where.plural, message % {"count": len(found), "limit": limits.WORDS})
    return tuple(found)


def is_in_table(fields: Fields, where: ListField) -> bool:
    """Tell whether the list stands in the header's table of taxonomies alone."""
    has_own = where.singular in fields.values or where.plural in fields.values
    return not has_own and where.plural in fields.table(where.table)


def _places(fields: Fields, where: ListField) -> Iterator[tuple[str, Value]]:
    if is_in_table(fields, where):
        yield where.plural, fields.table(where.table)[where.plural]
        return
    for key in (where.singular, where.plural):
        if key in fields.values:
            yield key, fields.values[key]


def _flat(fields: Fields, where: ListField, key: str, value: Value, on_null: Callable[[str], None]) -> Iterator[str]:
    if isinstance(value, str):
        yield from _split(value) if where.splits and key == where.plural else _whole(value)
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and where is AUTHORS:
            item = item.get("name")
        if item is None:
            on_null(key)
        elif isinstance(item, str):
            yield from _whole(item)
        else:
            raise refusal(fields, key, _("An entry is itself a list or a mapping. Write plain words."))


def _split(text: str) -> Iterator[str]:
    for part in text.split(",") if "," in text else text.split():
        yield from _whole(part)


def _whole(text: str) -> Iterator[str]:
    word = " ".join(text.split())
    if word:
        yield word
