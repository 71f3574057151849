"""Pictures in, smaller files out: which sizes, and which way up."""

import pytest
from PIL import ExifTags, Image

from articles import imaging
from tests.articles.drawings import assert_quarters, drawn, made, rendered, saved


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (6000, (320, 640, 1280, 1920)),
        (1920, (320, 640, 1280, 1920)),
        (1919, (320, 640, 1280, 1919)),
        (800, (320, 640, 800)),
        (640, (320, 640)),
        (320, (320,)),
        (100, (100,)),
        (1, (1,)),
    ],
)
def test_no_picture_is_enlarged_and_none_is_left_out(width: int, expected: tuple[int, ...]) -> None:
    assert imaging.widths_for(width) == expected


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_senseless_orientation_means_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert_quarters(rendered(saved(drawn(), exif=exif), 320))


def test_animation_gives_its_first_frame() -> None:
    for kind in ("GIF", "WEBP", "PNG"):
        file = saved(drawn(), kind, save_all=True, append_images=[Image.new("RGB", (900, 600), "black")], duration=100)
        assert_quarters(rendered(file, 320))


def test_file_is_left_open_for_the_one_who_handed_it_in() -> None:
    file = saved(drawn())
    imaging.inspect(file)
    made(file)
    assert not file.closed
