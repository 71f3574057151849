"""The one place that opens a picture's file: type by content, sizes by the header, every failure a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

from articles.exceptions import PictureRefused
from articles.imaging.sizes import WIDTHS, size_at

MEGAPIXEL = 1_000_000
MEGAPIXELS_SHRUNK_ON_LOAD = 120
MEGAPIXELS_LOADED_WHOLE = 50
HIGHEST_RENDITION = 16_383  # WebP's own limit for a side, in pixels

Image.MAX_IMAGE_PIXELS = MEGAPIXELS_SHRUNK_ON_LOAD * MEGAPIXEL


@dataclass(frozen=True)
class PictureFormat:
    """A format that we take in, by the name Pillow gives it."""

    name: str
    mime_type: str
    suffix: str


FORMATS = {
    "JPEG": PictureFormat("JPEG", "image/jpeg", ".jpg"),
    "MPO": PictureFormat("JPEG", "image/jpeg", ".jpg"),
    "PNG": PictureFormat("PNG", "image/png", ".png"),
    "WEBP": PictureFormat("WebP", "image/webp", ".webp"),
    "GIF": PictureFormat("GIF", "image/gif", ".gif"),
    "TIFF": PictureFormat("TIFF", "image/tiff", ".tif"),
    "AVIF": PictureFormat("AVIF", "image/avif", ".avif"),
}
OPENED_AS = tuple(name for name in FORMATS if name != "MPO")  # Pillow opens an MPO as the JPEG that it begins with
ON_THEIR_SIDE = range(5, 9)


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
            _("This file is not a JPEG, PNG, WebP, GIF, TIFF or AVIF picture. Save it as one of these and try again.")
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(_too_large()) from error
    except Exception as error:
        raise PictureRefused(
            _("This picture is damaged or cut short and can't be read. Export it again and try once more.")
        ) from error


def check_size(image: Image.Image) -> None:
    """Refuse, by the header alone, a picture with too many pixels or far too narrow for its height."""
    width, height = image.size
    limit = MEGAPIXELS_LOADED_WHOLE if is_held_whole(image) else MEGAPIXELS_SHRUNK_ON_LOAD
    if width * height > limit * MEGAPIXEL:
        raise PictureRefused(_too_large())
    upright = upright_size(image)
    if size_at(min(upright[0], WIDTHS[-1]), of=upright)[1] > HIGHEST_RENDITION:
        raise PictureRefused(_("This picture is too tall for its width. Cut it into several and try again."))


def is_jpeg(image: Image.Image) -> bool:
    """Say whether the decoder can shrink the picture while it reads it."""
    return FORMATS[image.format or ""].mime_type == "image/jpeg"


def is_held_whole(image: Image.Image) -> bool:
    """Say whether decoding takes memory by the full size: all but JPEG, and JPEG too where it is progressive."""
    return not is_jpeg(image) or bool(image.info.get("progressive"))


def exif(image: Image.Image) -> Image.Exif:
    """Return the EXIF in the header; PNG's own method would decode the whole picture to look behind it."""
    return Image.Image.getexif(image)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; anything else in the file means upright. Pillow turns TIFF by itself."""
    if image.format == "TIFF":
        return 1
    try:
        value = exif(image).get(ExifTags.Base.Orientation, 1)
    except Exception:  # broken EXIF says nothing about the pixels
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height as a reader sees the picture."""
    width, height = image.size
    return (height, width) if orientation(image) in ON_THEIR_SIDE else (width, height)


def _too_large() -> str:
    return _(
        "This picture has too many pixels: %(whole)d megapixels are the most, or %(shrunk)d in a JPEG that is not "
        "progressive. Make it smaller and try again."
    ) % {"whole": MEGAPIXELS_LOADED_WHOLE, "shrunk": MEGAPIXELS_SHRUNK_ON_LOAD}
