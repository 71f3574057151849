"""EXIF: three texts and the time of capture are read; three texts are written, and never anything else."""

from collections.abc import Mapping

from PIL import ExifTags, Image

from articles.imaging.metadata.iim import decoded
from articles.imaging.metadata.properties import TEXTS

#: What cameras write where a caption belongs.
SAID_BY_CAMERAS = frozenset({"OLYMPUS DIGITAL CAMERA", "MINOLTA DIGITAL CAMERA", "SONY DSC", "SAMSUNG", "DCIM"})


def text(tags: Mapping[int, object], tag: int | None) -> str:
    """Return a tag's text; Pillow reads it as Latin-1, and most programs wrote UTF-8."""
    found = tags.get(tag, "") if tag is not None else ""
    raw = found.encode("latin-1", "replace") if isinstance(found, str) else found
    said = decoded(raw) if isinstance(raw, bytes) else ""
    return "" if said.strip("\0 ") in SAID_BY_CAMERAS else said


def capture(tags: Image.Exif) -> tuple[str, str]:
    """Return date and time of capture and its offset from UTC, as they are written."""
    inner = tags.get_ifd(ExifTags.IFD.Exif)
    return text(inner, ExifTags.Base.DateTimeOriginal), text(inner, ExifTags.Base.OffsetTimeOriginal)


def written(words: Mapping[str, str]) -> bytes:
    """Write caption, creator and copyright notice in UTF-8, nothing for none of them."""
    block = Image.Exif()
    for name, place in TEXTS.items():
        if place.exif is not None and words.get(name):
            block[place.exif] = words[name].encode()
    return block.tobytes() if len(block) else b""
