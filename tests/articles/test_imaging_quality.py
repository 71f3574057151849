"""No format looks worse than another: their qualities were chosen by one measure."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFilter

from articles import imaging
from articles.imaging import Wanted
from articles.imaging.spec import FORMATS
from tests.articles.drawings import drawn, saved
from tests.benchmarks.similarity import similarity


def scene() -> Image.Image:
    """Draw smooth light, sharp edges and fine grain."""
    light = Image.linear_gradient("L").resize((960, 640))
    grain = Image.effect_noise((960, 640), 60).filter(ImageFilter.GaussianBlur(1))
    picture = Image.merge("RGB", (light, grain, light.rotate(180)))
    pen = ImageDraw.Draw(picture)
    for number in range(12):
        pen.ellipse(
            (number * 70, number * 40, number * 70 + 130, number * 40 + 90), outline=(number * 20, 90, 200), width=3
        )
    return picture


def test_all_formats_look_equally_like_the_original() -> None:
    picture = scene()
    files = imaging.decode(saved(picture, "PNG"), wanted=[Wanted("", 960, kind) for kind in FORMATS]).files({})
    alike = {one.format: similarity(picture, Image.open(BytesIO(one.content))) for one in files}
    assert min(alike.values()) > 0.93
    assert max(alike.values()) - min(alike.values()) < 0.02


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_size_made_from_the_next_larger_looks_as_if_made_from_the_original(width: int) -> None:
    picture = scene().resize((3000, 2000), Image.Resampling.BICUBIC)
    decoded = imaging.decode(saved(picture, quality=95), wanted=imaging.wanted(picture.size))
    at_once = picture.resize((width, round(width * 2 / 3)), Image.Resampling.LANCZOS)
    assert similarity(decoded.ladder.at("", width), at_once) > 0.98


def test_similarity_tells_the_same_from_the_blurred_and_from_another() -> None:
    picture = scene()
    assert similarity(picture, picture) == pytest.approx(1)
    blurred = similarity(picture, picture.filter(ImageFilter.GaussianBlur(2)))
    assert similarity(picture, drawn(960, 640)) < 0.5 < blurred < 0.8
