"""What a file says of its picture: read in each standard, whatever is broken beside it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from articles import imaging
from articles.imaging.metadata import iim as datasets
from tests.articles.drawings import assert_quarters, drawn, rendered, saved, swapped_profile

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


def test_iptc_of_a_tiff_is_read() -> None:
    block = b"".join(b"\x1c\x02" + bytes([d, 0, len(text)]) + text for d, text in [(110, b"Agency"), (25, b"boats")])
    found = imaging.inspect(saved(drawn(), "TIFF", tiffinfo={33723: block}))
    assert (found.credit_line, found.keywords) == ("Agency", ("boats",))


def test_iptc_is_read_up_to_where_it_breaks() -> None:
    whole = iim(d80=b"Al Dock", d110=b"Agency")
    found = imaging.inspect(
        with_segment(saved(drawn()), whole.replace(b"\x1c\x02\x6e\x00\x06", b"\x1c\x02\x6e\x7f\xff"))
    )
    assert (found.creator, found.credit_line) == ("Al Dock", "")


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

    monkeypatch.setattr(datasets, "block", fails)
    assert imaging.inspect(saved(drawn(), xmp=XMP)).alt_text == "Boats"
