"""The words that go into a picture's files, and the mark by which the files made with them are known.

Credit and rights follow the library. Caption and alt text are those of the story that readers see: while one is on air,
what was approved there; before, what its plan says, unless another story uses the picture in other words or the picture
stands in for another one. So nothing that was written for a story yet to come is in a file that readers can fetch.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from django.db.models import F, Q

from articles.imaging import metadata, spec
from articles.instant import DatabaseNow
from articles.models import Edition, Picture, PictureUse

FROM_THE_STORY: Final = ("caption", "alt_text")
FROM_THE_LIBRARY: Final = tuple(name for name in metadata.EMBEDDED if name not in FROM_THE_STORY)
LONGEST_MARK: Final = 28  # hexadecimal digits


def embedded_words(picture: Picture) -> dict[str, str]:
    """Return what the files of a picture say of it, as `imaging` takes it."""
    caption, alt_text = _told(picture)
    return {**{name: getattr(picture, name) for name in FROM_THE_LIBRARY}, "caption": caption, "alt_text": alt_text}


def mark_of(words: Mapping[str, str]) -> str:
    """Name the table of renditions and the words: what differs in either has another mark."""
    told = hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()
    return (spec.DIGEST + told)[:LONGEST_MARK]


def _told(picture: Picture) -> tuple[str, str]:
    on_air = Edition.objects.on_air().filter(revision__picture_uses__picture=picture)
    told = on_air.values_list("revision__picture_uses__caption", "revision__picture_uses__alt_text")
    if aired := told.order_by("goes_live_at", "pk", "revision__picture_uses__position").first():
        return aired
    in_the_library = picture.caption, picture.alt_text
    if Picture.objects.filter(fallback=picture).exists():
        return in_the_library
    return _as_planned(picture) or in_the_library


def _as_planned(picture: Picture) -> tuple[str, str] | None:
    """Return what the plans say, if all stories that may air next say the same."""
    uses = PictureUse.objects.filter(picture=picture)
    planned = Q(revision__editions__goes_live_at__gt=DatabaseNow())
    to_come = uses.filter(planned | Q(revision=F("revision__article__head"))).order_by()
    told = to_come.values_list(*FROM_THE_STORY).distinct()[:2]
    return told[0] if uses.filter(planned).exists() and len(told) == 1 else None
