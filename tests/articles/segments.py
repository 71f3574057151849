"""The segments of a JPEG, taken apart by themselves so that no reader of ours is asked what stands in them."""

from collections.abc import Iterator
from io import BytesIO

EXIF, XMP, PHOTOSHOP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each marker with its payload, up to the pixels."""
    at = 2
    while content[at + 1] != 0xDA:
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        yield content[at + 1], content[at + 4 : at + 2 + size]
        at += 2 + size


def without(content: bytes, *starts: bytes) -> BytesIO:
    """Return a JPEG without the segments that start so."""
    for marker, payload in list(segments(content)):
        if payload.startswith(starts):
            content = content.replace(bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload, b"", 1)
    return BytesIO(content)
