"""Bands of a perceptual hash: of two that differ in six bits of 64 at most, one of seven bands is the same in both.

Each band has an index, so that a look for likenesses reads what shares one, and not every picture.
"""

from typing import Any, Final

from django.db.models import Func, IntegerField

DISTANCE: Final = 6  # of 64 bits may differ
NUMBERS: Final = range(DISTANCE + 1)
WIDTH: Final = 9  # bits; the last band has the ten that are left


def mask(number: int) -> int:
    """Return the bits of a band, all of them set."""
    return (1 << (64 - WIDTH * number if number == DISTANCE else WIDTH)) - 1


def band(perceptual_hash: int, number: int) -> int:
    """Return one band of a hash, which is kept as a signed number."""
    return (perceptual_hash >> WIDTH * number) & mask(number)


class Band(Func):
    """One band of a column; its place stands in the SQL itself, as it does in the index."""

    template = "((%(expressions)s >> %(shift)d) & %(mask)d)"
    output_field = IntegerField()

    def __init__(self, column: Any, *, number: int) -> None:
        super().__init__(column, shift=WIDTH * number, mask=mask(number))
