"""IPTC-IIM in the resources that Photoshop began: read with tolerance, written within the standard's lengths."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from PIL import Image, TiffImagePlugin

from articles.imaging.metadata.properties import TEXTS

DATASETS, DIGEST = 0x0404, 0x0425  # resources: the datasets, and the MD5 that they had when XMP was last written
RECORD, KEYWORD, DATE, TIME = 2, 25, 55, 60
MOST_BYTES, MOST_DATASETS = 1_000_000, 1_000
UTF_8_DECLARED = b"\x1b%G"
HEADER = b"Photoshop 3.0\0"

Datasets = Mapping[int, list[str]]


def block(image: Image.Image) -> bytes:
    """Return the datasets as they stand in a JPEG or a TIFF."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return bytes(image.tag_v2._tagdata.get(TiffImagePlugin.IPTC_NAA_CHUNK, b""))
    return bytes(image.info.get("photoshop", {}).get(DATASETS, b""))


def is_newer_than_xmp(image: Image.Image) -> bool:
    """Say whether the datasets changed after a program last wrote them together with the XMP."""
    digest = image.info.get("photoshop", {}).get(DIGEST, b"")
    return any(digest) and digest != hashlib.md5(block(image), usedforsecurity=False).digest()


def datasets(raw: bytes) -> Datasets:
    """Read the datasets of record 2 by their numbers, up to the first that is broken."""
    found: dict[int, list[bytes]] = defaultdict(list)
    is_utf_8, at, count = False, 0, 0
    raw = raw[:MOST_BYTES]
    while raw[at : at + 1] == b"\x1c" and at + 5 <= len(raw) and count < MOST_DATASETS:
        record, number, size = raw[at + 1], raw[at + 2], int.from_bytes(raw[at + 3 : at + 5], "big")
        value = raw[at + 5 : at + 5 + size]
        if size >= 0x8000 or len(value) < size:
            break
        if (record, number) == (1, 90):
            is_utf_8 = value == UTF_8_DECLARED
        elif record == RECORD:
            found[number].append(value)
        at, count = at + 5 + size, count + 1
    return {number: [decoded(value, is_utf_8=is_utf_8) for value in values] for number, values in found.items()}


def decoded(raw: bytes, *, is_utf_8: bool = False) -> str:
    """Read bytes as UTF-8 where they are, else as Windows wrote Latin letters."""
    if is_utf_8:
        return raw.decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def written(words: Mapping[str, str]) -> bytes:
    """Write the datasets of these properties in UTF-8, each cut to its length between two characters."""
    places = [(place.iim, name, place.iim_bytes) for name, place in TEXTS.items() if place.iim and words.get(name)]
    sets = [_dataset(RECORD, number, cut(words[name], most)) for number, name, most in sorted(places)]
    if not sets:
        return b""
    return b"".join([_dataset(1, 90, UTF_8_DECLARED), _dataset(RECORD, 0, b"\0\x04"), *sets])


def cut(text: str, most: int) -> bytes:
    """Return as much of a text as so many bytes of UTF-8 hold, with no character broken."""
    return text.encode()[:most].decode(errors="ignore").rstrip().encode()


def embedded(content: bytes, raw: bytes) -> bytes:
    """Put datasets into a JPEG that has none, behind its other application segments."""
    resources = _resource(DATASETS, raw) + _resource(DIGEST, hashlib.md5(raw, usedforsecurity=False).digest())
    segment = b"\xff\xed" + (len(HEADER) + len(resources) + 2).to_bytes(2, "big") + HEADER + resources
    at = _behind_application_segments(content)
    return content[:at] + segment + content[at:]


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes([0x1C, record, number]) + len(value).to_bytes(2, "big") + value


def _resource(number: int, value: bytes) -> bytes:
    padding = b"\0" * (len(value) % 2)
    return b"8BIM" + number.to_bytes(2, "big") + b"\0\0" + len(value).to_bytes(4, "big") + value + padding


def _behind_application_segments(content: bytes) -> int:
    at = 2
    while content[at] == 0xFF and 0xE0 <= content[at + 1] <= 0xEF:
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return at
