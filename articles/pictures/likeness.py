"""Pictures that look the same: another size, another compression, a little cropped or brightened."""

from collections.abc import Iterator
from functools import reduce
from heapq import nsmallest
from operator import or_

from django.db.models import Q

from articles.bands import DISTANCE, NUMBERS, Band, band
from articles.models import Picture

MOST_COMPARED = 10_000  # the newest of those that share a band: of random hashes, more than of 700,000 pictures
MOST_SHOWN = 12
SAYS_NOTHING = 0  # a picture of one colour


def alike(picture: Picture) -> list[Picture]:
    """Return other pictures that look the same, the nearest first and of equals the newest; two queries.

    A picture that was not rendered yet, or that is of one colour, is like no other.
    """
    own = picture.perceptual_hash
    if own is None or own == SAYS_NOTHING:
        return []
    nearest = [pk for _distance, _age, pk in nsmallest(MOST_SHOWN, _near(picture.pk, own))]
    found = Picture.objects.in_bulk(nearest)
    return [found[pk] for pk in nearest if pk in found]


def distance(one: int, other: int) -> int:
    """Count the bits in which two hashes differ; the database keeps the 64 bits as a signed number."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def _near(picture_id: int, own: int) -> Iterator[tuple[int, int, int]]:
    shares_a_band = reduce(or_, (Q((f"band_{number}", band(own, number))) for number in NUMBERS))
    bands = {f"band_{number}": Band("perceptual_hash", number=number) for number in NUMBERS}
    others = Picture.objects.alias(**bands).filter(shares_a_band).exclude(pk=picture_id).order_by("-pk")
    for pk, other in others.values_list("pk", "perceptual_hash")[:MOST_COMPARED]:
        if other is not None and (away := distance(own, other)) <= DISTANCE:
            yield away, -pk, pk
