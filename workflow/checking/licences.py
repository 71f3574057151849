"""What a licence allows beyond its own row: the sections, and which stories use the picture already; a read for all."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Min, OuterRef, Subquery

from articles.aggregates import gathered
from articles.models import Edition, Picture

#: The articles that use each picture, in the order in which they got a time on air.
Claims = dict[int, Sequence[int]]


def sections_of(picture: str) -> Subquery:
    """Bring along key and name of each section that a licence allows; `picture` is where the picture's key stands."""
    allowed = Picture.allowed_sections.through.objects.filter(picture=OuterRef(picture))
    return gathered(allowed, by="picture", columns=("section_id", "section__name"))


def claims(picture_ids: Collection[int]) -> Claims:
    """Say who came first to each of these pictures, with a plan that stands or that aired; a read, if there are any."""
    if not picture_ids:
        return {}
    picture = "revision__picture_uses__picture"
    rows = Edition.objects.filter(**{f"{picture}__in": picture_ids}).values_list(picture, "article")
    found: dict[int, list[int]] = defaultdict(list)
    for key, article, _first in rows.annotate(first=Min("pk")).order_by("first"):
        found[key].append(article)
    return dict(found)


def came_first(claiming: Sequence[int], article_id: int) -> int:
    """Count the stories before this one; all of them, if it has no time on air yet."""
    return claiming.index(article_id) if article_id in claiming else len(claiming)
