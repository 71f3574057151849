"""What has to change in a header so that it says what the newsroom says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from articles.formats.fields import Fields
from articles.formats.values import Post, PostPicture, PostValues
from articles.formats.words import AUTHORS, CATEGORIES, TAGS, ListField, is_in_table

Item: TypeAlias = str | Mapping[str, str]
Written: TypeAlias = str | tuple[Item, ...] | datetime | None
"""What a key should hold from now on; None removes the key."""


class Edit(NamedTuple):
    """One key to write; `table` is set where it stands in a TOML table or a nested mapping."""

    key: str
    value: Written
    table: str = ""


def edits_between(before: Post, after: PostValues, fields: Fields, *, zone: ZoneInfo) -> list[Edit]:
    """List the keys whose values differ, in the order of a fresh header; the order of tags doesn't count."""
    edits = [Edit("layout", after.layout)] if after.layout and after.layout != before.layout else []
    if after.headline != before.headline:
        edits.append(Edit("title", after.headline))
    if after.original_date != before.original_date:
        edits.append(Edit("date", after.original_date and after.original_date.astimezone(zone)))
    edits += _list_edits(fields, AUTHORS, before.authors, after.authors)
    edits += _list_edits(fields, CATEGORIES, before.categories, after.categories)
    if set(after.tags) != set(before.tags):
        edits += _list_edits(fields, TAGS, before.tags, after.tags)
    if after.dek != before.dek:
        edits.append(Edit("excerpt", after.dek or None))
    if after.image != before.image:
        edits.append(Edit("image", after.image or None))
    if after.picture_uses != before.picture_uses:
        edits.append(Edit("picture_uses", entries(after.picture_uses) or None))
    if "slug" in fields.values and after.slug and after.slug != before.slug:
        edits.append(Edit("slug", after.slug))
    return edits


def entries(pictures: tuple[PostPicture, ...]) -> tuple[Item, ...]:
    """Return what stands in a header for these pictures."""
    return tuple(picture.as_written() for picture in pictures)


def _list_edits(fields: Fields, where: ListField, before: tuple[str, ...], after: tuple[str, ...]) -> list[Edit]:
    if before == after:
        return []
    if is_in_table(fields, where):
        return [Edit(where.plural, after, where.table)]
    if where.singular not in fields.values:
        if where is not AUTHORS or where.plural in fields.values:
            return [Edit(where.plural, after)]
        return [Edit(where.singular, after[0] if len(after) == 1 else after)]
    first = Edit(where.singular, after[0] if after else None)
    rest = Edit(where.plural, after[1:])
    return [first, rest] if after[1:] or where.plural in fields.values else [first]


def date_text(moment: datetime, *, with_zone: bool) -> str:
    """Spell a date in ISO 8601; its offset may only be left out where the clock showed that time once."""
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.isoformat() if with_zone or twice else aware.replace(tzinfo=None).isoformat()
