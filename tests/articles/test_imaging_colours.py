"""Colours, greys and transparency come through as they were meant."""

import pytest
from PIL import Image, ImageCms

from tests.articles.drawings import assert_quarters, drawn, made, opened, pixels, rendered, saved, swapped_profile


def in_deep_grey(picture: Image.Image) -> Image.Image:
    return picture.convert("L").convert("I").point(lambda value: value * 257 + 0).convert("I;16")


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (drawn(mode="CMYK"), "JPEG"),
        (drawn(mode="CMYK"), "TIFF"),
        (drawn(mode="P"), "PNG"),
        (drawn(mode="P"), "GIF"),
        (drawn(mode="RGBA"), "PNG"),
        (drawn(mode="YCbCr"), "JPEG"),
        (drawn(mode="RGBX"), "TIFF"),
    ],
    ids=["cmyk-jpeg", "cmyk-tiff", "palette-png", "palette-gif", "rgba", "ycbcr", "rgbx"],
)
def test_colours_stay_however_the_file_keeps_them(picture: Image.Image, kind: str) -> None:
    for one in made(saved(picture, kind), [640, 320]):
        assert opened(one).mode == "RGB" or (opened(one).mode == "RGBA" and one.format == "WebP")
        assert_quarters(opened(one), tolerance=40)


@pytest.mark.parametrize("size", [(900, 600), (4000, 2000)], ids=["small", "in-bands"])
@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16"])
def test_greys_stay_however_deep_they_are(mode: str, size: tuple[int, int]) -> None:
    grey = Image.linear_gradient("L").resize(size)
    picture = in_deep_grey(grey) if mode == "I;16" else grey.convert(mode)
    found = rendered(saved(picture, "PNG"), 320).convert("L")
    for x, y in ((160, 8), (160, found.height // 2), (160, found.height - 8)):
        wanted = 255 * y // found.height
        average = found.crop((x - 20, y - 4, x + 20, y + 4)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(average, int | float)
        assert abs(average - wanted) < 12


def test_sixteen_bit_tiff_is_not_burnt_out() -> None:
    found = rendered(saved(in_deep_grey(Image.new("L", (400, 300), 100)), "TIFF"), 320)
    assert found.getpixel((100, 100)) == (100, 100, 100)


def test_dark_half_of_a_deep_grey_picture_stays_dark() -> None:
    grey = Image.new("I", (4000, 2000), 200)
    grey.paste(65_535, (0, 1000, 4000, 2000))
    found = rendered(saved(grey.convert("I;16"), "PNG"), 320)
    assert (found.getpixel((160, 40)), found.getpixel((160, 120))) == ((0, 0, 0), (255, 255, 255))


def test_large_picture_shrunk_by_bands_has_no_seams() -> None:
    picture = drawn(5000, 3001).convert("RGBA")
    whole = drawn(5000, 3001).resize((320, 192), Image.Resampling.LANCZOS)
    found = rendered(saved(picture, "PNG", compress_level=1), 320)
    assert found.size == whole.size
    differences = [
        abs(a - b)
        for one, other in zip(pixels(found), pixels(whole), strict=True)
        for a, b in zip(one, other, strict=True)
    ]
    assert sum(differences) / len(differences) < 3


def test_transparent_picture_stands_on_white_in_jpeg_and_stays_so_in_webp() -> None:
    picture = drawn(400, 300, "RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 200, 150))
    file = saved(picture, "PNG")
    assert rendered(file, 320, "JPEG").getpixel((40, 40)) == (255, 255, 255)
    assert rendered(file, 320, "WebP").getpixel((40, 40))[3] == 0  # type: ignore[index]


def test_transparent_palette_entry_stands_on_white() -> None:
    picture = Image.new("P", (40, 30), 5)
    picture.putpalette([0, 0, 0] * 256)
    assert rendered(saved(picture, "PNG", transparency=5), 40).getpixel((20, 15)) == (255, 255, 255)


def test_picture_in_another_colour_space_is_brought_to_srgb() -> None:
    file = saved(Image.new("RGB", (40, 30), (255, 0, 0)), "PNG", icc_profile=swapped_profile())
    red, green, blue = rendered(file, 40).getpixel((20, 15))  # type: ignore[misc]
    assert (red < 60, green > 200, blue < 60) == (True, True, True)
    assert "icc_profile" not in rendered(file, 40).info


@pytest.mark.parametrize(
    "profile", [b"not a profile", b"\0" * 200, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_profile_that_is_broken_or_of_another_kind_costs_nothing_but_itself(profile: bytes) -> None:
    assert_quarters(rendered(saved(drawn(), icc_profile=profile), 320))
