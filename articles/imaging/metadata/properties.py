"""Where each property stands in XMP, IPTC-IIM and EXIF, and how much of it is kept: one table for both ways."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from PIL import ExifTags

LINE, TEXT, PLACE = 500, 5_000, 200  # characters kept

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its XMP name, how XMP writes it, its IIM dataset of record 2 with its most bytes, its EXIF tag.

    `form` is a text, `Alt` by language, `Seq` or `Bag` of many, or the name of the field in a `Seq` of structures.
    """

    xmp: str
    form: str = ""
    iim: int | None = None
    iim_bytes: int = 0
    exif: int | None = None
    length: int = LINE

    @property
    def xmp_name(self) -> str:
        """The XMP name as an XML parser writes it."""
        return expanded(self.xmp)


def expanded(name: str) -> str:
    """Write `dc:rights` as `{http://purl.org/dc/elements/1.1/}rights`."""
    prefix, _, local = name.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


TEXTS: Final = {
    "caption": Property("dc:description", "Alt", 120, 2000, ExifTags.Base.ImageDescription, TEXT),
    "creator": Property("dc:creator", "Seq", 80, 32, ExifTags.Base.Artist),
    "credit_line": Property("photoshop:Credit", "", 110, 32),
    "copyright_notice": Property("dc:rights", "Alt", 116, 128, ExifTags.Base.Copyright),
    "usage_terms": Property("xmpRights:UsageTerms", "Alt", length=TEXT),
    "headline": Property("photoshop:Headline", "", 105, 256),
    "source": Property("photoshop:Source", "", 115, 32),
    "instructions": Property("photoshop:Instructions", "", 40, 256, length=TEXT),
    "city": Property("photoshop:City", "", 90, 32, length=PLACE),
    "state": Property("photoshop:State", "", 95, 32, length=PLACE),
    "country": Property("photoshop:Country", "", 101, 64, length=PLACE),
    "licensor": Property("plus:Licensor", "plus:LicensorName"),
    "web_statement": Property("xmpRights:WebStatement"),
    "alt_text": Property("Iptc4xmpCore:AltTextAccessibility", "Alt", length=TEXT),
}
SOURCE_TYPE: Final = Property("Iptc4xmpExt:DigitalSourceType")
KEYWORDS: Final = Property("dc:subject", "Bag", 25, 64)
DATE_CREATED: Final = Property("photoshop:DateCreated", length=40)


def clean(text: str, *, length: int) -> str:
    """Put a text on one line without control characters and what no XML may hold, and cut it to a length."""
    harmless = "".join(" " if _is_harmful(mark) else mark for mark in text[: length * 4])
    return " ".join(harmless.split())[:length].rstrip()


def _is_harmful(mark: str) -> bool:
    return mark in "\ufffe\uffff" or unicodedata.category(mark) in {"Cc", "Cs"}
