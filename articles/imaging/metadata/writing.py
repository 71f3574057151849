"""What readers' files say: credit, rights, how the picture was made, and its words. Never where or by which camera."""

from collections.abc import Mapping
from typing import Any, Final

from articles.imaging.metadata import exif, iim, xmp
from articles.imaging.metadata.properties import TEXTS, clean
from articles.imaging.metadata.source_types import address_of

MOST_XMP_BYTES: Final = {"JPEG": 65_000}  # what a segment holds
EMBEDDED: Final = (
    "creator",
    "credit_line",
    "copyright_notice",
    "usage_terms",
    "digital_source_type",
    "alt_text",
    "caption",
    "headline",
    "source",
    "licensor",
    "web_statement",
)


def save_options(words: Mapping[str, str], kind_name: str) -> dict[str, Any]:
    """Return what Pillow's `save` takes to write these words into a JPEG, WebP or AVIF; other keys are left out."""
    said = _said(words)
    return {"exif": exif.written(said), "xmp": xmp.packet(said, most=MOST_XMP_BYTES.get(kind_name, xmp.MOST_BYTES))}


def finished(content: bytes, kind_name: str, words: Mapping[str, str]) -> bytes:
    """Add what Pillow can't write: IPTC-IIM, in JPEG alone. A file without words stays as it is."""
    raw = iim.written(_said(words)) if kind_name == "JPEG" else b""
    return iim.embedded(content, raw) if raw else content


def _said(words: Mapping[str, str]) -> dict[str, str]:
    said = {"digital_source_type": address_of(words.get("digital_source_type", ""))}
    for name in EMBEDDED:
        if name in TEXTS:
            said[name] = clean(words.get(name, ""), length=TEXTS[name].length)
    return said
