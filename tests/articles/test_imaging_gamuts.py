"""Colours of presses and wide screens come out as they look, within what an eye can tell (ΔE 3, CIE 1976)."""

import math
import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
import pyvips
from PIL import Image, ImageCms

from articles import imaging
from articles.imaging import Wanted
from articles.imaging.spec import FORMATS
from tests.articles.drawings import opened, saved

#: Red, green and blue as X, Y, Z adapted to D50 (ICC), and the exponent of light.
WIDE = {
    "Display P3": (((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)), 2.2),
    "Adobe RGB": (((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)), 2.19921875),
}
WHITE = (0.9642, 1.0, 0.8249)
#: Of these sRGB has all, so that a right conversion loses none.
COLOURS = [
    (200, 120, 90),
    (90, 140, 90),
    (80, 100, 170),
    (128, 128, 128),
    (235, 225, 200),
    (40, 35, 50),
    (180, 90, 150),
]


def profile(colorants: tuple[tuple[float, float, float], ...], gamma: float, name: str) -> bytes:
    """Build a display profile of a matrix and a curve (ICC.1:2001-04)."""
    ascii_name = name.encode() + b"\0"
    tags = {
        b"desc": b"desc" + bytes(4) + len(ascii_name).to_bytes(4, "big") + ascii_name + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": xyz(WHITE),
        **{place: xyz(colorant) for place, colorant in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True)},
        **{
            place: b"curv" + bytes(4) + (1).to_bytes(4, "big") + round(gamma * 256).to_bytes(2, "big")
            for place in (b"rTRC", b"gTRC", b"bTRC")
        },
    }
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += tag + at.to_bytes(4, "big") + len(content).to_bytes(4, "big")
        body, at = body + padded, at + len(padded)
    head = struct.pack(">I4sI4s4s4s12x4s", at, bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + xyz(WHITE)[8:]
    return head.ljust(128, b"\0") + len(tags).to_bytes(4, "big") + table + body


def xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(round(part * 65_536).to_bytes(4, "big", signed=True) for part in value)


def lab(value: tuple[float, ...]) -> tuple[float, float, float]:
    """Return CIE L*a*b* of an X, Y, Z against the white of D50."""
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24_389 else (24_389 / 27 * part + 16) / 116
        for part in (value[at] / WHITE[at] for at in range(3))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def by_matrix(
    colour: tuple[int, ...], colorants: tuple[tuple[float, float, float], ...], gamma: float
) -> tuple[float, ...]:
    light = [(part / 255) ** gamma for part in colour]
    return tuple(sum(light[at] * colorants[at][axis] for at in range(3)) for axis in range(3))


SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))


def seen(colour: tuple[int, ...]) -> tuple[float, float, float]:
    """Return L*a*b* of an sRGB colour, by its own curve (IEC 61966-2-1)."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return lab(tuple(sum(light[at] * SRGB[at][axis] for at in range(3)) for axis in range(3)))


def in_fields(colours: Sequence[Any], mode: str) -> Image.Image:
    picture = Image.new(mode, (64 * len(colours), 64))
    for at, colour in enumerate(colours):
        picture.paste(colour, (64 * at, 0, 64 * at + 64, 64))
    return picture


def fields(file: BytesIO, width: int) -> dict[str, list[tuple[int, ...]]]:
    files = imaging.decode(file, wanted=[Wanted("", width, kind) for kind in FORMATS]).files({})
    made = {one.format: opened(one).convert("RGB") for one in files}
    return {
        kind: [picture.getpixel((32 + 64 * at, 32)) for at in range(width // 64)]  # type: ignore[misc]
        for kind, picture in made.items()
    }


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_wide_colours_look_the_same_in_srgb(name: str, kind: str) -> None:
    colorants, gamma = WIDE[name]
    options = {"quality": 100} if kind in {"JPEG", "WEBP"} else {}
    file = saved(in_fields(COLOURS, "RGB"), kind, icc_profile=profile(colorants, gamma, name), **options)
    assert imaging.decode(file, wanted=[]).look.colour_profile == name
    for found in fields(file, 64 * len(COLOURS)).values():
        for colour, now in zip(COLOURS, found, strict=True):
            assert math.dist(seen(now), lab(by_matrix(colour, colorants, gamma))) < 3
        assert max(math.dist(seen(now), seen(colour)) for colour, now in zip(COLOURS, found, strict=True)) > 3


INKS = [
    (0, 0, 0, 0),
    (255, 0, 0, 0),
    (0, 255, 0, 0),
    (0, 0, 255, 0),
    (0, 0, 0, 255),
    (60, 120, 30, 40),
    (90, 20, 160, 0),
]


PRINTED: list[tuple[int, ...]] = [
    (40, 90, 120, 0),
    (120, 60, 30, 20),
    (10, 20, 40, 0),
    (0, 0, 0, 128),
    (60, 120, 90, 30),
    (90, 30, 110, 10),
]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_look_as_their_press_prints_them(kind: str) -> None:
    press = pyvips.Image.profile_load("cmyk")
    options = {"quality": 100} if kind == "JPEG" else {}
    file = saved(in_fields(PRINTED, "CMYK"), kind, icc_profile=press, **options)
    expected = printed(PRINTED, press)
    for found in fields(file, 64 * len(PRINTED)).values():
        for colour, now in zip(expected, found, strict=True):
            assert math.dist(seen(now), colour) < 3


def printed(inks: list[tuple[int, ...]], press: bytes) -> list[tuple[float, ...]]:
    """Return L*a*b* of inks on paper, as libvips reads the profile."""
    raw = bytes(part for ink in inks for part in ink)
    sheet = pyvips.Image.new_from_memory(raw, len(inks), 1, 4, "uchar").copy(interpretation="cmyk")
    sheet.set_type(pyvips.GValue.blob_type, "icc-profile-data", press)
    paper = sheet.icc_import(embedded=True, pcs="lab", intent="perceptual")
    return [tuple(paper.getpoint(at, 0)) for at in range(len(inks))]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_without_a_profile_are_taken_as_so_much_less_light(kind: str) -> None:
    options = {"quality": 100} if kind == "JPEG" else {}
    expected = [tuple(round((255 - part) * (255 - ink[3]) / 255) for part in ink[:3]) for ink in INKS]
    for found in fields(saved(in_fields(INKS, "CMYK"), kind, **options), 64 * len(INKS)).values():
        for colour, now in zip(expected, found, strict=True):
            assert math.dist(seen(now), seen(colour)) < 3


def test_sixteen_bits_a_channel_come_out_as_eight() -> None:
    grey = in_fields([0, 20_000, 40_000, 65_535], "I").convert("I;16")
    for kind in ("PNG", "TIFF"):
        for found in fields(saved(grey, kind), 64 * 4).values():
            for value, now in zip((0, 78, 156, 255), found, strict=True):
                assert math.dist(seen(now), seen((value, value, value))) < 3


def test_profile_that_was_built_here_is_one_to_the_colour_engine() -> None:
    colorants, gamma = WIDE["Display P3"]
    built = ImageCms.ImageCmsProfile(BytesIO(profile(colorants, gamma, "Display P3")))
    assert ImageCms.getProfileDescription(built).strip() == "Display P3"
