"""What stands in readers' files: the words they are given, in every standard, and nothing of camera or place."""

import json
import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from articles import imaging
from articles.enums import DigitalSourceType
from articles.imaging import RenderedPicture, metadata, spec
from tests.articles.drawings import drawn, opened, saved
from tests.articles.segments import EXIF, PHOTOSHOP, XMP, segments, without

FILE = Path(__file__).with_name("files") / "three_standards.jpg"
CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "images"
EXIFTOOL = shutil.which("exiftool")
KINDS = [kind.name for kind in spec.FORMATS]
LENGTHS = {"caption": 5_000, "alt_text": 5_000, "usage_terms": 5_000}
WORDS = {
    "creator": "Zoë Ferry",
    "credit_line": "Zoë Ferry / Harbour <Agency> & Co",
    "copyright_notice": "© 2026 Harbour Agency",
    "usage_terms": "Until 2027-12-31, “once”",
    "digital_source_type": "digitalCapture",
    "alt_text": "Boats at night",
    "caption": "港の夜 – boats lie in the harbour",
    "headline": "A harbour at night",
    "source": "Archive",
    "licensor": "Quay Pictures",
    "web_statement": "https://example.org/rights?a=1&b=2",
}
ALL = {"JPEG", "WebP", "AVIF"}


def written(words: dict[str, str], kind: str = "JPEG") -> bytes:
    """Write words as the encoder of readers' files does."""
    content = saved(drawn(16, 16), kind, **metadata.save_options(words, kind)).getvalue()
    return metadata.finished(content, kind, words)


def said(content: bytes | BytesIO) -> dict[str, Any]:
    file = BytesIO(content) if isinstance(content, bytes) else content
    found = vars(metadata.read(Image.open(file)))
    return {name: found[name] for name in metadata.EMBEDDED}


def files_of(content: bytes, words: dict[str, str]) -> list[RenderedPicture]:
    with Image.open(BytesIO(content)) as image:
        size = imaging.inspect(BytesIO(content)).width, image.height
    wanted = [one for later in (False, True) for one in spec.wanted(size, comes_later=later)]
    return list(imaging.decode(BytesIO(content), wanted=wanted).files(words))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=80) | st.text("aé港🚢 &<>\"'", max_size=700)


@settings(deadline=None, max_examples=40)
@given(
    words=st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(set(WORDS) - {"digital_source_type"}), TEXTS)),
    made=st.sampled_from(["", *DigitalSourceType.values]),
    kind=st.sampled_from(KINDS),
)
def test_words_come_back_as_they_were_written(words: dict[str, str], made: str, kind: str) -> None:
    found = said(written(words | {"digital_source_type": made}, kind))
    expected = {name: metadata.clean(words.get(name, ""), length=LENGTHS.get(name, 500)) for name in metadata.EMBEDDED}
    assert found == expected | {"digital_source_type": made}


@pytest.mark.parametrize("odd", ["\ufffe", "\uffff", "\ud800", "\0", "\x1b", "]]>", "<!--", "&amp;", "<?x?>", "\u202e"])
def test_odd_characters_break_no_packet(odd: str) -> None:
    words = {"caption": f"a {odd} b", "credit_line": "Agency"}
    for kind in KINDS:
        assert said(written(words, kind))["credit_line"] == "Agency"


def test_all_words_stand_in_every_file_of_every_shape() -> None:
    made = files_of(saved(drawn()).getvalue(), WORDS)
    assert {one.format for one in made} == ALL
    assert len({one.shape for one in made}) == 5
    for one in made:
        assert said(one.content) == WORDS, one.name


def test_programs_that_know_iim_alone_read_it_in_a_jpeg() -> None:
    found = said(without(written(WORDS), XMP, EXIF))
    whole = {name: WORDS[name] for name in ("creator", "copyright_notice", "caption", "headline", "source")}
    assert {name: text for name, text in found.items() if text} == whole | {
        "credit_line": "Zoë Ferry / Harbour <Agency> &",
    }


def test_program_that_changes_the_iim_of_a_readers_file_is_noticed() -> None:
    content = written(WORDS)
    assert content.count(b"\x00\x07Archive") == 1
    assert said(content.replace(b"\x00\x07Archive", b"\x00\x07Changed"))["source"] == "Changed"


def test_programs_that_know_exif_alone_read_it_in_every_format() -> None:
    for kind in KINDS:
        exif = Image.open(BytesIO(written(WORDS, kind))).getexif()
        assert {tag: str(text).encode("latin-1").decode() for tag, text in exif.items()} == {
            ExifTags.Base.ImageDescription: WORDS["caption"],
            ExifTags.Base.Artist: WORDS["creator"],
            ExifTags.Base.Copyright: WORDS["copyright_notice"],
        }


@pytest.mark.parametrize("letter", ["a", "é", "港", "🚢"])
def test_iim_is_cut_to_the_standards_lengths_between_two_characters(letter: str) -> None:
    words = {"creator": "n" + letter * 40, "copyright_notice": "n" + letter * 200, "headline": "n" + letter * 300}
    content = written(words | {"caption": "n" + letter * 3_000})
    found = said(without(content, XMP, EXIF))
    for name, most in {"creator": 32, "copyright_notice": 128, "headline": 256, "caption": 2_000}.items():
        size = len(letter.encode())
        assert found[name] == "n" + letter * ((most - 1) // size)
    assert said(content)["creator"] == words["creator"]


def test_words_longer_than_a_segment_are_shortened_and_the_file_is_made() -> None:
    words = dict.fromkeys(("caption", "alt_text", "usage_terms"), "&🚢" * 2_500) | {"creator": "Zoë Ferry"}
    found = said(written(words))
    assert found["creator"] == "Zoë Ferry"
    assert all(len(found[name]) > 1_000 and words[name].startswith(found[name]) for name in LENGTHS)
    assert said(written(words, "WebP"))["caption"] == words["caption"]


def test_file_without_words_is_left_as_the_encoder_made_it() -> None:
    for kind in KINDS:
        plain = saved(drawn(16, 16), kind).getvalue()
        assert written({}, kind) == plain
        assert written(dict.fromkeys(WORDS, " "), kind) == plain


def test_iim_changes_no_pixel_and_stands_before_the_tables() -> None:
    plain, full = saved(drawn(16, 16)).getvalue(), written(WORDS)
    assert list(Image.open(BytesIO(full)).get_flattened_data()) == list(Image.open(BytesIO(plain)).get_flattened_data())
    assert [marker for marker, _payload in segments(full)][:4] == [0xE0, 0xE1, 0xE1, 0xED]


def full_of_secrets() -> bytes:
    """Return the reference picture, large enough for every shape, with a maker's note beside all that it betrays."""
    content = FILE.read_bytes()
    with Image.open(BytesIO(content)) as image:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.GPSInfo)
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"CANARY-MAKER" * 9
        bigger = image.resize((1400, 1050))
    file = BytesIO()
    bigger.save(file, "JPEG", exif=exif, xmp=image.info["xmp"], comment=image.info["comment"])
    (photoshop,) = (payload for _marker, payload in segments(content) if payload.startswith(PHOTOSHOP))
    made = file.getvalue()
    return made[:2] + b"\xff\xed" + (len(photoshop) + 2).to_bytes(2, "big") + photoshop + made[2:]


def test_neither_place_nor_camera_nor_thumbnail_reaches_a_reader() -> None:
    content = full_of_secrets()
    for secret in (b"CANARY-SERIAL", b"CANARY-MAKER", b"CANARY-COMMENT", b"CANARY-AUX", b"GPSLatitude"):
        assert secret in content
    made = files_of(content, WORDS)
    assert {one.format for one in made} == ALL
    for one in made:
        assert_bare(one)
        for secret in (b"CANARY", b"GPS", b"ref2024.1", b"Keyword1"):
            assert secret not in one.content, one.name


def test_neither_place_nor_camera_of_a_phone_reaches_a_reader() -> None:
    content = FILE.with_name("words_of_a_phone.heic").read_bytes()
    assert b"CANARY-SERIAL" in content
    for one in files_of(content, {}):
        assert_bare(one)
        assert b"CANARY" not in one.content
        assert said(one.content) == dict.fromkeys(WORDS, "")


def assert_bare(one: RenderedPicture) -> None:
    """Refuse every tag, block and resource but those that we write."""
    picture = opened(one)
    exif = picture.getexif()
    assert set(exif) <= {ExifTags.Base.ImageDescription, ExifTags.Base.Artist, ExifTags.Base.Copyright}, one.name
    for directory in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.MakerNote, ExifTags.IFD.IFD1):
        assert exif.get_ifd(directory) == {}, one.name
    assert not {"comment", "icc_profile", "mp"} & set(picture.info), one.name
    assert set(picture.info.get("photoshop", {})) <= {0x0404, 0x0425}, one.name
    if one.format == "JPEG":
        assert {marker for marker, _payload in segments(one.content) if marker >= 0xE0} <= {0xE0, 0xE1, 0xED}, one.name


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of odd pictures is not here (NEWSROOM_CORPUS)")
def test_what_real_cameras_wrote_reaches_no_reader() -> None:
    telling = [path for path in sorted(CORPUS.rglob("*.jp*g")) if tells_of_its_camera(path)]
    assert len(telling) > 1
    for path in telling:
        content = path.read_bytes()
        wanted = [one for one in spec.wanted((imaging.inspect(BytesIO(content)).width, 400)) if one.width < 700]
        for one in imaging.decode(BytesIO(content), wanted=wanted[:4]).files(WORDS):
            assert_bare(one)


def tells_of_its_camera(path: Path) -> bool:
    try:
        imaging.inspect(BytesIO(path.read_bytes()))
        with Image.open(path) as image:
            exif = image.getexif()
            return bool(exif.get_ifd(ExifTags.IFD.GPSInfo) or exif.get_ifd(ExifTags.IFD.Exif).get(0x927C))
    except Exception:  # odd files, some on purpose
        return False


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed: the Debian package libimage-exiftool-perl")
@pytest.mark.parametrize("kind", KINDS)
def test_another_program_reads_the_same_words_and_nothing_more(kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"picture.{kind.lower()}"
    file.write_bytes(written(WORDS, kind))
    command = [str(EXIFTOOL), "-j", "-G1", "-s", "-charset", "exif=utf8", str(file)]
    read = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    assert read.get("Photoshop:IPTCDigest") == read.get("File:CurrentIPTCDigest")
    words = {name: text for name, text in read.items() if name.startswith(("IFD", "XMP", "IPTC", "GPS", "ExifIFD"))}
    iim = {
        "IPTC:By-line": "Zoë Ferry",
        "IPTC:Credit": "Zoë Ferry / Harbour <Agency> &",
        "IPTC:CopyrightNotice": WORDS["copyright_notice"],
        "IPTC:Caption-Abstract": WORDS["caption"],
        "IPTC:Headline": WORDS["headline"],
        "IPTC:Source": "Archive",
        "IPTC:CodedCharacterSet": "UTF8",
        "IPTC:ApplicationRecordVersion": 4,
    }
    assert words == (iim if kind == "JPEG" else {}) | {
        "IFD0:ImageDescription": WORDS["caption"],
        "IFD0:Artist": "Zoë Ferry",
        "IFD0:Copyright": WORDS["copyright_notice"],
        "XMP-dc:Creator": "Zoë Ferry",
        "XMP-dc:Description": WORDS["caption"],
        "XMP-dc:Rights": WORDS["copyright_notice"],
        "XMP-iptcCore:AltTextAccessibility": "Boats at night",
        "XMP-iptcExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
        "XMP-photoshop:Credit": WORDS["credit_line"],
        "XMP-photoshop:Headline": WORDS["headline"],
        "XMP-photoshop:Source": "Archive",
        "XMP-plus:LicensorName": "Quay Pictures",
        "XMP-xmpRights:UsageTerms": WORDS["usage_terms"],
        "XMP-xmpRights:WebStatement": WORDS["web_statement"],
    }
