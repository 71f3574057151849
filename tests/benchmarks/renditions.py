"""A large photograph into all its files, as a worker does it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from articles import imaging
from tests.benchmarks import alone, server
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result

WIDTH, HEIGHT = 6000, 4000
FILES = 8


def run() -> Iterator[Result]:
    say(f"drawing a picture of {WIDTH * HEIGHT // 1_000_000} megapixels")
    with tempfile.TemporaryDirectory(prefix="newsroom-picture-") as folder:
        original = str(Path(folder) / "original.jpg")
        here, environment = __name__, server.environment()
        alone.timed(here, "draw", original, environment=environment)
        taken = alone.timed(here, "render", original, environment=environment)
        yield Result("24-megapixel JPEG: size of the file", os.path.getsize(original) / 1e6, "MB")
    yield Result(f"24-megapixel JPEG: all {FILES} renditions", taken.seconds, "s")
    yield Result("24-megapixel JPEG: memory before", taken.before, "MB")
    yield Result("24-megapixel JPEG: peak memory", taken.peak, "MB", at_most=150)


def draw(place: str) -> None:
    """Draw something as hard to pack as a photograph: smooth light, edges, and grain."""
    light = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH, HEIGHT), 60).filter(ImageFilter.GaussianBlur(1.2))
    picture = Image.merge("RGB", (light, grain, Image.blend(light, grain, 0.5)))
    pen = ImageDraw.Draw(picture)
    for number in range(60):
        across, down = number * 97 % WIDTH, number * 211 % HEIGHT
        pen.ellipse((across, down, across + 700, down + 500), outline=(number * 4, 90, 200), width=9)
    picture.save(place, "JPEG", quality=90)


def render(place: str) -> None:
    with Path(place).open("rb") as file:
        assert sum(1 for _made in imaging.render(file)) == FILES
