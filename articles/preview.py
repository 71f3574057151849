"""The page that readers would get from any revision, for those who may read it before them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from articles import editions, gallery
from articles.models import Edition, Revision
from articles.pages import article_context


def page_context(
    revision: Revision, *, picture_address: Callable[[str, str], str], now: datetime, edition: Edition | None = None
) -> dict[str, Any]:
    """Return the context of `articles/article.html`, marked as a preview; answer it as private and no-store.

    `edition` is what the story has on air, if anything: its dates stand on the page. `now` is for dates to come and for
    the licences of its pictures.
    """
    first = edition.first_published_at if edition else now
    words = {
        "revision_id": revision.pk,
        "path": revision.article.path or _address(revision, first),
        "public_id": revision.article.public_id,
        "goes_live_at": now,
        "first_published_at": first,
        "is_update": edition is not None,
        "body_html": editions.body_html(revision),
        "section_name": revision.section.name if revision.section else "",
        "section_slug": revision.section.slug if revision.section else "",
        "section_is_active": bool(revision.section and revision.section.is_active),
        "by": revision.authors,
        "tag_names": revision.tags,
        **{name: getattr(revision, name) for name in WORDS},
    }
    return {
        **article_context(words, gallery.pictures_in(revision.pk, now), address=picture_address),
        "is_preview": True,
    }


WORDS = ("headline", "dek", "correction_type", "correction_note")


def _address(revision: Revision, first: datetime) -> str:
    return editions.address(revision=revision, first_published_at=first)
