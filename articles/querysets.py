"""Reads. `EditionQuerySet.on_air` is the only meaning of "public"."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from articles.instant import DatabaseNow

if TYPE_CHECKING:
    from articles.models import Article, Author, Edition, Section  # noqa: F401


def on_air(at: datetime | None = None, *, of: str = "") -> Q:
    """Say what readers see at that instant, the database's own unless told: of an edition, or of what lies `of` one."""
    moment = DatabaseNow() if at is None else at
    ends = Q((f"{of}ends_at__isnull", True)) | Q((f"{of}ends_at__gt", moment))
    return ends & Q((f"{of}goes_live_at__lte", moment))


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, by time and place."""

    def on_air(self, at: datetime | None = None) -> Self:
        """Keep what readers see at that instant: the database's own clock unless told."""
        return self.filter(on_air(at))

    def aired(self, at: datetime | None = None) -> Self:
        """Keep what is or was on air by that instant; never for showing a text to the public."""
        return self.filter(goes_live_at__lte=DatabaseNow() if at is None else at)

    def planned(self, at: datetime | None = None) -> Self:
        """Keep what is still to come."""
        return self.filter(goes_live_at__gt=DatabaseNow() if at is None else at)

    def in_section(self, section: "Section") -> Self:
        return self.filter(section=section)

    def tagged(self, slug: str) -> Self:
        return self.filter(tags__slug=slug)

    def by_author(self, author: "Author") -> Self:
        return self.filter(authors=author)

    def newest_first(self) -> Self:
        """Order by first publication, so that an update does not climb to the top."""
        return self.order_by("-first_published_at", "-id")

    def of(self, article_ids: Iterable[int]) -> Self:
        return self.filter(article_id__in=article_ids)
