"""What is known of a picture once it has been decoded: how it looks from afar, and what its colours were kept in."""

import math
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

from articles.imaging.colours import on_white

PLACEHOLDER_SIDE: Final = 16  # pixels of the longer side: enough for light and colour while the file is on its way
LONGEST_PROFILE_NAME: Final = 200
SMALL: Final = 64  # pixels: both are worked out from a picture whose shorter side has about so many
SIDE, LOW = 32, 8  # the hash is of the 8 × 8 lowest frequencies among 32 × 32

#: What a pixel of 32 in a row adds to each of the 8 lowest frequencies (DCT-II).
COSINES: Final = [[math.cos(math.pi * (at + 0.5) * wave / SIDE) for at in range(SIDE)] for wave in range(LOW)]


@dataclass(frozen=True, slots=True)
class Look:
    """A tiny picture as a data URI, 64 bits (signed) that near-duplicates share, and the name of the colour profile."""

    placeholder: str
    perceptual_hash: int
    colour_profile: str


def look_at(picture: Image.Image, *, profile: bytes | None) -> Look:
    """Look at a decoded picture in sRGB; `profile` is the one that stood in its file."""
    small = picture.reduce(max(1, min(picture.size) // SMALL))
    return Look(_placeholder(small), perceptual_hash(small), _name_of(profile))


def perceptual_hash(picture: Image.Image) -> int:
    """Return which of the lowest frequencies are stronger than the middle one (pHash); all of one colour gives 0."""
    grey = on_white(picture).resize((SIDE, SIDE), Image.Resampling.BOX).convert("L")
    light = list(grey.tobytes())
    rows = [light[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    across = [[_sum_of_products(row, wave) for wave in COSINES] for row in rows]
    waves = [_sum_of_products([row[at] for row in across], wave) for wave in COSINES for at in range(LOW)]
    middle = sorted(waves[1:])[len(waves) // 2]
    bits = sum(1 << place for place, wave in enumerate(waves) if place and wave > middle and abs(wave) > 1)
    return bits - (1 << 64) if bits >> 63 else bits


def _sum_of_products(values: list[int] | list[float], wave: list[float]) -> float:
    return sum(value * weight for value, weight in zip(values, wave, strict=True))


def _placeholder(picture: Image.Image) -> str:
    tiny = picture.copy() if max(picture.size) <= PLACEHOLDER_SIDE else _fitted(picture)
    target = BytesIO()
    tiny.save(target, "WEBP", quality=40, method=6)
    return "data:image/webp;base64," + b64encode(target.getvalue()).decode()


def _fitted(picture: Image.Image) -> Image.Image:
    scale = PLACEHOLDER_SIDE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX)


def _name_of(profile: bytes | None) -> str:
    """Return how the profile calls itself; one that can't be read has no name."""
    if not profile:
        return ""
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return ""
    printable = "".join(mark if mark.isprintable() else " " for mark in name)
    return " ".join(printable.split())[:LONGEST_PROFILE_NAME]
