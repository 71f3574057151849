"""Pictures in, smaller files out: what is refused, what is kept, and how much memory it takes."""

import os
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageCms, ImageDraw, IptcImagePlugin
from PIL.PngImagePlugin import PngInfo

from articles import imaging
from articles.exceptions import PictureRefused
from articles.imaging import RenderedPicture
from articles.imaging.opening import HIGHEST_RENDITION, MEGAPIXEL, MEGAPIXELS_LOADED_WHOLE, MEGAPIXELS_SHRUNK_ON_LOAD

CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(
    not (CORPUS / "images").is_dir(), reason="the corpus of odd pictures is not here (NEWSROOM_CORPUS)"
)
MOST_MEMORY_KB = 150_000
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:rights="http://ns.adobe.com/xap/1.0/rights/"
 photoshop:Credit="Harbour Agency &amp; Co"><dc:creator><rdf:Seq><rdf:li>Zoë Ferry</rdf:li><rdf:li>Al Dock</rdf:li>
</rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li xml:lang="de">Der Hafen</rdf:li>
<rdf:li xml:lang="x-default">The harbour
at night</rdf:li></rdf:Alt></dc:description>
<core:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Boats</rdf:li></rdf:Alt></core:AltTextAccessibility>
<rights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Once only</rdf:li></rdf:Alt></rights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


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


def iim(**texts: bytes) -> bytes:
    """Write IPTC-IIM datasets of record 2 as a JPEG segment, `d80=…` by its number, `utf8=…` the sign."""
    sets = [b"\x1c\x01\x5a" + len(texts["utf8"]).to_bytes(2, "big") + texts["utf8"]] if "utf8" in texts else []
    for name, text in texts.items():
        if name.startswith("d"):
            sets.append(b"\x1c\x02" + bytes([int(name[1:])]) + len(text).to_bytes(2, "big") + text)
    block = b"".join(sets)
    resource = b"8BIM\x04\x04\x00\x00" + len(block).to_bytes(4, "big") + block + b"\0" * (len(block) % 2)
    segment = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment


def with_segment(file: BytesIO, segment: bytes) -> BytesIO:
    content = file.getvalue()
    return BytesIO(content[:2] + segment + content[2:])


def opened(rendered: RenderedPicture) -> Image.Image:
    picture = Image.open(BytesIO(rendered.content))
    picture.load()
    return picture


def rendered(file: BytesIO, width: int, kind: str = "JPEG") -> Image.Image:
    return next(opened(one) for one in imaging.render(file, widths=[width]) if one.format == kind)


def assert_quarters(picture: Image.Image, tolerance: int = 24) -> None:
    small = picture.convert("RGB").resize((2, 2), Image.Resampling.BOX)
    expected = [(200, 30, 30), (30, 160, 30), (30, 30, 200), (255, 255, 255)]
    for found, wanted in zip(pixels(small), expected, strict=True):
        assert all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True)), (found, wanted)


def pixels(picture: Image.Image) -> list[tuple[int, ...]]:
    return [picture.getpixel((x, y)) for y in range(picture.height) for x in range(picture.width)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (6000, (320, 640, 1280, 1920)),
        (1920, (320, 640, 1280, 1920)),
        (1919, (320, 640, 1280, 1919)),
        (800, (320, 640, 800)),
        (640, (320, 640)),
        (320, (320,)),
        (100, (100,)),
        (1, (1,)),
    ],
)
def test_no_picture_is_enlarged_and_none_is_left_out(width: int, expected: tuple[int, ...]) -> None:
    assert imaging.widths_for(width) == expected


def test_photographer_gets_each_width_in_both_formats_largest_first() -> None:
    files = list(imaging.render(saved(drawn(900, 600))))
    assert [(one.width, one.height, one.format, one.suffix, one.mime_type) for one in files] == [
        (width, height, *kind)
        for width, height in ((900, 600), (640, 427), (320, 213))
        for kind in (("JPEG", ".jpg", "image/jpeg"), ("WebP", ".webp", "image/webp"))
    ]
    for one in files:
        assert (opened(one).format, opened(one).size) == (one.format.upper(), (one.width, one.height))
        assert_quarters(opened(one))


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
    for use in (imaging.inspect, lambda file: list(imaging.render(file))):
        with pytest.raises(PictureRefused, match="not a JPEG, PNG, WebP, GIF, TIFF or AVIF picture"):
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


def jpeg_header(width: int, height: int, *, progressive: bool = False) -> BytesIO:
    content = bytearray(saved(drawn(16, 16), progressive=progressive).getvalue())
    at = content.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    content[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return BytesIO(bytes(content))


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
    "bomb",
    [
        png_header(100_000, 100_000),
        png_header(10_000, 5_001),
        gif_header(60_000, 60_000),
        jpeg_header(12_000, 10_001),
        jpeg_header(65_000, 65_000),
        jpeg_header(10_000, 5_001, progressive=True),
    ],
    ids=["png-vast", "png", "gif", "jpeg", "jpeg-vast", "progressive"],
)
@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_bomb_is_refused_at_its_header(bomb: BytesIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded(*_arguments: object) -> None:
        pytest.fail("a pixel was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    for use in (imaging.inspect, lambda file: list(imaging.render(file))):
        with pytest.raises(PictureRefused, match="50 megapixels are the most, or 120 in a JPEG"):
            use(bomb)


def test_large_picture_within_the_limits_is_taken() -> None:
    assert imaging.inspect(png_header(10_000, 5_000)).width * 5_000 == MEGAPIXELS_LOADED_WHOLE * MEGAPIXEL
    assert imaging.inspect(jpeg_header(12_000, 10_000)).width * 10_000 == MEGAPIXELS_SHRUNK_ON_LOAD * MEGAPIXEL


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
    assert [one.height for one in imaging.render(tallest)] == [HIGHEST_RENDITION] * 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_file_cut_short_gives_one_refusal_and_never_half_a_picture(kind: str) -> None:
    content = saved(Image.effect_noise((300, 200), 80).convert("RGB"), kind).getvalue()
    files: list[RenderedPicture] = []
    with pytest.raises(PictureRefused):
        files.extend(imaging.render(BytesIO(content[: len(content) * 6 // 10])))
    assert files == []


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_picture_stands_upright_however_the_camera_was_held(orientation: int, kind: str) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = drawn(900, 600).transpose(undo[orientation]) if orientation in undo else drawn(900, 600)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    file = saved(stored, kind, exif=exif)
    found = imaging.inspect(file)
    assert (found.width, found.height) == (900, 600)
    for one in imaging.render(file, widths=[320]):
        assert (one.width, one.height) == opened(one).size == (320, 213)
        assert_quarters(opened(one))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_senseless_orientation_means_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert_quarters(rendered(saved(drawn(), exif=exif), 320))


def in_deep_grey(picture: Image.Image) -> Image.Image:
    return picture.convert("L").convert("I").point(lambda value: value * 257 + 0).convert("I;16")


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (drawn(mode="CMYK"), "JPEG"),
        (drawn(mode="CMYK"), "TIFF"),
        (drawn(mode="P"), "PNG"),
        (drawn(mode="P"), "GIF"),
        (drawn(mode="RGBA"), "PNG"),
        (drawn(mode="YCbCr"), "JPEG"),
        (drawn(mode="RGBX"), "TIFF"),
    ],
    ids=["cmyk-jpeg", "cmyk-tiff", "palette-png", "palette-gif", "rgba", "ycbcr", "rgbx"],
)
def test_colours_stay_however_the_file_keeps_them(picture: Image.Image, kind: str) -> None:
    for one in imaging.render(saved(picture, kind), widths=[640, 320]):
        assert opened(one).mode == "RGB" or (opened(one).mode == "RGBA" and one.format == "WebP")
        assert_quarters(opened(one), tolerance=40)


@pytest.mark.parametrize("size", [(900, 600), (4000, 2000)], ids=["small", "in-bands"])
@pytest.mark.parametrize("mode", ["L", "LA", "1", "I;16"])
def test_greys_stay_however_deep_they_are(mode: str, size: tuple[int, int]) -> None:
    grey = Image.linear_gradient("L").resize(size)
    picture = in_deep_grey(grey) if mode == "I;16" else grey.convert(mode)
    found = rendered(saved(picture, "PNG"), 320).convert("L")
    for x, y in ((160, 8), (160, found.height // 2), (160, found.height - 8)):
        wanted = 255 * y // found.height
        average = found.crop((x - 20, y - 4, x + 20, y + 4)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(average, int | float)
        assert abs(average - wanted) < 12


def test_sixteen_bit_tiff_is_not_burnt_out() -> None:
    found = rendered(saved(in_deep_grey(Image.new("L", (400, 300), 100)), "TIFF"), 320)
    assert found.getpixel((100, 100)) == (100, 100, 100)


def test_dark_half_of_a_deep_grey_picture_stays_dark() -> None:
    grey = Image.new("I", (4000, 2000), 200)
    grey.paste(65_535, (0, 1000, 4000, 2000))
    found = rendered(saved(grey.convert("I;16"), "PNG"), 320)
    assert (found.getpixel((160, 40)), found.getpixel((160, 120))) == ((0, 0, 0), (255, 255, 255))


def test_large_picture_shrunk_by_bands_has_no_seams() -> None:
    picture = drawn(5000, 3001).convert("RGBA")
    whole = drawn(5000, 3001).resize((320, 192), Image.Resampling.LANCZOS)
    found = rendered(saved(picture, "PNG", compress_level=1), 320)
    assert found.size == whole.size
    differences = [
        abs(a - b)
        for one, other in zip(pixels(found), pixels(whole), strict=True)
        for a, b in zip(one, other, strict=True)
    ]
    assert sum(differences) / len(differences) < 3


def test_transparent_picture_stands_on_white_in_jpeg_and_stays_so_in_webp() -> None:
    picture = drawn(400, 300, "RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 200, 150))
    file = saved(picture, "PNG")
    assert rendered(file, 320, "JPEG").getpixel((40, 40)) == (255, 255, 255)
    assert rendered(file, 320, "WebP").getpixel((40, 40))[3] == 0  # type: ignore[index]


def test_transparent_palette_entry_stands_on_white() -> None:
    picture = Image.new("P", (40, 30), 5)
    picture.putpalette([0, 0, 0] * 256)
    assert rendered(saved(picture, "PNG", transparency=5), 40).getpixel((20, 15)) == (255, 255, 255)


def swapped_profile() -> bytes:
    """Return an ICC profile that calls red what sRGB calls green, by exchanging two of its colorants."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)


def test_picture_in_another_colour_space_is_brought_to_srgb() -> None:
    file = saved(Image.new("RGB", (40, 30), (255, 0, 0)), "PNG", icc_profile=swapped_profile())
    red, green, blue = rendered(file, 40).getpixel((20, 15))  # type: ignore[misc]
    assert (red < 60, green > 200, blue < 60) == (True, True, True)
    assert "icc_profile" not in rendered(file, 40).info


@pytest.mark.parametrize(
    "profile", [b"not a profile", b"\0" * 200, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_profile_that_is_broken_or_of_another_kind_costs_nothing_but_itself(profile: bytes) -> None:
    assert_quarters(rendered(saved(drawn(), icc_profile=profile), 320))


def test_animation_gives_its_first_frame() -> None:
    for kind in ("GIF", "WEBP", "PNG"):
        file = saved(drawn(), kind, save_all=True, append_images=[Image.new("RGB", (900, 600), "black")], duration=100)
        assert_quarters(rendered(file, 320))


def test_place_and_serial_number_of_the_camera_reach_no_reader_and_the_credit_does() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Zoë Ferry".encode()
    exif[ExifTags.Base.Copyright] = "© Harbour Agency".encode()
    exif[ExifTags.Base.Make] = "CANARYCAM"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 30.0, 1.0)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "CANARY-SERIAL"
    file = saved(drawn(), exif=exif, comment=b"CANARY-COMMENT")
    assert b"CANARY-SERIAL" in file.getvalue()
    for one in imaging.render(file):
        kept = opened(one).getexif()
        assert set(kept) == {ExifTags.Base.Artist, ExifTags.Base.Copyright}
        assert kept.get_ifd(ExifTags.IFD.GPSInfo) == {}
        assert b"CANARY" not in one.content
        found = imaging.inspect(BytesIO(one.content))
        assert (found.creator, found.copyright_notice) == ("Zoë Ferry", "© Harbour Agency")


def test_credit_line_is_kept_in_every_file() -> None:
    file = saved(drawn(), xmp=XMP)
    for one in imaging.render(file):
        assert imaging.inspect(BytesIO(one.content)).credit_line == "Harbour Agency & Co"


def test_picture_without_credit_gets_no_metadata_at_all() -> None:
    for one in imaging.render(saved(drawn())):
        assert not {"xmp", "photoshop", "comment"} & set(opened(one).info)
        assert dict(opened(one).getexif()) == {}


def test_desk_reads_every_property_from_xmp() -> None:
    found = imaging.inspect(saved(drawn(), xmp=XMP))
    assert (found.caption, found.creator, found.credit_line) == (
        "The harbour at night",
        "Zoë Ferry, Al Dock",
        "Harbour Agency & Co",
    )
    assert (found.alt_text, found.usage_terms, found.source) == ("Boats", "Once only", "")


def test_xmp_is_read_from_every_format_that_carries_it() -> None:
    for kind in ("PNG", "WEBP", "AVIF"):
        options = {"pnginfo": png_xmp()} if kind == "PNG" else {"xmp": XMP}
        assert imaging.inspect(saved(drawn(), kind, **options)).alt_text == "Boats"


def png_xmp() -> Any:
    chunk = PngInfo()
    chunk.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return chunk


def test_desk_reads_every_property_from_iptc() -> None:
    segment = iim(d120=b"Caption", d80=b"Al Dock", d110=b"Agency", d116=b"(c) Agency", d115=b"Archive")
    found = imaging.inspect(with_segment(saved(drawn()), segment))
    assert (found.caption, found.creator, found.credit_line) == ("Caption", "Al Dock", "Agency")
    assert (found.copyright_notice, found.source) == ("(c) Agency", "Archive")


@pytest.mark.parametrize(
    ("raw", "sign"),
    [("Zoë".encode(), {"utf8": b"\x1b%G"}), ("Zoë".encode(), {}), ("Zoë".encode("cp1252"), {})],
    ids=["declared", "undeclared", "latin"],
)
def test_name_is_read_in_whatever_encoding_it_was_written(raw: bytes, sign: dict[str, bytes]) -> None:
    assert imaging.inspect(with_segment(saved(drawn()), iim(d80=raw, **sign))).creator == "Zoë"


def test_xmp_is_believed_before_iptc_and_iptc_before_exif() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "From EXIF"
    exif[ExifTags.Base.Copyright] = "From EXIF"
    exif[ExifTags.Base.ImageDescription] = "From EXIF"
    iptc = iim(d80=b"From IPTC", d116=b"From IPTC")
    found = imaging.inspect(with_segment(saved(drawn(), exif=exif, xmp=XMP), iptc))
    assert (found.creator, found.copyright_notice) == ("Zoë Ferry, Al Dock", "From IPTC")
    assert imaging.inspect(saved(drawn(), exif=exif)).caption == "From EXIF"


def test_words_in_the_file_are_cleaned_and_cut() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = b"Al\0\x1b[31m Dock\r\n"
    exif[ExifTags.Base.ImageDescription] = b"word " * 10_000
    found = imaging.inspect(saved(drawn(), exif=exif))
    assert found.creator == "Al [31m Dock"
    assert len(found.caption) == 4_999


@pytest.mark.parametrize(
    "xmp",
    [
        b"<x",
        b"\xff\xfe\0",
        b'<!DOCTYPE x [<!ENTITY creator "Mallory">]>' + XMP.replace(b"Al Dock", b"&creator;"),
        b'<!DOCTYPE x [<!ENTITY creator SYSTEM "file:///etc/passwd">]>' + XMP.replace(b"Al Dock", b"&creator;"),
        b"<a>" * 9_000,
    ],
)
def test_broken_xmp_costs_nothing_but_itself(xmp: bytes) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Al Dock"
    file = saved(drawn(), exif=exif, xmp=xmp)
    assert imaging.inspect(file).creator == "Al Dock"
    assert_quarters(rendered(file, 320))


def test_words_and_profiles_by_the_megabyte_are_passed_over() -> None:
    assert imaging.inspect(saved(drawn(), "WEBP", xmp=XMP.replace(b"\n", b" " * 200_000))).alt_text == ""
    padded = swapped_profile() + bytes(4_000_000)
    file = saved(Image.new("RGB", (40, 30), (255, 0, 0)), "TIFF", icc_profile=padded)
    assert rendered(file, 40).getpixel((20, 15)) == (254, 0, 0)


def test_broken_exif_and_iptc_cost_nothing_but_themselves() -> None:
    broken = with_segment(saved(drawn(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"), iim(d80=b"x")[:-3] + b"\xff\xff\xff")
    assert_quarters(rendered(broken, 320))
    assert imaging.inspect(broken).credit_line == ""


def test_metadata_reader_that_fails_does_not_cost_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_image: Image.Image) -> None:
        raise IndexError("broken dataset")

    monkeypatch.setattr(IptcImagePlugin, "getiptcinfo", fails)
    assert imaging.inspect(saved(drawn(), xmp=XMP)).alt_text == "Boats"


def test_file_is_left_open_for_the_one_who_handed_it_in() -> None:
    file = saved(drawn())
    imaging.inspect(file)
    list(imaging.render(file))
    assert not file.closed


MEASURE = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from articles import imaging
with open(sys.argv[1], "rb") as file:
    made = [(one.width, one.format, len(one.content)) for one in imaging.render(file)]
assert len(made) == 8, made
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize(
    "options",
    [{}, {"progressive": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"}],
)
def test_24_megapixels_take_less_than_150_megabytes(tmp_path: Path, options: dict[str, Any]) -> None:
    noise = Image.effect_noise((1500, 1000), 60).resize((6000, 4000))
    path = tmp_path / "photo.jpg"
    Image.merge("RGB", (noise, noise, noise)).save(path, quality=90, **options)
    del noise
    assert peak_memory(path) < MOST_MEMORY_KB


def peak_memory(path: Path) -> int:
    """Render the file in a process of its own and return its peak in kilobytes."""
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", MEASURE, path], cwd=root, capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_large_transparent_picture_is_never_copied_whole(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    Image.new("RGBA", (7200, 4800), (10, 200, 30, 128)).save(path, compress_level=1)
    assert peak_memory(path) < 4 * 7200 * 4800 * 2 // 1000


@needs_corpus
def test_every_odd_file_of_the_corpus_is_rendered_or_refused_in_words() -> None:
    outcomes = {"rendered": 0, "refused": 0}
    for path in sorted((CORPUS / "images").rglob("*")):
        if path.is_file():
            outcomes[outcome(path)] += 1
    assert outcomes["rendered"] > 300
    assert outcomes["refused"] > 100


def outcome(path: Path) -> str:
    made: list[RenderedPicture] = []
    with path.open("rb") as file:
        try:
            imaging.inspect(file)
            made.extend(imaging.render(file))
        except PictureRefused:
            assert made == [], path
            return "refused"
    assert made, path
    return "rendered"


@needs_corpus
@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
def test_orientation_examples_of_the_corpus_all_come_out_alike(shape: str) -> None:
    folder = CORPUS / "images" / "recurser+exif-orientation-examples"
    found = [rendered(BytesIO(path.read_bytes()), 320) for path in sorted(folder.glob(f"{shape}_*.jpg"))]
    assert len(found) > 1
    for picture in found[1:]:
        assert picture.size == found[0].size
        assert mean_difference(picture, found[0]) < 12


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    pairs = zip(pixels(one.resize((24, 24))), pixels(other.resize((24, 24))), strict=True)
    return sum(abs(a - b) for left, right in pairs for a, b in zip(left, right, strict=True)) / (24 * 24 * 3)
