"""How a picture looks from afar: what stands in its place until it is there, and what tells that two are the same."""

from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter

from articles import imaging
from articles.imaging import Look
from tests.articles.drawings import assert_quarters, drawn, saved


def look(picture: Image.Image, kind: str = "JPEG", **options: object) -> Look:
    return imaging.decode(saved(picture, kind, **options), wanted=imaging.wanted(picture.size)).look


def scene(seed: int, size: tuple[int, int] = (1500, 1000)) -> Image.Image:
    """Draw a blurred scene that no other seed gives."""
    picture = Image.linear_gradient("L").rotate(seed * 90).resize(size).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for number in range(1, 9):
        across, down = (number * seed * 377 + 91) % size[0], (number * (seed + 3) * 211 + 47) % size[1]
        pen.ellipse(
            (across - 150, down - 90, across + 150, down + 90), fill=(number * 28, 255 - number * 20, seed * 30)
        )
    return picture.filter(ImageFilter.GaussianBlur(6))


def bits_apart(one: Look, other: Look) -> int:
    return ((one.perceptual_hash ^ other.perceptual_hash) & (2**64 - 1)).bit_count()


@pytest.mark.parametrize("seed", range(1, 7))
def test_same_picture_is_known_again_at_any_size_and_compression(seed: int) -> None:
    picture = scene(seed)
    original = look(picture, quality=95)
    for width in (2400, 800, 320):
        again = picture.resize((width, width * 2 // 3), Image.Resampling.LANCZOS)
        assert bits_apart(original, look(again, quality=30)) <= 4
    assert bits_apart(original, look(picture, "WEBP", quality=20)) <= 4
    assert bits_apart(original, look(picture.point(lambda value: value * 0.9 + 12))) <= 6


def test_other_pictures_are_far_apart() -> None:
    looks = [look(scene(seed)) for seed in range(1, 7)]
    apart = [bits_apart(one, other) for at, one in enumerate(looks) for other in looks[:at]]
    assert min(apart) > 12


def test_hash_fits_a_signed_column_and_a_blank_picture_has_one() -> None:
    assert all(-(2**63) <= look(scene(seed)).perceptual_hash < 2**63 for seed in range(1, 7))
    assert look(Image.new("RGB", (400, 300), "white")).perceptual_hash == 0


@pytest.mark.parametrize("size", [(900, 600), (600, 900), (5, 3), (4000, 20)])
def test_placeholder_is_a_few_hundred_bytes_that_show_light_and_colour(size: tuple[int, int]) -> None:
    placeholder = look(drawn(*size), "PNG").placeholder
    assert len(placeholder) < 400
    head, body = placeholder.split(",")
    assert head == "data:image/webp;base64"
    tiny = Image.open(BytesIO(b64decode(body)))
    assert max(tiny.size) == min(16, max(size))
    if size == (900, 600):
        assert_quarters(tiny, tolerance=40)


def test_placeholder_of_noise_is_no_larger() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((16, 16), 200) for _band in range(3)])
    assert len(look(noise, "PNG").placeholder) < 1000


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        (None, ""),
        (b"not a profile", ""),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "sRGB built-in"),
    ],
)
def test_colour_profile_is_named(profile: bytes | None, name: str) -> None:
    assert look(drawn(), icc_profile=profile).colour_profile == name
