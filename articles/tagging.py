"""Writes the tags of working copies, in a handful of queries however many they are."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag, TaggedItem

from articles.models import Article


def set_tags(*, article: Article, names: Iterable[str], is_new: bool = False) -> None:
    """Let the working copy carry exactly these tags; `is_new` says that it has none so far."""
    wanted = {tag.pk for tag in _tags(list(names))}
    kind = ContentType.objects.get_for_model(Article)
    held: set[int] = set()
    if not is_new:
        items = TaggedItem.objects.filter(content_type=kind, object_id=article.pk)
        held = set(items.values_list("tag_id", flat=True))
        items.filter(tag_id__in=held - wanted).delete()
    TaggedItem.objects.bulk_create(
        [TaggedItem(content_type=kind, object_id=article.pk, tag_id=tag_id) for tag_id in sorted(wanted - held)],
        ignore_conflicts=True,
    )


def _tags(names: list[str]) -> list[Tag]:
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    return [known.get(name) or Tag.objects.get_or_create(name=name)[0] for name in names]
