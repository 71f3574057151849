"""Crops: whatever the picture and the focal point, each named crop lies in the picture, has its ratio and shows the eye
what it is after."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.imaging import crops, spec

ratios = st.sampled_from(sorted(crops.RATIOS))
shares = st.floats(0, 1)
sizes = st.tuples(st.integers(1, 20_000), st.integers(1, 20_000))
#: Pictures as cameras and phones make them, down to icons and out to panoramas.
usual = st.tuples(st.integers(60, 12_000), st.integers(60, 12_000)).filter(lambda size: 1 / 6 < size[0] / size[1] < 6)
odd = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
odd_crops = odd | st.dictionaries(st.sampled_from(["focus", *crops.RATIOS, "x"]), odd, max_size=5)
SOME = (1500, 1000)


def assert_inside(box: crops.Box) -> None:
    left, top, width, height = (round(part * crops.STEPS) for part in box)
    assert min(left, top) >= 0
    assert min(width, height) >= 1
    assert max(left + width, top + height) <= crops.STEPS


def assert_ratio(box: crops.Box, ratio: str, size: tuple[int, int]) -> None:
    """Each side is right within a pixel or the thousandth of the picture that boxes are kept to."""
    across, down = crops.RATIOS[ratio]
    width, height = box[2] * size[0], box[3] * size[1]
    far_off = (max(1, size[0] * crops.STEP) / across + max(1, size[1] * crops.STEP) / down) * down
    assert abs(height - width * down / across) <= far_off


@given(ratio=ratios, size=usual, x=shares, y=shares)
def test_the_box_around_the_focal_point_is_in_the_picture_and_has_its_ratio(
    ratio: str, size: tuple[int, int], x: float, y: float
) -> None:
    box = crops.box_of({"focus": [x, y]}, ratio, size)
    assert_inside(box)
    assert_ratio(box, ratio, size)
    left, top, width, height = box
    assert left - crops.STEP <= x <= left + width + crops.STEP
    assert top - crops.STEP <= y <= top + height + crops.STEP
    assert 1.0 in (width, height), "as large as can be"


@given(ratio=ratios, size=sizes, kept=odd_crops)
def test_whatever_is_kept_there_is_a_box_in_the_picture(ratio: str, size: tuple[int, int], kept: Any) -> None:
    box = crops.box_of(kept, ratio, size)
    assert_inside(box)
    assert crops.box_of(dict(crops.understood(kept)), ratio, size) == box
    assert hash(crops.understood(kept))
    left, top, width, height = crops.pixels(box, size)
    assert min(left, top) >= 0
    assert min(width, height) >= 1
    assert left + width <= size[0]
    assert top + height <= size[1]


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {},
        {"x": 1},
        [],
        "16x9",
        {"focus": None, "16x9": None},
        {"focus": [0.5], "16x9": [0, 0, 1]},
        {"focus": ["0.1", "0.1"], "16x9": "abcd"},
        {"focus": [math.nan, 0.1], "16x9": [math.nan] * 4},
        {"focus": [math.inf, 0], "16x9": [0, 0, math.inf, 1]},
        {"focus": [True, False], "16x9": [False, False, True, True]},
        {"focus": [-0.1, 0.5], "16x9": [0, 0.3, 1, 0.84375]},
        {"16x9": [0, 0, 1, 1]},
        {"16x9": [0, 0, 0, 0]},
        {"16x9": [0, 0, 0.05, 0.0421875]},
        {"16x9": {"left": 0}},
        {"16x9": [10**400, 0, 1, 1]},
    ],
)
def test_what_is_no_crop_counts_as_unsaid(kept: Any) -> None:
    assert crops.box_of(kept, "16x9", SOME) == (0.0, 0.078, 1.0, 0.844)


@given(ratio=ratios, size=usual, where=st.tuples(shares, shares), much=st.floats(crops.SMALLEST, 1))
def test_a_box_set_by_hand_is_what_is_shown_and_its_name_reads_back(
    ratio: str, size: tuple[int, int], where: tuple[float, float], much: float
) -> None:
    width = crops.largest(ratio, size)[0] * much
    height = crops.box_at(0, 0, width, ratio, size)[3]
    asked = crops.box_at(where[0] * (1 - width), where[1] * (1 - height), width, ratio, size)
    assert crops.fits(asked, ratio, size)
    use = {"focus": [0.9, 0.9], ratio: list(asked)}
    box = crops.box_of(use, ratio, size)
    assert all(abs(kept - wanted) <= 2 * crops.STEP for kept, wanted in zip(box, asked, strict=True))
    assert_inside(box)
    assert_ratio(box, ratio, size)
    assert crops.box_of({ratio: list(box)}, ratio, size) == box, "kept as it is shown, it stays"
    assert crops.by_hand({"focus": [0.9, 0.9]}, ratio, size) is None
    shape = crops.shape_of(ratio, box)
    assert (crops.ratio_of(shape), crops.box_in(shape)) == (ratio, box)
    assert len(shape) <= 40


def test_rounding_to_steps_pushes_no_box_out_of_the_picture() -> None:
    use = {"1x1": [0.5006, 0.5006, 0.4998, 0.4998]}
    assert crops.box_of(use, "1x1", (1000, 1000)) == (0.5, 0.5, 0.5, 0.5)


@given(ratio=ratios, size=usual, much=st.floats(0.15, 1))
def test_numbers_as_people_type_them_make_a_box_at_each_edge(ratio: str, size: tuple[int, int], much: float) -> None:
    """To a tenth of a percent: rounding up makes no box that sticks out."""
    most, high = crops.largest(ratio, size)
    width = math.ceil(most * much * crops.STEPS) / crops.STEPS
    left, top = round(1 - most * much, 3), round(1 - high * much, 3)
    assert crops.fits(crops.box_at(left, top, width, ratio, size), ratio, size)


@pytest.mark.parametrize("far", [(0.5, 0, 1), (0, 0.5, 1), (0, 0, 0.01), (0, 0, 1.5), (0.2, 0, 0.9)])
def test_a_box_that_sticks_out_or_is_too_small_does_not_fit(far: tuple[float, float, float]) -> None:
    assert not crops.fits(crops.box_at(*far, "16x9", SOME), "16x9", SOME)


@given(size=usual, x=shares, y=shares)
def test_each_file_wanted_has_a_name_of_its_own_that_a_row_can_hold(size: tuple[int, int], x: float, y: float) -> None:
    wanted = spec.wanted(size, [None, {"focus": [x, y]}, {"x": 1}])
    assert len({one.name for one in wanted}) == len(wanted)
    assert all(len(one.name) <= 60 and len(one.shape) <= 40 for one in wanted)
    assert {crops.ratio_of(one.shape) for one in wanted} == {"", *crops.RATIOS}
    for one in wanted:
        full = crops.pixels(crops.box_in(one.shape), size)[2] if one.shape else size[0]
        assert one.width <= full, "nothing is enlarged"


def test_equal_crops_share_their_files() -> None:
    middle = spec.wanted(SOME, [None])
    assert spec.wanted(SOME, [None, {}, {"x": 1}, {"focus": [0.5, 0.5]}, {"focus": [0.50001, 0.5]}]) == middle
    by_hand = {"1x1": [0.1, 0.2, 0.4, 0.6]}
    more = [one for one in spec.wanted(SOME, [None, by_hand]) if one not in middle]
    assert {one.shape for one in more} == {"1x1-100.200.400.600"}


def test_the_focal_point_of_the_middle_says_nothing() -> None:
    assert crops.of_focus(0.5, 0.5) is None
    assert crops.of_focus(0.5, 0.25) == {"focus": [0.5, 0.25]}
    assert crops.focus_of({"focus": [0.5, 0.25]}) == (0.5, 0.25)
    assert crops.focus_of({"focus": [0.5, 2]}) == crops.MIDDLE
