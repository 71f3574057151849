"""Pictures to measure with: drawn ones, as hard to pack as a photograph, and real ones where the corpus is there."""

import os
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 6000, 4000
VAST = 12_288, 8_192
CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
REAL = (
    "images/recurser+exif-orientation-examples/Landscape_1.jpg",
    "images/recurser+exif-orientation-examples/Portrait_8.jpg",
    "images/lovell+sharp/test/fixtures/flowers.jpeg",
    "posts/wowthemesnet+mundana-theme-jekyll/assets/images/1.jpg",
    "posts/wowthemesnet+mundana-theme-jekyll/assets/images/8.jpg",
)


def scene() -> Image.Image:
    """Draw 24 megapixels of smooth light, edges, and grain."""
    light = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH, HEIGHT), 60).filter(ImageFilter.GaussianBlur(1.2))
    picture = Image.merge("RGB", (light, grain, Image.blend(light, grain, 0.5)))
    pen = ImageDraw.Draw(picture)
    for number in range(60):
        across, down = number * 97 % WIDTH, number * 211 % HEIGHT
        pen.ellipse((across, down, across + 700, down + 500), outline=(number * 4, 90, 200), width=9)
    return picture


def draw(place: str, megapixels: str = "24", kind: str = "baseline") -> None:
    """Save the scene as a JPEG of 24 or 100 megapixels, progressive or not."""
    picture = scene()
    if megapixels == "100":
        vast = Image.new("RGB", VAST)
        for left in range(0, VAST[0], WIDTH):
            for top in range(0, VAST[1], HEIGHT):
                vast.paste(picture, (left, top))
        picture = vast
    picture.save(place, "JPEG", quality=90, progressive=kind == "progressive")


def small_ones(width: int = 900) -> list[Image.Image]:
    """Return the scene and the real pictures at half their size or less, without the faults of their own packing."""
    real = [Image.open(CORPUS / path).convert("RGB") for path in REAL if (CORPUS / path).is_file()]
    return [
        picture.resize((width, width * picture.height // picture.width), Image.Resampling.LANCZOS)
        for picture in (scene(), *real)
    ]
