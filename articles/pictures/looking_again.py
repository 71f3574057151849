"""Asks for another look at the files of pictures: for a new crop, or for other words in them.

It costs a statement here and a comparison of names later, so whoever isn't sure may ask.
"""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Picture, PictureUse
from articles.pictures.waking import waker

MOST_WOKEN = 3  # messages; the sweep finds the others


def look_again(found: "QuerySet[Picture]", *, soon: bool = False) -> None:
    """Let the next sweep compare the files with those that are wanted; soon: a worker is woken for it.

    Rows are taken in the order of their keys, so that two who ask never wait for each other.
    """
    with transaction.atomic():
        keys = list(found.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        if not keys:
            return
        Picture.objects.filter(pk__in=keys).update(rendered_spec="")
        for key in keys[:MOST_WOKEN] if soon else []:
            transaction.on_commit(partial(waker.wake, key), robust=True)


def look_again_at_uses(uses: Iterable[PictureUse]) -> None:
    """Look at pictures that a text was just saved with, where it may want another crop or other words."""
    uses = list(uses)
    if not uses:
        return
    cropped = {use.picture_id for use in uses if use.crop}
    by_the_middle = Q(focus_x=0.5, focus_y=0.5)
    in_other_words = PictureUse.objects.filter(picture=OuterRef("pk")).exclude(
        caption=OuterRef("caption"), alt_text=OuterRef("alt_text")
    )
    used = Picture.objects.filter(pk__in={use.picture_id for use in uses})
    look_again(used.filter(Q(pk__in=cropped) | ~by_the_middle | Exists(in_other_words)), soon=True)
