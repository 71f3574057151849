"""Pictures in, smaller files out: which sizes, and which way up."""

import pytest
from PIL import ExifTags, Image

from articles import imaging
from tests.articles.drawings import assert_quarters, drawn, opened, rendered, saved


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


def test_photographer_gets_each_width_in_both_formats_largest_first() -> None:
    files = list(imaging.render(saved(drawn(900, 600))))
    assert [(one.width, one.height, one.format, one.suffix, one.mime_type) for one in files] == [
        (width, height, *kind)
        for width, height in ((900, 600), (640, 427), (320, 213))
        for kind in (("JPEG", ".jpg", "image/jpeg"), ("WebP", ".webp", "image/webp"))
    ]
    for one in files:
        assert (opened(one).format, opened(one).size) == (one.format.upper(), (one.width, one.height))
        assert_quarters(opened(one))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_picture_stands_upright_however_the_camera_was_held(orientation: int, kind: str) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = drawn(900, 600).transpose(undo[orientation]) if orientation in undo else drawn(900, 600)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    file = saved(stored, kind, exif=exif)
    found = imaging.inspect(file)
    assert (found.width, found.height) == (900, 600)
    for one in imaging.render(file, widths=[320]):
        assert (one.width, one.height) == opened(one).size == (320, 213)
        assert_quarters(opened(one))


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
    list(imaging.render(file))
    assert not file.closed
