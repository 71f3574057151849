"""One picture at ever smaller sizes, each made from the next larger, and the parts that are cut out of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from PIL import Image

from articles.imaging import crops
from articles.imaging.spec import size_at

Size: TypeAlias = tuple[int, int]
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The whole picture, largest first; `full` is its size in the original, by which everything is proportioned."""

    full: Size
    rungs: tuple[Image.Image, ...]

    @classmethod
    def below(cls, picture: Image.Image, *, full: Size, widths: Iterable[int]) -> "Ladder":
        """Make the picture at each of these widths that is smaller than itself."""
        rungs = [picture]
        for width in sorted({width for width in widths if width < picture.width}, reverse=True):
            rungs.append(resized(rungs[-1], size_at(width, of=full)))
        return cls(full, tuple(rungs))

    def at(self, shape: str, width: int) -> Image.Image:
        """Return the whole picture or a part of it at this width, from the smallest rung that has the pixels."""
        part = part_of(shape, self.full)
        size = size_at(width, of=(part[2], part[3]))
        needed = width * self.full[0] / part[2]
        rung = next((rung for rung in reversed(self.rungs) if rung.width > needed - 1), self.rungs[0])
        return _cut(rung, _scaled(part, rung.width / self.full[0], rung.height / self.full[1]), size)


def part_of(shape: str, size: Size) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what a shape shows, in pixels of the original."""
    return crops.pixels(crops.box_in(shape), size) if shape else (0, 0, *size)


def resized(picture: Image.Image, size: Size, box: Box | None = None) -> Image.Image:
    """Bring the picture, or a box of it, to this size by Lanczos; large steps are halved first."""
    if box is None and picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def _scaled(part: tuple[int, int, int, int], across: float, down: float) -> Box:
    left, top, width, height = part
    return left * across, top * down, (left + width) * across, (top + height) * down


def _cut(rung: Image.Image, box: Box, size: Size) -> Image.Image:
    """Cut a box out at this size; one that has the size already, to less than a pixel, is only cut."""
    if abs(box[2] - box[0] - size[0]) < 1 and abs(box[3] - box[1] - size[1]) < 1:
        left, top = min(round(box[0]), rung.width - size[0]), min(round(box[1]), rung.height - size[1])
        if left >= 0 and top >= 0:
            return rung if rung.size == size else rung.crop((left, top, left + size[0], top + size[1]))
    return resized(rung, size, (box[0], box[1], min(box[2], rung.width), min(box[3], rung.height)))
