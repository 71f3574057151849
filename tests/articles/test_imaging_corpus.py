"""Odd pictures of other people, each rendered or refused in words."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from articles import imaging
from articles.exceptions import PictureRefused
from tests.articles.drawings import pixels, rendered

CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(
    not (CORPUS / "images").is_dir(), reason="the corpus of odd pictures is not here (NEWSROOM_CORPUS)"
)


@needs_corpus
def test_every_odd_file_of_the_corpus_is_rendered_or_refused_in_words() -> None:
    outcomes = {"rendered": 0, "refused": 0}
    for path in sorted((CORPUS / "images").rglob("*")):
        if path.is_file():
            outcomes[outcome(path)] += 1
    assert outcomes["rendered"] > 300
    assert outcomes["refused"] > 100


def outcome(path: Path) -> str:
    with path.open("rb") as file:
        try:
            found = imaging.inspect(file)
            wanted = imaging.wanted((found.width, found.height))
            decoded = imaging.decode(file, wanted=wanted)
        except PictureRefused:
            return "refused"
        made = list(decoded.files({}))
    assert [(one.name, one.width) for one in made] == [(one.name, one.width) for one in wanted], path
    assert decoded.look.placeholder, path
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
