"""Pictures with four quarters, and what became of them."""

from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw

from articles import imaging
from articles.imaging import RenderedPicture, Wanted
from articles.imaging.spec import FORMATS


def drawn(width: int = 900, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Draw four quarters that no turn or flip leaves as they were."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2, height // 2), fill=(200, 30, 30))
    draw.rectangle((width // 2, 0, width, height // 2), fill=(30, 160, 30))
    draw.rectangle((0, height // 2, width // 2, height), fill=(30, 30, 200))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> BytesIO:
    file = BytesIO()
    picture.save(file, kind, **options)
    file.seek(0)
    return file


def opened(rendered: RenderedPicture) -> Image.Image:
    picture = Image.open(BytesIO(rendered.content))
    picture.load()
    return picture


def made(file: BytesIO, widths: Sequence[int] = ()) -> list[RenderedPicture]:
    """Make the whole picture at these widths or at all, with the words that its own file says."""
    found = imaging.inspect(file)
    wanted = [
        Wanted("", width, kind)
        for width in sorted(widths or imaging.widths_for(found.width), reverse=True)
        for kind in FORMATS
        if not kind.comes_later
    ]
    words = {name: said for name, said in asdict(found).items() if isinstance(said, str)}
    return list(imaging.decode(file, wanted=wanted).files(words))


def rendered(file: BytesIO, width: int, kind: str = "JPEG") -> Image.Image:
    return next(opened(one) for one in made(file, [width]) if one.format == kind)


def assert_quarters(picture: Image.Image, tolerance: int = 24) -> None:
    small = picture.convert("RGB").resize((2, 2), Image.Resampling.BOX)
    expected = [(200, 30, 30), (30, 160, 30), (30, 30, 200), (255, 255, 255)]
    for found, wanted in zip(pixels(small), expected, strict=True):
        assert all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True)), (found, wanted)


def pixels(picture: Image.Image) -> list[tuple[int, ...]]:
    return [picture.getpixel((x, y)) for y in range(picture.height) for x in range(picture.width)]  # type: ignore[misc]


def swapped_profile() -> bytes:
    """Return an ICC profile that calls red what sRGB calls green, by exchanging two of its colorants."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
