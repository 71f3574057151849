"""The words that go into a picture's files, and the mark by which the files made with them are known.

Credit and rights follow the library. Caption and alt text are those of the story that readers see: while one is on air,
what was approved there; before, what its plan says. Where a text that may air next says something else than the
library and no plan settles it, they are left out; what stands in for another picture says what the library says. So
neither what was written for a story yet to come, nor a word that its story took out, is in a file that readers get.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from articles.imaging import metadata, spec
from articles.instant import DatabaseNow
from articles.models import Edition, Picture, PictureUse

FROM_THE_STORY: Final = ("caption", "alt_text")
FROM_THE_LIBRARY: Final = tuple(name for name in metadata.EMBEDDED if name not in FROM_THE_STORY)
NOTHING: Final = ("", "")
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
    in_the_library = (picture.caption, picture.alt_text)
    if Picture.objects.filter(fallback=picture).exists():
        return in_the_library
    return _told_next(picture, in_the_library)


def _told_next(picture: Picture, in_the_library: tuple[str, str]) -> tuple[str, str]:
    """Return what the plans and the newest texts that were not on air yet say, if that is one thing and may be told."""
    aired = Edition.objects.aired().filter(revision=OuterRef("revision"))
    planned = Q(revision__editions__goes_live_at__gt=DatabaseNow())
    newest = Q(revision=F("revision__article__head")) & ~Exists(aired)
    uses = PictureUse.objects.filter(picture=picture).order_by()
    told = list(uses.filter(planned | newest).values_list(*FROM_THE_STORY).distinct()[:2])
    if told in ([], [in_the_library]):
        return in_the_library
    return told[0] if len(told) == 1 and uses.filter(planned).exists() else NOTHING
