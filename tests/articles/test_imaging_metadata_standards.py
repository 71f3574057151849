"""Three standards in one file: which one counts, and every way in which each may be written."""

import hashlib
import os
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from articles import imaging
from articles.exceptions import PictureRefused
from articles.imaging import metadata
from tests.articles.drawings import drawn, saved
from tests.articles.segments import EXIF, PHOTOSHOP, XMP, without

FILE = Path(__file__).with_name("files") / "three_standards.jpg"
CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "images"
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "mm": "http://ns.adobe.com/xap/1.0/mm/",
}


def words(file: BytesIO) -> dict[str, Any]:
    return vars(metadata.read(Image.open(file)))


def xmp(inner: str = "", attributes: str = "", more: str = "", kind: str = "JPEG") -> BytesIO:
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    packet = f"<rdf:RDF {spaces}><rdf:Description {attributes}>{inner}</rdf:Description>{more}</rdf:RDF>"
    return saved(drawn(40, 30), kind, xmp=packet.encode())


FROM_XMP = {
    "caption": "The Description “xmp” (ref2024.1)",
    "creator": "Creator1 xmp (ref2024.1), Creator2 xmp (ref2024.1)",
    "credit_line": "Credit Line xmp (ref2024.1)",
    "copyright_notice": "© Copyright xmp (ref2024.1)",
    "usage_terms": "Rights Usage Terms xmp (ref2024.1)",
    "headline": "The Headline xmp (ref2024.1)",
    "source": "Source xmp (ref2024.1)",
    "instructions": "An Instruction xmp (ref2024.1)",
    "city": "City xmp (ref2024.1)",
    "state": "State xmp (ref2024.1)",
    "country": "Country xmp (ref2024.1)",
    "licensor": "Licensor Name 1 (ref2024.1), Licensor Name 2 (ref2024.1)",
    "web_statement": "https://example.com/WebStatementOfRights/ref2024.1",
    "alt_text": "Alt Text xmp (ref2024.1)",
    "keywords": ("Keyword1xmp", "Keyword2xmp", "Keyword3xmp"),
    "taken_at": datetime(2024, 3, 22, 0, 23, 2, tzinfo=UTC),
    "taken_as_written": "2024-03-22T00:23:02+00:00",
    "digital_source_type": "digitalCapture",
}
FROM_IIM = {
    "caption": "The Description “iim” (ref2024.1)",
    "creator": "Creator1 iim (ref2024.1)",
    "credit_line": "Credit Line iim (ref2024.1)",
    "copyright_notice": "© Copyright iim (ref2024.1)",
    "headline": "The Headline iim (ref2024.1)",
    "source": "Source iim (ref2024.1)",
    "instructions": "An Instruction iim (ref2024.1)",
    "city": "City iim (ref2024.1)",
    "state": "State iim (ref2024.1)",
    "country": "Country iim (ref2024.1)",
    "keywords": ("Keyword1iim", "Keyword2iim"),
    "taken_at": datetime(2024, 3, 22, 1, 23, 2, tzinfo=timezone(timedelta(hours=2))),
    "taken_as_written": "2024-03-22T01:23:02+0200",
}
FROM_EXIF = {
    "caption": "The Description “exif” (ref2024.1)",
    "creator": "Creator1 exif (ref2024.1)",
    "copyright_notice": "© Copyright exif (ref2024.1)",
    "taken_at": datetime(2024, 3, 22, 2, 23, 2, tzinfo=timezone(timedelta(hours=3))),
    "taken_as_written": "2024-03-22T02:23:02+03:00",
}
NOTHING = vars(metadata.Words())


def test_every_property_is_read_and_xmp_counts_first() -> None:
    assert words(BytesIO(FILE.read_bytes())) == FROM_XMP


def test_every_property_that_iim_has_is_read_where_there_is_no_xmp() -> None:
    assert words(without(FILE.read_bytes(), XMP)) == NOTHING | FROM_IIM


def test_every_property_that_exif_has_is_read_where_there_is_nothing_else() -> None:
    assert words(without(FILE.read_bytes(), XMP, PHOTOSHOP)) == NOTHING | FROM_EXIF
    assert words(without(FILE.read_bytes(), XMP, PHOTOSHOP, EXIF)) == NOTHING


def test_iim_counts_first_where_a_program_changed_it_after_the_xmp() -> None:
    content = FILE.read_bytes().replace(b"Credit Line iim (ref2024.1)", b"Credit Line new (ref2024.1)")
    assert words(BytesIO(content)) == FROM_XMP | FROM_IIM | {"credit_line": "Credit Line new (ref2024.1)"}


def test_iim_that_only_cut_a_long_text_does_not_count_before_the_whole() -> None:
    content = FILE.read_bytes().replace(b"Credit Line iim (ref2024.1)", b"Credit Line xmp            ")
    assert words(BytesIO(content))["credit_line"] == "Credit Line xmp (ref2024.1)"


def test_digest_that_fits_leaves_xmp_first() -> None:
    content = FILE.read_bytes()
    start = content.index(b"8BIM\x04\x04") + 12
    size = int.from_bytes(content[start - 4 : start], "big")
    digest = hashlib.md5(content[start : start + size], usedforsecurity=False).digest()
    assert digest in content
    assert words(BytesIO(content.replace(digest, bytes(16)))) == FROM_XMP


def test_properties_may_stand_as_attributes_and_in_several_descriptions() -> None:
    more = '<rdf:Description photoshop:City="Cuxhaven" photoshop:Credit="later"/>'
    found = words(xmp(attributes='photoshop:Credit="Agency" ext:DigitalSourceType="digitalCapture"', more=more))
    assert (found["credit_line"], found["city"], found["digital_source_type"]) == (
        "Agency",
        "Cuxhaven",
        "digitalCapture",
    )


@pytest.mark.parametrize(
    "licensor",
    [
        '<rdf:li rdf:parseType="Resource"><plus:LicensorName>Quay</plus:LicensorName></rdf:li>',
        "<rdf:li><rdf:Description><plus:LicensorName>Quay</plus:LicensorName></rdf:Description></rdf:li>",
        '<rdf:li plus:LicensorName="Quay" plus:LicensorURL="https://example.org"/>',
        '<rdf:li><rdf:Description plus:LicensorName="Quay"/></rdf:li>',
    ],
)
def test_licensor_is_found_however_its_structure_is_written(licensor: str) -> None:
    found = words(xmp(f"<plus:Licensor><rdf:Seq>{licensor}</rdf:Seq></plus:Licensor>"))
    assert found["licensor"] == "Quay"


def test_web_statement_may_be_an_address_in_rdf() -> None:
    found = words(xmp('<xmpRights:WebStatement rdf:resource="https://example.org/rights"/>'))
    assert found["web_statement"] == "https://example.org/rights"


def test_pictures_that_went_into_this_one_say_nothing_of_it() -> None:
    inner = '<rdf:Description photoshop:Credit="Somebody else"><dc:creator>Them</dc:creator></rdf:Description>'
    found = words(xmp(f"<mm:Ingredients><rdf:Bag><rdf:li>{inner}</rdf:li></rdf:Bag></mm:Ingredients>"))
    assert (found["credit_line"], found["creator"]) == ("", "")


def test_xmp_in_another_encoding_of_unicode_is_read() -> None:
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    packet = f'<rdf:RDF {spaces}><rdf:Description photoshop:City="Tromsø"/></rdf:RDF>'
    assert words(saved(drawn(40, 30), xmp=packet.encode("utf-16")))["city"] == "Tromsø"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        (" https://cv.iptc.org/newscodes/digitalsourcetype/compositeCapture/ ", "compositeCapture"),
        ("digsrctype:negativeFilm", "negativeFilm"),
        ("DIGITALCAPTURE", "digitalCapture"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/minorHumanEdits", "humanEdits"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalArt", "digitalCreation"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/softwareImage", "softwareImage"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/composite", ""),
        ("http://c2pa.org/digitalsourcetype/empty", ""),
        ("with a brush", ""),
        ("", ""),
    ],
)
def test_way_it_was_made_is_known_by_address_and_code_and_left_open_where_it_is_neither(said: str, code: str) -> None:
    found = words(xmp(f"<ext:DigitalSourceType>{said}</ext:DigitalSourceType>"))
    assert found["digital_source_type"] == code


@pytest.mark.parametrize(
    ("said", "as_written", "instant"),
    [
        ("2026-03-04T18:18:37+02:00", "2026-03-04T18:18:37+02:00", datetime(2026, 3, 4, 16, 18, 37, tzinfo=UTC)),
        ("2026-03-04T18:18:37.25Z", "2026-03-04T18:18:37.25Z", datetime(2026, 3, 4, 18, 18, 37, 250_000, UTC)),
        ("2026-03-04T18:18-11:30", "2026-03-04T18:18-11:30", datetime(2026, 3, 5, 5, 48, tzinfo=UTC)),
        ("2026-03-04T18:18:37", "2026-03-04T18:18:37", None),
        ("2026-03-04", "2026-03-04", None),
        ("2026-03", "2026-03", None),
        ("1926", "1926", None),
        ("2026-02-31", "", None),
        ("2026-02-31T10:00:00Z", "", None),
        ("2026-03-04T25:00:00Z", "", None),
        ("0000-00-00", "", None),
        ("0001-01-01T00:00:00+14:00", "", None),
        ("9999-12-31T23:59:59-11:00", "", None),
        ("last summer", "", None),
    ],
)
def test_time_of_capture_is_an_instant_only_with_its_zone(said: str, as_written: str, instant: datetime | None) -> None:
    found = words(xmp(attributes=f'photoshop:DateCreated="{said}"'))
    assert (found["taken_as_written"], found["taken_at"]) == (as_written, instant)


def test_zone_that_only_exif_names_is_taken_from_there() -> None:
    exif = Image.Exif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal], inner[ExifTags.Base.OffsetTimeOriginal] = "2026:03:04 18:18:37", "+01:00"
    packet = f'<rdf:RDF xmlns:rdf="{SPACES["rdf"]}"><rdf:Description xmlns:p="{SPACES["photoshop"]}" p:DateCreated='
    for said, instant in [("2026-03-04T18:18:37", True), ("2026-03-04T18:18", True), ("2026-03-04T19:00:00", False)]:
        found = words(saved(drawn(40, 30), exif=exif, xmp=f'{packet}"{said}"/></rdf:RDF>'.encode()))
        assert (found["taken_at"] == datetime(2026, 3, 4, 17, 18, 37, tzinfo=UTC)) is instant


def test_camera_whose_clock_was_never_set_says_no_time() -> None:
    for said in ("0000:00:00 00:00:00", "    :  :     :  :  ", "\0"):
        exif = Image.Exif()
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = said
        assert words(saved(drawn(40, 30), exif=exif))["taken_as_written"] == ""


def test_words_of_a_phones_heic_are_read() -> None:
    found = imaging.inspect(BytesIO(FILE.with_name("words_of_a_phone.heic").read_bytes()))
    assert (found.creator, found.credit_line) == ("Zoë Ferry", "Harbour Agency")
    assert found.taken_at == datetime(2026, 3, 4, 17, 18, 37, tzinfo=UTC)


def test_name_of_a_camera_is_no_caption() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "OLYMPUS DIGITAL CAMERA         "
    assert words(saved(drawn(40, 30), exif=exif))["caption"] == ""


def test_thousands_of_keywords_and_endless_ones_are_cut() -> None:
    items = "".join(f"<rdf:li>word {number} {'x' * 999}</rdf:li>" for number in range(900))
    found = words(xmp(f"<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>", kind="WEBP"))["keywords"]
    assert len(found) == 500
    assert {len(word) for word in found} == {200}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of odd pictures is not here (NEWSROOM_CORPUS)")
def test_every_picture_of_the_corpus_says_what_it_says_and_harms_nobody() -> None:
    inspected = 0
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                try:
                    found = imaging.inspect(file)
                except PictureRefused:
                    continue
            inspected += 1
            assert all(mark.isprintable() or mark.isspace() for mark in found.caption), path
            assert len(found.caption) <= 5_000
    assert inspected > 300
