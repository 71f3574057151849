"""However the camera was held, the files show what the upright picture shows, pixel by pixel."""

from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageChops, ImageDraw

from articles import imaging
from articles.imaging import crops
from tests.articles.drawings import opened, saved

UNDONE_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
#: Formats that may say how the camera was held; with losses where they have them, so small that they don't tell.
KINDS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 100, "subsampling": 0},
    "PNG": {},
    "WEBP": {"lossless": True},
    "TIFF": {},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}
EXACT = {"PNG", "WEBP", "TIFF"}


def scene() -> Image.Image:
    """Draw a picture of 480 × 320 in which every place looks different; multiples of 16, so that blocks turn well."""
    light = Image.linear_gradient("L").resize((480, 320))
    picture = Image.merge("RGB", (light, light.rotate(180), Image.linear_gradient("L").rotate(90).resize((480, 320))))
    ImageDraw.Draw(picture).ellipse((40, 30, 180, 120), fill=(220, 40, 40))
    return picture


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    assert one.size == other.size
    return max(highest for _lowest, highest in ImageChops.difference(one.convert("RGB"), other).getextrema())  # type: ignore[misc]


def held(orientation: int, kind: str) -> BytesIO:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    picture = scene()
    stored = picture.transpose(UNDONE_BY[orientation]) if orientation in UNDONE_BY else picture
    return saved(stored, kind, exif=exif, **KINDS[kind])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", KINDS)
def test_every_pixel_stands_where_it_stands_in_the_upright_picture(orientation: int, kind: str) -> None:
    decoded = imaging.decode(held(orientation, kind), wanted=imaging.wanted((480, 320)))
    whole = decoded.ladder.at("", 480)
    assert largest_difference(whole, scene()) <= (0 if kind in EXACT else 12)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_every_file_and_crop_is_the_one_of_the_upright_picture(orientation: int, kind: str) -> None:
    wanted = imaging.wanted((480, 320), (crops.of_focus(0.2, 0.3),))
    upright = imaging.decode(held(1, kind), wanted=wanted).files({})
    turned = imaging.decode(held(orientation, kind), wanted=wanted).files({})
    for one, other in zip(turned, upright, strict=True):
        assert (one.name, one.width, one.height) == (other.name, other.width, other.height)
        assert largest_difference(opened(one), opened(other).convert("RGB")) <= (0 if kind in EXACT else 40)
