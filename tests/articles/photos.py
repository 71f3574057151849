"""Pictures drawn for tests, and what is in the stores."""

import zlib
from collections.abc import Set
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage, storages
from django.db.models import F
from PIL import ExifTags, Image, ImageDraw
from pytest_django import Settings

from articles import instant, pictures
from articles.imaging import spec
from articles.models import Picture, Rendition
from articles.pictures.replaced import GRACE, remove_replaced

BACKEND = "django.core.files.storage.FileSystemStorage"
FIELDS = {"originals": Picture._meta.get_field("original"), "renditions": Rendition._meta.get_field("file")}
MINUTE = timedelta(minutes=1)
NAMES = {one.name for one in spec.wanted((700, 400))}
LATER_NAMES = {one.name for one in spec.wanted((700, 400), comes_later=True)}


@pytest.fixture
def empty_stores(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Begin with empty stores, so that a test can count files."""
    places = {alias: {"location": tmp_path / alias, "file_permissions_mode": 0o600} for alias in FIELDS}
    stores = {alias: {"BACKEND": BACKEND, "OPTIONS": options} for alias, options in places.items()}
    settings.STORAGES = {**settings.STORAGES, **stores}
    for alias, field in FIELDS.items():
        monkeypatch.setattr(field, "storage", storages[alias])


def drawn(width: int = 700, height: int = 400) -> Image.Image:
    picture = Image.effect_mandelbrot((width, height), (-2.0, -1.2, 1.0, 1.2), 60).convert("RGB")
    ImageDraw.Draw(picture).ellipse((width // 4, height // 4, width // 2, height // 2), fill=(30, 60, 200))
    return picture


def jpeg(width: int = 700, height: int = 400, *, seed: int = 0, **options: object) -> BytesIO:
    """Return a JPEG; another seed gives other bytes."""
    picture, file = drawn(width, height), BytesIO()
    picture.putpixel((0, 0), (seed % 256, seed // 256, 0))
    picture.save(file, "JPEG", quality=90, comment=str(seed).encode(), **options)
    file.seek(0)
    return file


def with_gps_and_credit() -> BytesIO:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Ines Marlowe"
    exif[ExifTags.Base.Copyright] = "Harbour Agency"
    exif[ExifTags.Base.ImageDescription] = "The mole at dawn"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 12.0)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SN-4711"
    return jpeg(exif=exif)


def truncated(size: int = 5_000) -> BytesIO:
    return BytesIO(jpeg(1200, 800).getvalue()[:size])


def damaged(seed: int = 0) -> BytesIO:
    """Return a PNG with its end in place and its pixels in pieces: only decoding finds that out."""
    kept = BytesIO()
    Image.effect_noise((400, 300), 60 + seed).save(kept, "PNG")
    content = bytearray(kept.getvalue())
    middle = len(content) // 2
    content[middle : middle + 2_000] = bytes(2_000)
    return BytesIO(bytes(content))


def bomb() -> BytesIO:
    """Return a PNG whose header promises 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    side = (60_000).to_bytes(4, "big")
    header = chunk(b"IHDR", side + side + b"\x08\x02\0\0\0")
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""))


def accepted(file: BytesIO | None = None, *, name: str = "harbour.jpg", by: User | None = None) -> Picture:
    return pictures.accept(file=file or jpeg(), name=name, by=by, now=instant.now())


def stored(alias: str) -> set[str]:
    """Return the keys of all files in a store."""
    store = storages[alias]
    assert isinstance(store, FileSystemStorage)
    root = Path(store.location)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def files_of(picture: Picture) -> dict[str, str]:
    """Return the key in the store by each rendition's name."""
    return {one.name: str(one.file.name) for one in picture.renditions.order_by("name")}


def rendered(file: BytesIO | None = None) -> Picture:
    picture = accepted(file)
    pictures.render(picture=picture, now=instant.now())
    picture.refresh_from_db()
    return picture


def lapse(picture: Picture) -> None:
    """Let whoever renders the picture be silent for too long."""
    Picture.objects.filter(pk=picture.pk).update(rendering_since=F("rendering_since") - MINUTE)


def public_file(picture: Picture, name: str) -> bytes:
    with picture.renditions.get(name=name).file.open("rb") as file:
        content: bytes = file.read()
    return content


def when_nobody_is_on_the_way_to_an_old_file() -> None:
    """Let so much time pass that the sweep removes what was replaced."""
    remove_replaced(now=instant.now() + GRACE + MINUTE)


def assert_each_row_has_its_file_and_no_file_is_left_over(picture: Picture, *, names: Set[str] = NAMES) -> None:
    when_nobody_is_on_the_way_to_an_old_file()
    assert set(files_of(picture)) == names
    assert set(files_of(picture).values()) == stored("renditions")
