"""Renditions as a first attempt makes them: Pillow opens the original again for each file."""

from io import BytesIO

from PIL import Image, ImageOps

from articles.imaging import crops, metadata
from articles.imaging.crops import Box
from articles.imaging.spec import RenditionFormat
from tests.benchmarks.by_pipeline import READY, WORDS, sizes

WHOLE = (0.0, 0.0, 1.0, 1.0)


def render(place: str, times: str) -> None:
    for _again in range(int(times)):
        for shape, width in sizes(place):
            for kind in READY:
                assert made(place, crops.box_in(shape) if shape else WHOLE, width, kind)


def made(place: str, box: Box, width: int, kind: RenditionFormat) -> bytes:
    target = BytesIO()
    with Image.open(place) as picture:
        upright = ImageOps.exif_transpose(picture)
        left, top, across, down = crops.pixels(box, upright.size)
        part = upright.crop((left, top, left + across, top + down))
        part = part.resize((width, round(down * width / across)), Image.Resampling.LANCZOS)
        part.convert("RGB").save(target, kind.name, **metadata.save_options(WORDS, kind.name), **kind.options)
    return metadata.finished(target.getvalue(), kind.name, WORDS)
