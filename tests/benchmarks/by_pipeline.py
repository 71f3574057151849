"""Renditions by the pipeline that workers run."""

from pathlib import Path

from PIL import Image

from articles import imaging
from articles.imaging import Wanted, crops
from articles.imaging.spec import FORMATS, WIDTHS, RenditionFormat

WORDS = {"creator": "Ines Marlowe", "credit_line": "Harbour Agency", "copyright_notice": "© Harbour Agency"}
CROPS = {"16x9": 1280, "1x1": 320}
READY = [kind for kind in FORMATS if not kind.comes_later]
LATER = [kind for kind in FORMATS if kind.comes_later]


def render(place: str, times: str) -> None:
    """Make four widths and two crops in JPEG and WebP, so many times over."""
    for _again in range(int(times)):
        assert made(place, READY) == 2 * (len(WIDTHS) + len(CROPS))


def render_later(place: str, times: str) -> None:
    """Make the same in AVIF."""
    for _again in range(int(times)):
        assert made(place, LATER) == len(WIDTHS) + len(CROPS)


def made(place: str, kinds: list[RenditionFormat]) -> int:
    """Make the files of one picture, and return how many there are."""
    with Path(place).open("rb") as file:
        decoded = imaging.decode(file, wanted=[Wanted(*one, kind) for one in sizes(place) for kind in kinds])
        return sum(1 for _made in decoded.files(WORDS))


def sizes(place: str) -> list[tuple[str, int]]:
    """Return the shapes and widths to make, largest first."""
    with Image.open(place) as picture:
        size = picture.size
    named = [(crops.shape_of(ratio, crops.box_of(None, ratio, size)), width) for ratio, width in CROPS.items()]
    return [*(("", width) for width in reversed(WIDTHS)), *named]
