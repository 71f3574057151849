"""Writes the tags of working copies and of pictures: one look for all names, one statement for all rows."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from taggit.models import Tag, TaggedItem

from articles.models import Article, Picture

#: Characters of a slug, which leave its column room for a number; one letter may become many in it.
LONGEST_SLUG: Final = 90


def set_tags(*, of: Article | Picture, names: Iterable[str]) -> None:
    """Let the working copy, or the picture, carry exactly these tags."""
    kind = ContentType.objects.get_for_model(type(of))
    wanted = set(_tag_ids(set(names)).values())
    items = TaggedItem.objects.filter(content_type=kind, object_id=of.pk)
    held = set(items.values_list("tag_id", flat=True))
    items.filter(tag_id__in=held - wanted).delete()
    _tag(kind, [(of.pk, tag_id) for tag_id in sorted(wanted - held)])


def tag_new(*, tags_of: Mapping[int, Collection[str]]) -> None:
    """Tag working copies that have no tags so far, each article with its own names."""
    ids = _tag_ids({name for names in tags_of.values() for name in names})
    kind = ContentType.objects.get_for_model(Article)
    _tag(kind, [(article_id, ids[name]) for article_id, names in tags_of.items() for name in names])


def _tag_ids(names: Collection[str]) -> dict[str, int]:
    """Map each name to its tag; new names get one."""
    known = dict(Tag.objects.filter(name__in=names).values_list("name", "pk")) if names else {}
    return known | {name: _made(name).pk for name in sorted(names) if name not in known}


def _made(name: str) -> Tag:
    """Return the tag of a new name; taggit finds it a free slug, but does not look whether that fits."""
    slug = slugify(name, allow_unicode=True)
    is_long = len(slug) > LONGEST_SLUG
    cut = {"slug": f"{slug[: LONGEST_SLUG - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"} if is_long else {}
    return Tag.objects.get_or_create(name=name, defaults=cut)[0]


def _tag(kind: ContentType, pairs: Iterable[tuple[int, int]]) -> None:
    items = [TaggedItem(content_type=kind, object_id=key, tag_id=tag_id) for key, tag_id in pairs]
    if items:
        TaggedItem.objects.bulk_create(items, ignore_conflicts=True)
