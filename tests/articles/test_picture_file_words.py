"""What the library knows of a picture as soon as its file is there."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from articles.models import Picture
from articles.pictures import describing, words
from tests.articles.photos import accepted, empty_stores, jpeg  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]

FILE = Path(__file__).with_name("files") / "three_standards.jpg"


def kept(file: BytesIO) -> Picture:
    return Picture.objects.get(pk=accepted(file).pk)


def test_library_knows_all_that_the_file_says() -> None:
    picture = kept(BytesIO(FILE.read_bytes()))
    assert {field: getattr(picture, field) for field in words.FIELDS} == {
        "headline": "The Headline xmp (ref2024.1)",
        "caption": "The Description “xmp” (ref2024.1)",
        "alt_text": "Alt Text xmp (ref2024.1)",
        "credit_line": "Credit Line xmp (ref2024.1)",
        "creator": "Creator1 xmp (ref2024.1), Creator2 xmp (ref2024.1)",
        "copyright_notice": "© Copyright xmp (ref2024.1)",
        "source": "Source xmp (ref2024.1)",
        "city": "City xmp (ref2024.1)",
        "state": "State xmp (ref2024.1)",
        "country": "Country xmp (ref2024.1)",
        "instructions": "An Instruction xmp (ref2024.1)",
        "usage_terms": "Rights Usage Terms xmp (ref2024.1)",
        "licensor": "Licensor Name 1 (ref2024.1), Licensor Name 2 (ref2024.1)",
        "web_statement": "https://example.com/WebStatementOfRights/ref2024.1",
        "digital_source_type": "digitalCapture",
    }
    assert set(picture.tags.names()) == {"Keyword1xmp", "Keyword2xmp", "Keyword3xmp"}
    assert picture.taken_at == datetime(2024, 3, 22, 0, 23, 2, tzinfo=UTC)
    assert picture.taken_as_written == "2024-03-22T00:23:02+00:00"


def test_time_without_a_zone_is_kept_as_it_is_written_and_guessed_by_nobody() -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:04 18:18:37"
    picture = kept(jpeg(exif=exif))
    assert (picture.taken_at, picture.taken_as_written) == (None, "2026-03-04T18:18:37")


def test_file_full_of_keywords_and_endless_words_is_taken_all_the_same() -> None:
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:p="http://ns.adobe.com/photoshop/1.0/"'
    items = "".join(f"<rdf:li>{number} {'x' * 120}</rdf:li>" for number in range(150))
    packet = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description {space} '
        f'p:City="{"c" * 900}" p:Headline="{"h" * 900}" p:Instructions="{"i" * 9_000}"><dc:subject><rdf:Bag>{items}'
        "<rdf:li>0</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF>"
    )
    picture = kept(jpeg(xmp=packet.encode()))
    assert (len(picture.city), len(picture.headline), len(picture.instructions)) == (200, 500, 5_000)
    names = set(picture.tags.names())
    assert len(names) == words.MOST_TAGS
    assert {len(name) for name in names} == {words.LONGEST_TAG}
    words.check_tags(names)


def test_same_file_again_leaves_what_the_desk_wrote_since() -> None:
    first = accepted(BytesIO(FILE.read_bytes()))
    Picture.objects.filter(pk=first.pk).update(headline="Ours")
    first.tags.clear()
    again = kept(BytesIO(FILE.read_bytes()))
    assert (again.pk, again.headline, list(again.tags.names())) == (first.pk, "Ours", [])


def test_each_field_of_the_table_may_be_written() -> None:
    assert tuple(describing.Words.__annotations__) == words.FIELDS
