"""The files that readers get: decoded once, upright, in sRGB, each size made from the next larger one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from PIL import Image

from articles.imaging import metadata
from articles.imaging.colours import in_srgb, shrunk
from articles.imaging.opening import ON_THEIR_SIDE, is_jpeg, opened, orientation, upright_size
from articles.imaging.sizes import size_at, widths_for

Size = tuple[int, int]


@dataclass(frozen=True)
class RenderedPicture:
    """One file to serve, whole in memory; width and height in pixels."""

    width: int
    height: int
    format: str
    suffix: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class RenditionFormat:
    """A format that we make, and the encoder's settings for it."""

    name: str
    suffix: str
    mime_type: str
    keeps_transparency: bool
    options: dict[str, Any]


RENDITION_FORMATS = (
    RenditionFormat("JPEG", ".jpg", "image/jpeg", False, {"quality": 82, "optimize": True, "progressive": True}),
    RenditionFormat("WebP", ".webp", "image/webp", True, {"quality": 80, "method": 2}),
)
UPRIGHT_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def render(file: IO[bytes], *, widths: Sequence[int] | None = None) -> Iterator[RenderedPicture]:
    """Make every width in every format, largest first, and yield each as it is made.

    Raises `PictureRefused` before the first file if the picture can't be decoded whole. The files carry the credit and
    no other metadata.
    """
    picture, sizes, properties = _decoded(file, widths)
    for size in sizes:
        picture = _resized(picture, size)
        for kind in RENDITION_FORMATS:
            content = _encoded(picture, kind, properties)
            yield RenderedPicture(*size, kind.name, kind.suffix, kind.mime_type, content)


def _decoded(file: IO[bytes], widths: Sequence[int] | None) -> tuple[Image.Image, list[Size], dict[str, str]]:
    """Return the picture at the largest width, all sizes from that down, and its words; let go of the full pixels."""
    with opened(file) as image:
        full = upright_size(image)
        sizes = [size_at(step, of=full) for step in sorted(set(widths or widths_for(full[0])), reverse=True)]
        properties = metadata.read(image)
        return _upright_and_srgb(image, sizes[0]), sizes, properties


def _upright_and_srgb(image: Image.Image, size: Size) -> Image.Image:
    """Decode, at a fraction where the format allows it, and shrink before anything that costs memory by the pixel."""
    turn = UPRIGHT_BY.get(orientation(image))
    stored = size if orientation(image) not in ON_THEIR_SIDE else size[::-1]
    if is_jpeg(image):
        image.draft(None, stored)
    image.load()
    picture = in_srgb(_resized(shrunk(image, stored[0]), stored), profile=image.info.get("icc_profile"))
    return _bare(picture.transpose(turn) if turn is not None else picture)


def _bare(picture: Image.Image) -> Image.Image:
    """Forget the comment, profile and all else of the file that Pillow would carry over into the next."""
    picture.info = {}
    return picture


def _resized(picture: Image.Image, size: Size) -> Image.Image:
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image, kind: RenditionFormat, properties: dict[str, str]) -> bytes:
    target = BytesIO()
    shown = picture if kind.keeps_transparency else _on_white(picture)
    shown.save(
        target,
        kind.name,
        exif=metadata.credit_exif(properties).tobytes(),
        xmp=metadata.credit_xmp(properties),
        **kind.options,
    )
    return target.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    background = Image.new("RGB", picture.size, "white")
    background.paste(picture, mask=picture.getchannel("A"))
    return background
