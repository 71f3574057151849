"""Which files are taken as pictures, and which are refused before anything is decoded."""

import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from articles import imaging
from articles.exceptions import PictureRefused
from articles.imaging.opening import HIGHEST_RENDITION, MEGAPIXEL, MOST_MEGAPIXELS
from tests.articles.drawings import assert_quarters, drawn, rendered, saved


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("JPEG", ("JPEG", "image/jpeg", ".jpg")),
        ("PNG", ("PNG", "image/png", ".png")),
        ("WEBP", ("WebP", "image/webp", ".webp")),
        ("GIF", ("GIF", "image/gif", ".gif")),
        ("TIFF", ("TIFF", "image/tiff", ".tif")),
        ("AVIF", ("AVIF", "image/avif", ".avif")),
    ],
)
def test_type_is_told_by_the_content(kind: str, expected: tuple[str, str, str]) -> None:
    file = saved(drawn(80, 60), kind)
    file.name = "holiday.exe"
    found = imaging.inspect(file)
    assert (found.format, found.mime_type, found.suffix, found.width, found.height) == (*expected, 80, 60)
    assert_quarters(rendered(file, 80), tolerance=60)


@pytest.mark.parametrize(
    "content", [b"", b"Dear editor,\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n"]
)
def test_file_that_is_no_picture_is_refused_with_the_formats_that_are(content: bytes) -> None:
    for use in (imaging.inspect, lambda file: imaging.decode(file, wanted=[])):
        with pytest.raises(PictureRefused, match="not a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC picture"):
            use(BytesIO(content))


@pytest.mark.parametrize("kind", ["BMP", "ICO", "PPM", "TGA", "JPEG2000"])
def test_picture_in_a_format_of_no_use_on_the_web_is_refused(kind: str) -> None:
    with pytest.raises(PictureRefused, match="not a JPEG"):
        imaging.inspect(saved(drawn(64, 64), kind))


def png_header(width: int, height: int) -> BytesIO:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"\0") + chunk(b"IEND", b""))


def jpeg_header(width: int, height: int, *, progressive: bool = False, subsampling: int = 2) -> BytesIO:
    content = bytearray(saved(drawn(16, 16), progressive=progressive, subsampling=subsampling).getvalue())
    at = content.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    content[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return BytesIO(bytes(content))


def webp_header(width: int, height: int) -> BytesIO:
    content = bytearray(saved(drawn(16, 16), "WEBP").getvalue())
    content[26:30] = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return BytesIO(bytes(content))


def turned_tiff(width: int, height: int) -> BytesIO:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 3
    content = saved(drawn(16, 24), "TIFF", exif=exif).getvalue()
    for tag, was, now in ((b"\0\1", 16, width), (b"\1\1", 24, height)):
        for kind, length in ((b"\4\0\1\0\0\0", 4), (b"\3\0\1\0\0\0", 2)):
            old = tag + kind + was.to_bytes(length, "little")
            content = content.replace(old, tag + kind + now.to_bytes(length, "little"))
    return BytesIO(content)


def tiff_without_width() -> BytesIO:
    content = bytearray(saved(drawn(16, 16), "TIFF").getvalue())
    at = content.index(b"\0\1\4\0\1\0\0\0") + 8
    content[at : at + 4] = bytes(4)
    return BytesIO(bytes(content))


def gif_header(width: int, height: int) -> BytesIO:
    content = bytearray(saved(drawn(16, 16), "GIF").getvalue())
    content[6:10] = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return BytesIO(bytes(content))


@pytest.mark.parametrize(
    ("bomb", "found", "most", "kind"),
    [
        (png_header(100_000, 100_000), "", "", ""),
        (gif_header(60_000, 60_000), "", "", ""),
        (jpeg_header(65_000, 65_000), "", "", ""),
        (png_header(10_000, 10_001), "101", "100", "PNG"),
        (gif_header(10_000, 10_001), "101", "100", "GIF"),
        (jpeg_header(12_000, 10_001), "121", "120", "JPEG"),
        (jpeg_header(12_000, 10_001, progressive=True), "121", "120", "progressive JPEG"),
        (jpeg_header(10_000, 6_700, progressive=True, subsampling=0), "67", "66", "progressive JPEG"),
        (webp_header(5_001, 5_000), "26", "25", "WebP"),
        (turned_tiff(10_000, 5_001), "51", "50", "TIFF"),
    ],
    ids=[
        "png-vast",
        "gif-vast",
        "jpeg-vast",
        "png",
        "gif",
        "jpeg",
        "progressive",
        "full-colour",
        "webp",
        "turned-tiff",
    ],
)
@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_bomb_is_refused_at_its_header(
    bomb: BytesIO, found: str, most: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoded(*_arguments: object) -> None:
        pytest.fail("a pixel was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    why = rf": {found} megapixels, where {most} are the most .* \({kind}\)" if kind else r"\. Make it smaller"
    for use in (imaging.inspect, lambda file: imaging.decode(file, wanted=[])):
        with pytest.raises(PictureRefused, match="This picture has too many pixels" + why):
            use(bomb)


def test_large_picture_within_the_limits_is_taken() -> None:
    assert imaging.inspect(png_header(10_000, 10_000)).width == 10_000
    assert imaging.inspect(jpeg_header(12_000, 10_000)).width * 10_000 == MOST_MEGAPIXELS * MEGAPIXEL
    assert imaging.inspect(jpeg_header(12_000, 10_000, progressive=True)).width == 12_000


def test_inspecting_never_decodes(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [saved(drawn(), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF")]
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_arguments: pytest.fail("a pixel was decoded"))
    assert [imaging.inspect(file).width for file in files] == [900] * 6


def test_picture_without_area_is_refused() -> None:
    with pytest.raises(PictureRefused):
        imaging.inspect(png_header(0, 100))
    with pytest.raises(PictureRefused):
        imaging.inspect(tiff_without_width())


def test_picture_as_tall_as_a_scroll_is_refused_before_a_format_fails_on_it() -> None:
    with pytest.raises(PictureRefused, match="too tall"):
        imaging.inspect(saved(Image.new("L", (10, HIGHEST_RENDITION + 1)), "PNG"))
    tallest = saved(Image.new("L", (10, HIGHEST_RENDITION)), "PNG")
    assert [
        one.height for one in imaging.decode(tallest, wanted=imaging.wanted((10, HIGHEST_RENDITION), ())).files({})
    ] == [HIGHEST_RENDITION] * 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_file_cut_short_gives_one_refusal_and_never_half_a_picture(kind: str) -> None:
    content = saved(Image.effect_noise((300, 200), 80).convert("RGB"), kind).getvalue()
    short = BytesIO(content[: len(content) * 6 // 10])
    with pytest.raises(PictureRefused):
        imaging.decode(short, wanted=imaging.wanted((300, 200)))
