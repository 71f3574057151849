"""Starts articles: a batch of them costs hardly more statements than one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery

from articles import drafting, pictures, tagging
from articles.drafting import Choices, Text
from articles.models import Article, PictureUse, Revision


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is to be a story; an imported one comes with its date and its addresses elsewhere."""

    text: Text
    slugline: str = ""
    original_date: datetime | None = None
    old_paths: tuple[str, ...] = ()


def start_all(*, drafts: Sequence[Draft], by: User | None, now: datetime) -> list[Article]:
    """Make new articles, each with its first revision as head; one text that can't be kept refuses them all."""
    choices = Choices()
    firsts = [_first(draft, by, now, choices) for draft in drafts]
    articles = Article.objects.bulk_create(first.article for first in firsts)
    Revision.objects.bulk_create(firsts)
    _set_heads(articles)
    pairs = list(zip(firsts, drafts, strict=True))
    uses = [use for first, draft in pairs for use in drafting.picture_uses(first, draft.text)]
    pictures.look_again_at_uses(PictureUse.objects.bulk_create(uses))
    tagging.tag_new(tags_of={first.article_id: first.tags for first in firsts})
    drafting.remember_all((first.article, path) for first, draft in pairs for path in draft.old_paths)
    for first in firsts:
        first.article.head = first
    return articles


def _first(draft: Draft, by: User | None, now: datetime, choices: Choices) -> Revision:
    slugline = draft.slugline or draft.text.headline[:200]
    drafting.check_field("slugline", slugline)
    article = Article(slugline=slugline, original_date=draft.original_date, created_at=now)
    first = drafting.compose(article=article, text=draft.text, by=by, now=now, choices=choices)
    article.slug, article.section_id = first.slug, first.section_id
    return first


def _set_heads(articles: list[Article]) -> None:
    only = Revision.objects.filter(article=OuterRef("pk")).order_by().values("pk")[:1]
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(head_id=Subquery(only))
