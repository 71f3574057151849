"""How alike two pictures are: SSIM over the light of 8 × 8 pixels (Wang, Bovik, Sheikh and Simoncelli 2004)."""

from array import array
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageMath

WINDOW = 8
STEADY = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def similarity(one: Image.Image, other: Image.Image) -> float:
    """Return 1 for the same picture, less for another of the same size; windows overlap by half."""
    windows = [value for shift in (0, WINDOW // 2) for value in _windows(_light(one, shift), _light(other, shift))]
    return sum(windows) / len(windows)


def _light(picture: Image.Image, shift: int) -> Image.Image:
    grey = picture.convert("L").convert("F")
    width, height = ((side - shift) // WINDOW * WINDOW for side in grey.size)
    return grey.crop((shift, shift, shift + width, shift + height))


def _windows(one: Image.Image, other: Image.Image) -> "array[float]":
    products = (_of(lambda at: at["a"] * at["b"], a=a, b=b) for a, b in ((one, one), (other, other), (one, other)))
    x, y, xx, yy, xy = (picture.reduce(WINDOW) for picture in (one, other, *products))
    likeness = _of(_likeness, x=x, y=y, xx=xx, yy=yy, xy=xy)
    values = array("f")
    values.frombytes(likeness.tobytes())
    return values


def _likeness(at: dict[str, Any]) -> Any:
    """Multiply the likeness of light with that of contrast and structure."""
    x, y = at["x"], at["y"]
    light = (x * y * 2 + STEADY[0]) / (x * x + y * y + STEADY[0])
    spread = at["xx"] - x * x + at["yy"] - y * y
    return light * ((at["xy"] - x * y) * 2 + STEADY[1]) / (spread + STEADY[1])


def _of(formula: Callable[[dict[str, Any]], Any], **pictures: Image.Image) -> Image.Image:
    made: Image.Image = ImageMath.lambda_eval(formula, **pictures)
    return made
