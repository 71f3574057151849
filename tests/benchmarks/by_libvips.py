"""Renditions by libvips: shrunk once on load, each size made from the next larger."""

import pyvips

from articles.imaging import crops, metadata
from articles.imaging.spec import FORMATS, WIDTHS
from tests.benchmarks.by_pipeline import WORDS, sizes

OPTIONS = {kind.name: kind.options for kind in FORMATS}
XMP = {kind.name: metadata.save_options(WORDS, kind.name)["xmp"] for kind in FORMATS}


def render(place: str, times: str) -> None:
    for _again in range(int(times)):
        _render(place)


def _render(place: str) -> None:
    largest = pyvips.Image.thumbnail(place, WIDTHS[-1], height=100_000, size="down").copy_memory()
    picture = largest
    for shape, width in sizes(place):
        if shape:
            left, top, across, down = crops.pixels(crops.box_in(shape), (largest.width, largest.height))
            _save(_at(largest.crop(left, top, across, down), width))
        else:
            picture = _at(picture, width)
            _save(picture)


def _at(picture: pyvips.Image, width: int) -> pyvips.Image:
    return picture if picture.width == width else picture.resize(width / picture.width).copy_memory()


def _save(picture: pyvips.Image) -> None:
    """Pack with the settings of the table, and write what libvips can write of the words: the XMP."""
    jpeg, webp = picture.copy(), picture.copy()
    jpeg.set_type(pyvips.GValue.blob_type, "xmp-data", XMP["JPEG"])
    webp.set_type(pyvips.GValue.blob_type, "xmp-data", XMP["WebP"])
    assert jpeg.jpegsave_buffer(Q=OPTIONS["JPEG"]["quality"], interlace=True, optimize_coding=True, keep="xmp")
    assert webp.webpsave_buffer(Q=OPTIONS["WebP"]["quality"], effort=OPTIONS["WebP"]["method"], keep="xmp")
