"""Writes the tags of working copies: a quick look for each, one statement for all."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag, TaggedItem

from articles.models import Article
from articles.prepared import PreparedQuery


def set_tags(*, article: Article, names: Iterable[str], is_new: bool = False) -> None:
    """Let the working copy carry exactly these tags; `is_new` says that it has none so far."""
    wanted = {_tag_id(name) for name in names}
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


def _tag_id(name: str) -> int:
    known = _TAG.rows(name)
    key: int = known[0]["pk"] if known else Tag.objects.get_or_create(name=name)[0].pk
    return key


_TAG = PreparedQuery(lambda name: Tag.objects.filter(name=name).values("pk"), kind=str)
