"""What a picture's file says of itself: XMP first, then IPTC-IIM, then EXIF (IPTC Photo Metadata Standard)."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from PIL import ExifTags, Image, IptcImagePlugin

from articles.imaging.opening import exif

SHORT, LONG = 500, 5_000  # characters kept of a line, and of a text
MOST_XMP_BYTES = 1_000_000

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
UTF_8_DECLARED = b"\x1b%G"


@dataclass(frozen=True)
class Property:
    """Where one property stands in each of the three standards, and how much of it is kept."""

    xmp: str
    iim: tuple[int, int] | None = None
    exif: int | None = None
    length: int = SHORT


PROPERTIES = {
    "caption": Property(f"{{{DC}}}description", (2, 120), ExifTags.Base.ImageDescription, LONG),
    "creator": Property(f"{{{DC}}}creator", (2, 80), ExifTags.Base.Artist),
    "credit_line": Property(f"{{{PHOTOSHOP}}}Credit", (2, 110)),
    "copyright_notice": Property(f"{{{DC}}}rights", (2, 116), ExifTags.Base.Copyright),
    "alt_text": Property(f"{{{IPTC_CORE}}}AltTextAccessibility", length=LONG),
    "usage_terms": Property(f"{{{RIGHTS}}}UsageTerms", length=LONG),
    "source": Property(f"{{{PHOTOSHOP}}}Source", (2, 115)),
}


def read(image: Image.Image) -> dict[str, str]:
    """Return every property, empty where the file doesn't say; an unreadable block counts as absent."""
    lookups = [_tolerant(block, image) for block in (_xmp, _iim, _exif)]
    return {
        name: next(filter(None, (clean(lookup(place), length=place.length) for lookup in lookups)), "")
        for name, place in PROPERTIES.items()
    }


def clean(text: str, *, length: int) -> str:
    """Put a text on one line without control characters and lone surrogates, and cut it to a length."""
    harmless = "".join(" " if unicodedata.category(mark) in {"Cc", "Cs"} else mark for mark in text[: length * 4])
    return " ".join(harmless.split())[:length].rstrip()


def credit_exif(properties: dict[str, str]) -> Image.Exif:
    """Return an EXIF block with nothing but the artist and the copyright notice."""
    block = Image.Exif()
    for name in ("creator", "copyright_notice"):
        tag = PROPERTIES[name].exif
        if tag is not None and properties[name]:
            block[tag] = properties[name].encode()
    return block


def credit_xmp(properties: dict[str, str]) -> bytes:
    """Return an XMP packet with creator, credit line and copyright notice, or nothing if the file names none."""
    said = {name: escape(properties[name]) for name in ("creator", "credit_line", "copyright_notice")}
    if not any(said.values()):
        return b""
    lines = {
        "creator": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
        "credit_line": "<photoshop:Credit>{}</photoshop:Credit>",
        "copyright_notice": '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>',
    }
    written = "".join(line.format(said[name]) for name, line in lines.items() if said[name])
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" '
        f'xmlns:dc="{DC}" xmlns:photoshop="{PHOTOSHOP}">{written}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


Lookup = Callable[[Property], str]


def _tolerant(block: Callable[[Image.Image], Lookup], image: Image.Image) -> Lookup:
    try:
        return block(image)
    except Exception:  # one broken block must not cost the picture, nor the other blocks
        return _silence


def _silence(_place: Property) -> str:
    return ""


def _xmp(image: Image.Image) -> Lookup:
    packet = image.info.get("xmp", b"")
    packet = packet.encode() if isinstance(packet, str) else packet
    if not packet or len(packet) > MOST_XMP_BYTES:
        return _silence
    descriptions = list(ElementTree.fromstring(packet.strip(b"\0 \r\n\t")).iter(f"{{{RDF}}}Description"))
    return lambda place: next(filter(None, (_xmp_value(one, place.xmp) for one in descriptions)), "")


def _xmp_value(description: Element, name: str) -> str:
    element = description.find(name)
    if element is None:
        return description.get(name, "")
    items = list(element.iter(f"{{{RDF}}}li"))
    if element.find(f"{{{RDF}}}Alt") is not None:
        items = sorted(items, key=lambda item: item.get(LANGUAGE) != "x-default")[:1]
    return ", ".join(item.text or "" for item in items) if items else element.text or ""


def _iim(image: Image.Image) -> Lookup:
    datasets = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
    is_utf_8 = datasets.get((1, 90)) == UTF_8_DECLARED

    def value(place: Property) -> str:
        found = datasets.get(place.iim, b"") if place.iim else b""
        parts = found if isinstance(found, list) else [found]
        return ", ".join(_decoded(part, is_utf_8=is_utf_8) for part in parts)

    return value


def _exif(image: Image.Image) -> Lookup:
    tags = exif(image)

    def value(place: Property) -> str:
        found = tags.get(place.exif, "") if place.exif is not None else ""
        raw = found.encode("latin-1", "replace") if isinstance(found, str) else found
        return _decoded(raw) if isinstance(raw, bytes) else ""

    return value


def _decoded(raw: bytes, *, is_utf_8: bool = False) -> str:
    if is_utf_8:
        return raw.decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
