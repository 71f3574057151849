"""Crops: which part of a picture is shown where only one shape fits. All numbers are shares of the picture as seen.

A use keeps `{"focus": [x, y], "16x9": [left, top, width, height]}`: where the eye goes, and boxes set by hand. What is
kept may be older than this or come from elsewhere, so whatever is no point or no box counts as unsaid.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Crop: TypeAlias = Mapping[str, Any]
Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]

RATIOS: Final = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), "4x5": (4, 5)}
MIDDLE: Final = (0.5, 0.5)
STEPS: Final = 1000  # a box is kept to a thousandth of the picture, so that equal crops share their files
STEP: Final = 1 / STEPS
SMALLEST: Final = 0.1  # a box by hand is at least so much of the width of the largest


def of_focus(x: float, y: float) -> Crop | None:
    """Return the crop of a use that keeps this point in sight; none for the middle."""
    return None if (x, y) == MIDDLE else {"focus": [x, y]}


def focus_of(use: Crop | None) -> Point:
    """Return where the eye goes; the middle where that is unsaid."""
    point = _shares(use, "focus", 2)
    return (point[0], point[1]) if point else MIDDLE


def kept_box(use: Crop | None, ratio: str) -> Box | None:
    """Return the four shares that are kept for this ratio, whether or not they make a box of it."""
    shares = _shares(use, ratio, 4)
    return (shares[0], shares[1], shares[2], shares[3]) if shares else None


def by_hand(use: Crop | None, ratio: str, size: tuple[int, int]) -> Box | None:
    """Return the box that somebody set for this ratio, if it is one that a picture of this size can have."""
    box = kept_box(use, ratio)
    return _stepped(box) if box and fits(box, ratio, size) else None


def box_of(use: Crop | None, ratio: str, size: tuple[int, int]) -> Box:
    """Return what is shown at this ratio: the box set by hand, else the largest around the focal point."""
    if box := by_hand(use, ratio, size):
        return box
    width, height = largest(ratio, size)
    x, y = focus_of(use)
    left = min(max(x - width / 2, 0.0), 1.0 - width)
    top = min(max(y - height / 2, 0.0), 1.0 - height)
    return _stepped((left, top, width, height))


def understood(use: Crop | None) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Return what is understood of what is kept, hashable; `box_of` shows the same of it."""
    if not use:
        return ()
    found = [(name, _shares(use, name, 2 if name == "focus" else 4)) for name in ("focus", *RATIOS)]
    return tuple((name, tuple(shares)) for name, shares in found if shares)


def largest(ratio: str, size: tuple[int, int]) -> Point:
    """Return width and height of the largest box of this ratio."""
    share = _share(ratio, size)
    return min(1.0, share), min(1.0, 1 / share)


def box_at(left: float, top: float, width: float, ratio: str, size: tuple[int, int]) -> Box:
    """Return the box of this ratio and width; what numbers rounded to a step let stick out is taken in."""
    most = largest(ratio, size)[0]
    width = most if abs(width - most) <= STEP else width
    share = _share(ratio, size)
    height = width / share
    left = max(0.0, 1 - width) if 1 < left + width <= 1 + 2 * STEP else left
    top = max(0.0, 1 - height) if 1 < top + height <= 1 + STEP * (1 + 1 / share) else top
    return left, top, width, height


def fits(box: Box, ratio: str, size: tuple[int, int]) -> bool:
    """Say whether a box lies in a picture of this size, is not too small, and has the ratio but for its steps."""
    left, top, width, height = box
    share = _share(ratio, size)
    lies_inside = left + width <= 1 + STEP / 2 and top + height <= 1 + STEP / 2
    is_large_enough = height > 0 and width >= SMALLEST * largest(ratio, size)[0] - STEP / 2
    return lies_inside and is_large_enough and abs(height - width / share) <= STEP * (1 + 1 / share)


def shape_of(ratio: str, box: Box) -> str:
    """Name the ratio and the box, such as `16x9-0.120.1000.760`: what a rendition is known by."""
    return f"{ratio}-" + ".".join(f"{round(part * STEPS):d}" for part in box)


def ratio_of(shape: str) -> str:
    """Return the ratio that a shape's name begins with; empty for the whole picture."""
    return shape.partition("-")[0]


def box_in(shape: str) -> Box:
    """Read the box back from a shape's name."""
    left, top, width, height = (int(part) / STEPS for part in shape.partition("-")[2].split("."))
    return left, top, width, height


def pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, width and height in pixels, at least one pixel and inside the picture."""
    left, top = min(int(box[0] * size[0]), size[0] - 1), min(int(box[1] * size[1]), size[1] - 1)
    width, height = round(box[2] * size[0]), round(box[3] * size[1])
    return left, top, max(1, min(width, size[0] - left)), max(1, min(height, size[1] - top))


def _share(ratio: str, size: tuple[int, int]) -> float:
    """Return the ratio in shares: how wide a box is to its height where the picture counts as a square."""
    across, down = RATIOS[ratio]
    return across / down / (size[0] / size[1])


def _shares(use: Crop | None, name: str, count: int) -> list[float] | None:
    """Return so many numbers from 0 to 1 that are kept under this name, or none at all."""
    kept = use.get(name) if isinstance(use, Mapping) else None
    if not isinstance(kept, list | tuple) or len(kept) != count:
        return None
    numbers = [part for part in kept if isinstance(part, int | float) and not isinstance(part, bool)]
    return (
        [float(part) for part in numbers] if len(numbers) == count and all(0 <= part <= 1 for part in numbers) else None
    )


def _stepped(box: Box) -> Box:
    """Bring a box to whole steps, at least one long and inside the picture."""
    width, height = (min(max(1, round(part * STEPS)), STEPS) for part in box[2:])
    left, top = (min(round(box[0] * STEPS), STEPS - width), min(round(box[1] * STEPS), STEPS - height))
    return left / STEPS, top / STEPS, width / STEPS, height / STEPS
