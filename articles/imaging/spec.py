"""Which files are made from a picture: one table. A changed row reaches the archive by `manage.py render_pictures`."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from articles.imaging import crops


@dataclass(frozen=True, slots=True)
class Shape:
    """The whole picture (no ratio), or a crop of one ratio; widths in pixels, smallest first."""

    name: str
    ratio: tuple[int, int] | None
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RenditionFormat:
    """A format that we make and the encoder's settings for it; what `comes_later` keeps no reader waiting."""

    name: str
    suffix: str
    mime_type: str
    keeps_transparency: bool
    comes_later: bool
    options: dict[str, Any]


SHAPES: Final = (
    Shape("", None, (320, 640, 1280, 1920)),
    Shape("16x9", (16, 9), (640, 1280)),
    Shape("4x3", (4, 3), (320, 640)),
    Shape("1x1", (1, 1), (320,)),
    Shape("4x5", (4, 5), (640,)),
)
#: Qualities that look equally like the original, by measure: `make bench` qualities, docs/adr/0014.
FORMATS: Final = (
    RenditionFormat("JPEG", ".jpg", "image/jpeg", False, False, {"quality": 78, "progressive": True}),
    RenditionFormat("WebP", ".webp", "image/webp", True, False, {"quality": 81, "method": 2}),
    RenditionFormat("AVIF", ".avif", "image/avif", True, True, {"quality": 63, "speed": 9, "max_threads": 1}),
)
WIDTHS: Final = SHAPES[0].widths
MOST_PIXELS_HELD: Final = 12_000_000  # a narrow crop of a vast picture is made no larger than fits into so many
DIGEST: Final = hashlib.sha256(repr((SHAPES, FORMATS, MOST_PIXELS_HELD)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to make; `shape` is empty for the whole picture, else what `crops.shape_of` wrote."""

    shape: str
    width: int
    kind: RenditionFormat

    @property
    def name(self) -> str:
        """The last part of the file's address."""
        width = f"{self.width}{self.kind.suffix}"
        return f"{self.shape}-{width}" if self.shape else width


def widths_for(width: int, steps: tuple[int, ...] = WIDTHS) -> tuple[int, ...]:
    """Return the widths to make, smallest first, of something so many pixels wide as seen; never enlarge."""
    made = [step for step in steps if step <= width]
    if width < steps[-1] and width not in made:
        made.append(width)
    return tuple(made)


def wanted(
    size: tuple[int, int], uses: Iterable[crops.Crop | None] = (None,), *, comes_later: bool = False
) -> list[Wanted]:
    """Return all files of a picture of this size as seen, with the crops of its uses; the whole picture first."""
    shapes = {"": size[0]}
    for use in uses:
        for shape in SHAPES[1:]:
            box = crops.box_of(use, shape.name, size)
            shapes[crops.shape_of(shape.name, box)] = crops.pixels(box, held(size))[2]
    steps = {shape.name: shape.widths for shape in SHAPES}
    return [
        Wanted(shape, width, kind)
        for shape, full in shapes.items()
        for width in reversed(widths_for(full, steps[crops.ratio_of(shape)]))
        for kind in FORMATS
        if kind.comes_later is comes_later
    ]


def held(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size that a picture is decoded to at most for its crops."""
    scale = min(1.0, math.sqrt(MOST_PIXELS_HELD / (size[0] * size[1])))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def size_at(width: int, *, of: tuple[int, int]) -> tuple[int, int]:
    """Return the size of a picture brought to this width with its proportions kept, at least a pixel high."""
    return width, max(1, round(of[1] * width / of[0]))
