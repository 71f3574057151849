"""Of three standards that may disagree, what counts: XMP, then IPTC-IIM, then EXIF."""

from collections.abc import Callable
from typing import TypeVar
from xml.etree.ElementTree import Element

from PIL import Image

from articles.imaging.metadata import exif, iim, moments, xmp
from articles.imaging.metadata.properties import DATE_CREATED, KEYWORDS, SOURCE_TYPE, TEXTS, Property, clean
from articles.imaging.metadata.source_types import source_type_of
from articles.imaging.metadata.words import Words
from articles.imaging.opening import exif as exif_of

MOST_KEYWORDS, KEYWORD_LENGTH = 500, 200
Block = TypeVar("Block")


def read(image: Image.Image) -> Words:
    """Return every property, empty where the file doesn't say; an unreadable block counts as absent.

    IPTC-IIM counts before XMP where its digest shows that a program which knows no XMP changed it later.
    """
    said = _Said(image)
    taken = moments.chosen(said.moments())
    return Words(
        **{name: clean(said.text(place), length=place.length) for name, place in TEXTS.items()},
        keywords=said.keywords(),
        taken_at=taken.instant,
        taken_as_written=taken.as_written,
        digital_source_type=source_type_of(xmp.value(said.xmp, SOURCE_TYPE)),
    )


class _Said:
    """The three blocks of one file."""

    def __init__(self, image: Image.Image) -> None:
        self.xmp: list[Element] = _tolerant(lambda: xmp.descriptions(image), [])
        self.iim: iim.Datasets = _tolerant(lambda: iim.datasets(iim.block(image)), {})
        self.exif = _tolerant(lambda: exif_of(image), Image.Exif())
        self.is_iim_newer = _tolerant(lambda: iim.is_newer_than_xmp(image), False)

    def text(self, place: Property) -> str:
        newer = xmp.value(self.xmp, place)
        older = ", ".join(self.iim.get(place.iim, [])) if place.iim else ""
        if self._is_changed_by_iim(newer, older):
            newer, older = older, newer
        return newer if newer.strip() else older if older.strip() else exif.text(self.exif, place.exif)

    def keywords(self) -> tuple[str, ...]:
        newer, older = xmp.values(self.xmp, KEYWORDS), self.iim.get(iim.KEYWORD, [])
        found = older if self.is_iim_newer and older else newer or older
        cleaned = (clean(word, length=KEYWORD_LENGTH) for word in found[:MOST_KEYWORDS])
        return tuple(dict.fromkeys(filter(None, cleaned)))

    def moments(self) -> list[str]:
        date, time = (" ".join(self.iim.get(number, [])[:1]) for number in (iim.DATE, iim.TIME))
        found = [xmp.value(self.xmp, DATE_CREATED), moments.from_iim(date, time)]
        taken = _tolerant(lambda: exif.capture(self.exif), ("", ""))
        return [*(reversed(found) if self.is_iim_newer else found), moments.from_exif(*taken)]

    def _is_changed_by_iim(self, newer: str, older: str) -> bool:
        """Say whether the dataset differs by more than by having been cut to its length."""
        return self.is_iim_newer and bool(older.strip()) and not newer.startswith(older.strip())


def _tolerant(block: Callable[[], Block], nothing: Block) -> Block:
    try:
        return block()
    except Exception:  # one broken block must not cost the picture, nor the other blocks
        return nothing
