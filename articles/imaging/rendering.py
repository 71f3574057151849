"""The files that readers get: decoded once, upright, in sRGB, each size made from the next larger one."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import IO

from PIL import Image

from articles.imaging import metadata
from articles.imaging.colours import in_srgb, on_white, shrunk
from articles.imaging.ladder import Ladder, Size, part_of, resized
from articles.imaging.look import Look, look_at
from articles.imaging.opening import ON_THEIR_SIDE, is_jpeg, opened, orientation, upright_size
from articles.imaging.spec import WIDTHS, RenditionFormat, Wanted, size_at

UPRIGHT_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class RenderedPicture:
    """One file to serve, whole in memory; width and height in pixels, `name` the last part of its address."""

    name: str
    shape: str
    width: int
    height: int
    format: str
    suffix: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture held no larger than its largest file needs, and how it looks."""

    look: Look
    ladder: Ladder
    wanted: tuple[Wanted, ...]

    def files(self, words: Mapping[str, str]) -> Iterator[RenderedPicture]:
        """Make each file that was wanted, in that order, with these words in it and no others."""
        for (shape, width), wanted in groupby(self.wanted, key=lambda one: (one.shape, one.width)):
            picture = self.ladder.at(shape, width)
            for one in wanted:
                kind, content = one.kind, _encoded(picture, one.kind, words)
                yield RenderedPicture(one.name, shape, *picture.size, kind.name, kind.suffix, kind.mime_type, content)


def decode(file: IO[bytes], *, wanted: Sequence[Wanted]) -> Decoded:
    """Decode a picture once for all the files that are wanted, as small as the largest of them allows.

    Raises `PictureRefused` if it can't be decoded whole.
    """
    with opened(file) as image:
        full = upright_size(image)
        picture = _upright_and_srgb(image, size_at(_width_for(wanted, full), of=full))
        look = look_at(picture, profile=image.info.get("icc_profile"))
    widths = {*WIDTHS, *(one.width for one in wanted if not one.shape)}
    return Decoded(look, Ladder.below(picture, full=full, widths=widths), tuple(wanted))


def _width_for(wanted: Sequence[Wanted], full: Size) -> int:
    """Return how wide the whole picture must be held for every file to be cut out and none enlarged."""
    needed = [math.ceil(one.width * full[0] / part_of(one.shape, full)[2]) for one in wanted]
    return min(full[0], max(needed, default=WIDTHS[0]))


def _upright_and_srgb(image: Image.Image, size: Size) -> Image.Image:
    """Decode, at a fraction where the format allows it, and shrink before anything that costs memory by the pixel."""
    turn = UPRIGHT_BY.get(orientation(image))
    stored = size if orientation(image) not in ON_THEIR_SIDE else size[::-1]
    if is_jpeg(image):
        image.draft(None, stored)
    image.load()
    picture = in_srgb(resized(shrunk(image, stored[0]), stored), profile=image.info.get("icc_profile"))
    return _bare(picture.transpose(turn) if turn is not None else picture)


def _bare(picture: Image.Image) -> Image.Image:
    """Forget the comment, profile and all else of the file that Pillow would carry over into the next."""
    picture.info = {}
    return picture


def _encoded(picture: Image.Image, kind: RenditionFormat, words: Mapping[str, str]) -> bytes:
    target = BytesIO()
    shown = picture if kind.keeps_transparency else on_white(picture)
    shown.save(target, kind.name, **metadata.save_options(words, kind.name), **kind.options)
    return metadata.finished(target.getvalue(), kind.name, words)
