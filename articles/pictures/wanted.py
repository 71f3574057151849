"""Which files a picture should have: the whole of it, and the crops of stories that are written, planned or on air.

So are those of a text that was on air a moment ago: who has its page open fetches a picture when it comes into sight.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import F, Q

from articles import instant
from articles.imaging import crops, spec
from articles.imaging.crops import Crop
from articles.models import Picture, PictureUse

PAGES_STAY_OPEN: Final = timedelta(hours=1)


def wanted_files(picture: Picture, *, comes_later: bool = False) -> list[spec.Wanted]:
    """Return the files to make at once, or those that come later."""
    return spec.wanted((picture.width, picture.height), _crops_in_use(picture), comes_later=comes_later)


def _crops_in_use(picture: Picture) -> Iterator[Crop | None]:
    """Begin with the library's own focal point, from which the next story will start."""
    yield crops.of_focus(picture.focus_x, picture.focus_y)
    is_newest = Q(revision=F("revision__article__head"))
    airs = Q(revision__editions__isnull=False) & (
        Q(revision__editions__ends_at__isnull=True) | Q(revision__editions__ends_at__gt=instant.now() - PAGES_STAY_OPEN)
    )
    uses = PictureUse.objects.filter(is_newest | airs, picture=picture).order_by().distinct()
    yield from uses.values_list("crop", flat=True)
