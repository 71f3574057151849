"""Keeps what is searched of a picture: all that is said of it, written the same way whatever the case."""

import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from articles.models import Picture, PictureWords

#: What is searched beside the tags; between two of them stands what nobody types.
SEARCHED: Final = (
    *("name", "headline", "caption", "alt_text", "credit_line", "creator", "source", "copyright_notice"),
    *("city", "state", "country"),
)
BETWEEN: Final = "\x1f"


def folded(text: str) -> str:
    """Write a text as it is compared: no case, and one spelling of each letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def keep_words(*, of: Picture, tags: Collection[str] | None = None) -> None:
    """Keep the words of a picture as they stand now, with these tags or those that it has."""
    kept = words_of(of, of.tags.names() if tags is None else tags)
    PictureWords.objects.bulk_create([kept], update_conflicts=True, unique_fields=["picture"], update_fields=["folded"])


def words_of(picture: Picture, tags: Iterable[str]) -> PictureWords:
    """Return the row, yet to be written, of a picture with these tags."""
    said = BETWEEN.join((*(getattr(picture, field) for field in SEARCHED), *tags))
    return PictureWords(picture=picture, folded=folded(said))
