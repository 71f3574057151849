"""HEIC, as phones send it: read, never written."""

from io import BytesIO
from pathlib import Path

import pytest

from articles import imaging
from articles.exceptions import PictureRefused
from tests.articles.drawings import assert_quarters, opened

#: Four quarters, 240 × 160 as seen, stored on their side with the turn in the container and in EXIF, with a profile.
HELD_ON_ITS_SIDE = (Path(__file__).parent / "files" / "held_on_its_side.heic").read_bytes()


def test_phone_picture_is_known_by_its_content_and_read_for_its_words() -> None:
    found = imaging.inspect(BytesIO(HELD_ON_ITS_SIDE))
    assert (found.format, found.mime_type, found.suffix) == ("HEIC", "image/heic", ".heic")
    assert (found.width, found.height, found.creator) == (240, 160, "Ines Marlowe")


def test_phone_picture_stands_upright_in_every_file() -> None:
    decoded = imaging.decode(BytesIO(HELD_ON_ITS_SIDE), wanted=imaging.wanted((240, 160)))
    files = [one for one in decoded.files({}) if not one.shape]
    assert [(one.name, one.width, one.height) for one in files] == [("240.jpg", 240, 160), ("240.webp", 240, 160)]
    for one in files:
        assert_quarters(opened(one))
    assert decoded.look.colour_profile == "sRGB built-in"


def test_inspecting_a_phone_picture_decodes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pi_heif.as_plugin.HeifImageFile.load", lambda *_arguments: pytest.fail("a pixel was decoded"))
    assert imaging.inspect(BytesIO(HELD_ON_ITS_SIDE)).width == 240


def test_phone_picture_too_large_to_decode_is_refused_at_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pi_heif.as_plugin.HeifImageFile.load", lambda *_arguments: pytest.fail("a pixel was decoded"))
    size, vast_size = bytes((0, 0, 0, 160, 0, 0, 0, 240)), bytes((0, 0, 40, 0, 0, 0, 40, 0))
    vast = HELD_ON_ITS_SIDE.replace(b"ispe\0\0\0\0" + size, b"ispe\0\0\0\0" + vast_size)
    assert vast != HELD_ON_ITS_SIDE
    for use in (imaging.inspect, lambda file: imaging.decode(file, wanted=[])):
        with pytest.raises(PictureRefused, match=r"105 megapixels, where 50 are the most .* \(HEIC\)"):
            use(BytesIO(vast))


@pytest.mark.parametrize("length", [20, 300, 700, 1_000, 1_600])
def test_phone_picture_cut_short_is_refused_when_it_comes(length: int) -> None:
    with pytest.raises(PictureRefused):
        imaging.inspect(BytesIO(HELD_ON_ITS_SIDE[:length]))
    with pytest.raises(PictureRefused):
        imaging.decode(BytesIO(HELD_ON_ITS_SIDE[:length]), wanted=imaging.wanted((240, 160)))


def test_padding_behind_the_last_box_is_no_fault() -> None:
    assert imaging.inspect(BytesIO(HELD_ON_ITS_SIDE + bytes(500))).width == 240
