"""One decode for all files: which of them are made, how large the picture is held, and what a crop shows."""

import pytest
from PIL import Image

from articles import imaging
from articles.imaging import Wanted, crops, wanted
from articles.imaging.spec import FORMATS
from tests.articles.drawings import assert_quarters, drawn, opened, pixels, saved

JPEG, WEBP, AVIF = FORMATS


def test_photographer_gets_each_width_in_both_formats_largest_first() -> None:
    files = list(imaging.decode(saved(drawn(900, 600)), wanted=wanted((900, 600))).files({}))
    assert [(one.name, one.width, one.height) for one in files if not one.shape] == [
        (f"{width}{suffix}", width, height)
        for width, height in ((900, 600), (640, 427), (320, 213))
        for suffix in (".jpg", ".webp")
    ]
    assert [one.name for one in files] == [one.name for one in wanted((900, 600))]
    for one in files:
        assert (opened(one).format, opened(one).size) == (one.format.upper(), (one.width, one.height))


def test_files_that_come_later_are_made_by_the_same_decoder() -> None:
    later = wanted((400, 300), comes_later=True)
    files = list(imaging.decode(saved(drawn(400, 300)), wanted=later).files({}))
    assert {one.mime_type for one in files} == {"image/avif"}
    assert_quarters(opened(files[0]))


def corners() -> Image.Image:
    """Draw a green picture with a red square in its lower right corner."""
    picture = Image.new("RGB", (1200, 800), (30, 160, 30))
    picture.paste((200, 30, 30), (600, 400, 1200, 800))
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_crop_shows_its_part_and_nothing_else(kind: str) -> None:
    shape = crops.shape_of("16x9", (0.5, 0.5, 0.5, 0.422))
    one, smaller = imaging.decode(
        saved(corners(), kind), wanted=[Wanted(shape, 600, JPEG), Wanted(shape, 320, JPEG)]
    ).files({})
    assert (one.name, one.width, one.height) == (f"{shape}-600.jpg", 600, 338)
    assert (smaller.width, smaller.height) == (320, 180)
    for made in (one, smaller):
        assert all(red > 185 and green < 45 for red, green, _blue in pixels(opened(made).resize((8, 8))))


def test_picture_is_held_large_enough_for_its_smallest_part() -> None:
    shape = crops.shape_of("1x1", (0.25, 0.25, 0.2, 0.3))
    decoded = imaging.decode(saved(drawn(3000, 2000)), wanted=[Wanted("", 640, JPEG), Wanted(shape, 320, JPEG)])
    assert decoded.ladder.rungs[0].size == (1600, 1067)
    assert [(one.width, one.height) for one in decoded.files({})] == [(640, 427), (320, 320)]


def test_picture_is_held_no_larger_than_its_files() -> None:
    decoded = imaging.decode(saved(drawn(3000, 2000)), wanted=[Wanted("", 640, WEBP)])
    assert decoded.ladder.rungs[0].size == (640, 427)
    assert imaging.decode(saved(drawn(3000, 2000)), wanted=[]).ladder.rungs[0].size == (320, 213)


def test_narrow_crop_of_a_vast_picture_is_made_from_a_fraction_of_it() -> None:
    by_hand = {"16x9": [0.4, 0.4, 0.1, 0.084]}
    files = wanted((12_000, 8_000), (by_hand,))
    assert [one.width for one in files if one.shape.startswith("16x9") and one.kind is JPEG] == [424]
    assert [
        one.width for one in wanted((4_000, 3_000), ({"1x1": [0, 0, 0.075, 0.1]},)) if one.shape.startswith("1x1")
    ] == [
        300,
        300,
    ]


def test_part_at_the_very_edge_is_not_made_larger_nor_smaller_than_asked_for() -> None:
    for box in ((0.9, 0.9, 0.1, 0.1), (0.0, 0.0, 0.333, 0.333), (0.667, 0.5, 0.333, 0.5)):
        shape = crops.shape_of("1x1", box)
        asked = [Wanted(shape, width, WEBP) for width in (90, 61, 17)]
        files = list(imaging.decode(saved(drawn(997, 991), "PNG"), wanted=asked).files({}))
        assert [one.width for one in files] == [90, 61, 17]
        assert [opened(one).size for one in files] == [(one.width, one.height) for one in files]
