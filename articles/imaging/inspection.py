"""What a picture is and says, from its header alone."""

from dataclasses import dataclass
from typing import IO

from articles.imaging import metadata
from articles.imaging.endings import check_ending
from articles.imaging.opening import FORMATS, opened, upright_size


@dataclass(frozen=True, kw_only=True)
class Inspection(metadata.Words):
    """A picture's format, its size as a reader sees it, and the words in its file (empty where it has none)."""

    format: str
    mime_type: str
    suffix: str
    width: int
    height: int


def inspect(file: IO[bytes]) -> Inspection:
    """Read the header; raise `PictureRefused` for what is no picture, cut short, or too large."""
    with opened(file) as image:
        width, height = upright_size(image)
        kind = FORMATS[image.format or ""]
        words = metadata.read(image)
        check_ending(file, image)
        return Inspection(
            format=kind.name,
            mime_type=kind.mime_type,
            suffix=kind.suffix,
            width=width,
            height=height,
            **vars(words),
        )
