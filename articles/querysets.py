"""Reads. `EditionQuerySet.on_air` is the only meaning of "public"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.db import models
from django.db.models import F, OuterRef, Q

from articles.instant import DatabaseNow
from articles.keys import Among

if TYPE_CHECKING:
    from articles.models import Article, Author, Edition, Section  # noqa: F401


@dataclass(frozen=True, slots=True)
class Travel:
    """The site at another time, as somebody may see it at `now`; `plans` says of which editions they know what comes.

    Whatever else is to come stays out: stories that they may not know of look then as they look now, so that neither
    a plan shows nor the end that it gives to what is on air.
    """

    at: datetime
    now: datetime
    plans: Q

    @property
    def is_ahead(self) -> bool:
        return self.at > self.now


#: The way from an edition to the pictures in its text.
USED = "revision__picture_uses__picture__"

Row = dict[str, Any]
Moment = datetime | DatabaseNow | OuterRef
#: When the site is looked at; by the database's own clock unless told.
When = datetime | Travel | OuterRef | None


def on_air(at: datetime | None = None, *, of: str = "") -> Q:
    """Say what readers see at that instant, the database's own unless told: of an edition, or of what lies `of` one."""
    return _on_air(DatabaseNow() if at is None else at, of=of)


def moment_of(when: When) -> Moment:
    """Return the instant that counts for what is known beforehand: what the site is looked at for."""
    if isinstance(when, Travel):
        return when.at
    return DatabaseNow() if when is None else when


def licensed(moment: Moment, *, of: str = "") -> Q:
    """Say that the licence of a picture, or of the one that lies `of` something, is in force."""
    begun = Q((f"{of}licensed_from__isnull", True)) | Q((f"{of}licensed_from__lte", moment))
    return begun & (Q((f"{of}licensed_until__isnull", True)) | Q((f"{of}licensed_until__gt", moment)))


def in_force(moment: Moment, *, of: str) -> Q:
    """Say that there is a picture `of` something and that its licence is in force."""
    return Q((f"{of}id__isnull", False)) & licensed(moment, of=of)


def unlicensed(moment: Moment, *, of: str = "") -> Q:
    """Say the opposite without a NOT, which would ask for every row on the way there by itself."""
    return Q((f"{of}licensed_from__gt", moment)) | Q((f"{of}licensed_until__lte", moment))


def _on_air(moment: Moment, *, of: str = "") -> Q:
    ends = Q((f"{of}ends_at__isnull", True)) | Q((f"{of}ends_at__gt", moment))
    return ends & Q((f"{of}goes_live_at__lte", moment))


def _aired(moment: Moment) -> Q:
    return Q(goes_live_at__lte=moment)


def _ended(moment: Moment) -> Q:
    return Q(ends_at__lte=moment)


def _by(when: When, condition: Callable[[Moment], Q]) -> Q:
    """Ask of each edition by the instant that counts for it."""
    if not isinstance(when, Travel):
        return condition(DatabaseNow() if when is None else when)
    if not when.is_ahead:
        return condition(when.at)
    return when.plans & condition(when.at) | ~when.plans & condition(when.now)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, by time and place."""

    def on_air(self, at: When = None) -> Self:
        """Keep what readers see at that instant, which may be a row's own: the database's own clock unless told."""
        return self.filter(_by(at, _on_air))

    def aired(self, at: When = None) -> Self:
        """Keep what is or was on air by that instant; what was withdrawn since is among it."""
        return self.filter(_by(at, _aired))

    def ended(self, at: When = None) -> Self:
        """Keep what is off air by that instant."""
        return self.filter(_by(at, _ended))

    def ending(self, at: When = None) -> Self:
        """Say beside each whether it `has_ended` by that instant."""
        return self.annotate(has_ended=models.ExpressionWrapper(_by(at, _ended), models.BooleanField()))

    def planned(self, at: datetime | None = None) -> Self:
        """Keep what is still to come."""
        return self.filter(goes_live_at__gt=DatabaseNow() if at is None else at)

    def lapsed_uses(self, now: datetime) -> "models.QuerySet[Edition, Row]":
        """Return a row for each picture on air whose licence has ended, the last to end first.

        `id`, `article_id`, `picture_id`, `licensed_until`; `replaced_by_id` is what stands there instead, if anything.
        """
        stands_in = models.When(licensed(now, of=f"{USED}fallback__"), then=F(f"{USED}fallback"))
        ended = {f"{USED}licensed_until__lte": now}
        rows = self.on_air(now).filter(**ended).order_by(f"-{USED}licensed_until", "id")
        told = {"picture_id": F(f"{USED}id"), "licensed_until": F(f"{USED}licensed_until")}
        found = rows.values("id", "article_id", **told, replaced_by_id=models.Case(stands_in)).distinct()
        return cast("models.QuerySet[Edition, Row]", found)

    def in_section(self, section: "Section | int") -> Self:
        return self.filter(section=section)

    def tagged(self, slug: str) -> Self:
        return self.filter(tags__slug=slug)

    def by_author(self, author: "Author | int") -> Self:
        return self.filter(authors=author)

    def newest_first(self) -> Self:
        """Order by first publication, so that an update does not climb to the top."""
        return self.order_by("-first_published_at", "-id")

    def of(self, article_ids: Iterable[int]) -> Self:
        return self.filter(Among("article", article_ids))
