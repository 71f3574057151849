"""Pictures that look the same: another size, another compression, a little cropped or brightened."""

from collections.abc import Iterator
from heapq import nsmallest

from articles.models import Picture

DISTANCE = 6  # of 64 bits may differ
MOST_COMPARED = 50_000  # the newest pictures; to look through so many takes some hundredths of a second
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
    hashed = Picture.objects.filter(perceptual_hash__isnull=False).exclude(pk=picture_id).order_by("-pk")
    for pk, other in hashed.values_list("pk", "perceptual_hash")[:MOST_COMPARED].iterator():
        if other is not None and (away := distance(own, other)) <= DISTANCE:
            yield away, -pk, pk
