"""A flat-design canvas: shapes on a grid of 240 × 160, drawn large and made small so that edges are smooth."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 2400, 1600
UNIT = 15  # pixels of the large sheet to one step of the grid

Colour = tuple[int, int, int]
Point = tuple[float, float]


def rgb(code: str) -> Colour:
    """Read `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


class Canvas:
    """A sheet that remembers its own dice, so that one name always gives the same picture."""

    def __init__(self, seed: str) -> None:
        self.dice = Random(seed)  # noqa: S311 (dice for pictures, no secret)
        self.sheet = Image.new("RGB", (240 * UNIT, 160 * UNIT))
        self.pen = ImageDraw.Draw(self.sheet, "RGBA")

    def gradient(self, top: float, bottom: float, *codes: str) -> None:
        """Fill the full width between two heights with colours that melt from the first down to the last."""
        ramp = Image.new("RGB", (1, len(codes)))
        ramp.putdata([rgb(code) for code in codes])
        size = (self.sheet.width, round((bottom - top) * UNIT))
        box = (0.0, 0.5, 1.0, len(codes) - 0.5)
        self.sheet.paste(ramp.resize(size, Image.Resampling.BILINEAR, box), (0, round(top * UNIT)))

    def glow(self, x: float, y: float, radius: float, code: str, strength: float = 0.6) -> None:
        """Lay a soft round light over what is there."""
        side = round(radius * 2 * UNIT)
        fade = _light().point(lambda v: round(v * strength)).resize((side, side), Image.Resampling.BILINEAR)
        self.sheet.paste(rgb(code), (round((x - radius) * UNIT), round((y - radius) * UNIT)), fade)

    def polygon(self, points: Iterable[Point], code: str, opacity: float = 1) -> None:
        self.pen.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=self._ink(code, opacity))

    def box(self, x: float, y: float, width: float, height: float, code: str, opacity: float = 1) -> None:
        edges = (x * UNIT, y * UNIT, (x + width) * UNIT - 1, (y + height) * UNIT - 1)
        self.pen.rectangle(edges, fill=self._ink(code, opacity))

    def pill(
        self, x: float, y: float, width: float, height: float, code: str, *, radius: float, opacity: float = 1
    ) -> None:
        edges = (x * UNIT, y * UNIT, (x + width) * UNIT - 1, (y + height) * UNIT - 1)
        self.pen.rounded_rectangle(edges, radius * UNIT, fill=self._ink(code, opacity))

    def oval(self, x: float, y: float, across: float, down: float, code: str, opacity: float = 1) -> None:
        """Fill an ellipse given by its middle and its two radii."""
        edges = ((x - across) * UNIT, (y - down) * UNIT, (x + across) * UNIT, (y + down) * UNIT)
        self.pen.ellipse(edges, fill=self._ink(code, opacity))

    def ring(self, x: float, y: float, radius: float, code: str, thickness: float, opacity: float = 1) -> None:
        edges = ((x - radius) * UNIT, (y - radius) * UNIT, (x + radius) * UNIT, (y + radius) * UNIT)
        self.pen.ellipse(edges, outline=self._ink(code, opacity), width=round(thickness * UNIT))

    def line(self, points: Sequence[Point], code: str, thickness: float, opacity: float = 1) -> None:
        way = [(x * UNIT, y * UNIT) for x, y in points]
        self.pen.line(way, fill=self._ink(code, opacity), width=max(1, round(thickness * UNIT)), joint="curve")

    def hills(
        self, height: float, swing: float, code: str, *, base: float = 160, phase: float = 0, pace: float = 1
    ) -> None:
        """Fill everything between a rolling line and the base: land, waves, clouds and treetops alike."""
        crest = [(x, height + swing * swell(x * pace / 26 + phase)) for x in range(241)]
        self.polygon([(0, base), *crest, (240, base)], code)

    def ripples(self, top: float, bottom: float, code: str, count: int, opacity: float = 0.35) -> None:
        """Scatter flat streaks of light that grow towards the viewer."""
        for _ in range(count):
            depth = self.dice.random()
            y, length = top + (bottom - top) * depth**1.3, 3 + 16 * depth * self.dice.random()
            self.pill(self.dice.uniform(-10, 240), y, length, 0.25 + 0.5 * depth, code, radius=0.3, opacity=opacity)

    def cloud(self, x: float, y: float, size: float, code: str, opacity: float = 1) -> None:
        """Pile a flat-bottomed cloud, so that translucent puffs don't show where they overlap."""
        puffs = [(0.0, 0.0, 1.0), (-1.1, 0.35, 0.65), (1.15, 0.3, 0.7), (0.6, -0.2, 0.75), (-0.55, -0.05, 0.7)]
        shape = Image.new("L", (round(size * 5 * UNIT), round(size * 2.4 * UNIT)))
        pen, step = ImageDraw.Draw(shape), size * UNIT
        for dx, dy, r in puffs:
            pen.ellipse(
                ((2.5 + dx - r) * step, (1.2 + dy - r) * step, (2.5 + dx + r) * step, (1.2 + dy + r) * step), fill=255
            )
        pen.rectangle((0, round(1.7 * step), shape.width, shape.height), fill=0)
        mask = shape.point(lambda v: round(v * opacity))
        self.sheet.paste(rgb(code), (round((x - 2.5 * size) * UNIT), round((y - 1.2 * size) * UNIT)), mask)

    def jpeg(self, grain: int = 7) -> bytes:
        """Finish at 2400 × 1600 with a little paper grain."""
        picture = self.sheet.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        speckle = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), self.dice.randbytes(WIDTH * HEIGHT // 4))
        paper = speckle.point(lambda v: 128 + (v - 128) * grain // 128).resize(picture.size, Image.Resampling.BILINEAR)
        grained = ImageChops.add(picture, Image.merge("RGB", [paper] * 3), offset=-128)
        stream = BytesIO()
        grained.save(stream, "JPEG", quality=86, subsampling=0, optimize=True)
        return stream.getvalue()

    @staticmethod
    def _ink(code: str, opacity: float) -> tuple[int, int, int, int]:
        return *rgb(code), round(255 * opacity)


@cache
def _light() -> Image.Image:
    bright = ImageChops.invert(Image.radial_gradient("L")).point(lambda v: max(0, v - 75) * 255 // 180)
    return bright.point(lambda v: v * v // 255)


def swell(x: float) -> float:
    """Rise and fall between about -1 and 1, never twice the same."""
    return (math.sin(x) + 0.5 * math.sin(2.3 * x + 1) + 0.25 * math.sin(5.1 * x + 2)) / 1.75
