"""The one place that opens a picture's file: type by content, sizes by the header, every failure a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import pi_heif
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

from articles.exceptions import PictureRefused
from articles.imaging.spec import WIDTHS, size_at

MEGAPIXEL: Final = 1_000_000
MOST_MEGAPIXELS: Final = 120
MOST_BYTES_IN_DECODING: Final = 400_000_000
HIGHEST_RENDITION: Final = 16_383  # WebP's own limit for a side, in pixels

Image.MAX_IMAGE_PIXELS = MOST_MEGAPIXELS * MEGAPIXEL
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@dataclass(frozen=True)
class PictureFormat:
    """A format that we take in by the name Pillow gives it; its decoder was seen to take so many bytes a pixel."""

    name: str
    mime_type: str
    suffix: str
    bytes_a_pixel: float


FORMATS: Final = {
    "JPEG": PictureFormat("JPEG", "image/jpeg", ".jpg", 0),  # shrunk on load; see `_bytes_a_pixel` for progressive ones
    "MPO": PictureFormat("JPEG", "image/jpeg", ".jpg", 0),
    "PNG": PictureFormat("PNG", "image/png", ".png", 4),
    "WEBP": PictureFormat("WebP", "image/webp", ".webp", 16),
    "GIF": PictureFormat("GIF", "image/gif", ".gif", 4),
    "TIFF": PictureFormat("TIFF", "image/tiff", ".tif", 4),
    "AVIF": PictureFormat("AVIF", "image/avif", ".avif", 12),
    "HEIF": PictureFormat("HEIC", "image/heic", ".heic", 8),
}
OPENED_AS = tuple(name for name in FORMATS if name != "MPO")  # Pillow opens an MPO as the JPEG that it begins with
ON_THEIR_SIDE = range(5, 9)
UPRIGHT_ON_LOAD = frozenset({"TIFF", "HEIF"})


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Image.Image]:
    """Open a picture without decoding a pixel of it.

    Whatever goes wrong in the block is raised as `PictureRefused`: broken files make Pillow raise almost anything.
    """
    try:
        file.seek(0)
        with Image.open(file, formats=OPENED_AS) as image:
            check_size(image)
            yield image
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused(
            _(
                "This file is not a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC picture. "
                "Save it as one of these and try again."
            )
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_("This picture has too many pixels. Make it smaller and try again.")) from error
    except Exception as error:
        raise PictureRefused(
            _("This picture is damaged or cut short and can't be read. Export it again and try once more.")
        ) from error


def check_size(image: Image.Image) -> None:
    """Refuse, by the header alone, what takes too much memory to decode or is far too narrow for its height."""
    width, height = image.size
    most = most_megapixels(image)
    if width * height > most * MEGAPIXEL:
        raise PictureRefused(
            _(
                "This picture has too many pixels: %(found)d megapixels, where %(most)d are the most for a file of its "
                "kind (%(kind)s). Make it smaller and try again."
            )
            % {"found": -(-width * height // MEGAPIXEL), "most": most, "kind": _kind(image)}
        )
    upright = upright_size(image)
    if size_at(min(upright[0], WIDTHS[-1]), of=upright)[1] > HIGHEST_RENDITION:
        raise PictureRefused(_("This picture is too tall for its width. Cut it into several and try again."))


def most_megapixels(image: Image.Image) -> int:
    """Return how many megapixels of such a file may be decoded."""
    bytes_a_pixel = _bytes_a_pixel(image)
    return (
        min(MOST_MEGAPIXELS, int(MOST_BYTES_IN_DECODING / bytes_a_pixel / MEGAPIXEL))
        if bytes_a_pixel
        else MOST_MEGAPIXELS
    )


def is_jpeg(image: Image.Image) -> bool:
    """Say whether the decoder can shrink the picture while it reads it."""
    return FORMATS[image.format or ""].mime_type == "image/jpeg"


def exif(image: Image.Image) -> Image.Exif:
    """Return the EXIF in the header; PNG's own method would decode the whole picture to look behind it."""
    return Image.Image.getexif(image)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; anything else in the file means upright.

    TIFF and HEIF come upright out of their decoders.
    """
    return 1 if image.format in UPRIGHT_ON_LOAD else _orientation_written(image)


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height as a reader sees the picture."""
    width, height = image.size
    return (height, width) if orientation(image) in ON_THEIR_SIDE else (width, height)


def _orientation_written(image: Image.Image) -> int:
    try:
        value = exif(image).get(ExifTags.Base.Orientation, 1)
    except Exception:  # broken EXIF says nothing about the pixels
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _bytes_a_pixel(image: Image.Image) -> float:
    """Return what decoding takes by the full size: of a progressive JPEG all coefficients, two bytes each."""
    if is_jpeg(image):
        return 2 * _samples_a_pixel(getattr(image, "layer", [])) if image.info.get("progressive") else 0
    turned = image.format == "TIFF" and _orientation_written(image) != 1
    return FORMATS[image.format or ""].bytes_a_pixel * (2 if turned else 1)


def _samples_a_pixel(layers: list[tuple[int, int, int, int]]) -> float:
    """Return 1.5 for colours at a quarter, 3 for colours in full, 4 for CMYK, from a JPEG's sampling factors."""
    samples = [across * down for _name, across, down, _table in layers]
    widest = max((across for _name, across, _down, _table in layers), default=1)
    highest = max((down for _name, _across, down, _table in layers), default=1)
    return sum(samples) / (widest * highest) if samples else 4


def _kind(image: Image.Image) -> str:
    if is_jpeg(image) and image.info.get("progressive"):
        return _("progressive JPEG")
    return FORMATS[image.format or ""].name
