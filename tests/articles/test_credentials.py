"""Content Credentials: found in every format, read without harm, and told in words an editor understands."""

import os
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.imaging import credentials, manifests
from tests.articles.drawings import drawn, saved

pytest.importorskip("c2pa", reason="the optional extra of requirements-credentials.txt is not installed")

from tests.articles import signing
from tests.articles.signing import action

CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "images"
CAWG = CORPUS / "contentauth+c2pa-rs" / "sdk" / "tests" / "fixtures" / "C_with_CAWG_data.jpg"


@pytest.fixture(scope="module")
def photographed() -> bytes:
    return signing.signed(saved(drawn()), action("c2pa.created", "digitalCapture"), action("c2pa.cropped"))


def read(content: bytes, mime_type: str = "image/jpeg", **options: Any) -> dict[str, Any]:
    found = credentials.read(BytesIO(content), mime_type, **options)
    assert found is not None
    return found


def test_picture_without_credentials_has_none_and_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"):
        assert credentials.read(saved(drawn(), kind), f"image/{kind.lower()}") is None


def test_editor_reads_who_signed_what_was_done_and_whether_it_holds(photographed: bytes) -> None:
    assert manifests.told(read(photographed)) == [
        ("Validity", "intact, but the signer is on no trust list we know"),
        ("Why", "The signer is on no trust list we know."),
        ("Signed by", "Harbour Agency"),
        ("Made with", "Darkroom 2.1"),
        ("Title", "Harbour"),
        ("What was done", "created (taken with a digital camera), cropped"),
        ("How it was made", "taken with a digital camera"),
    ]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "TIFF", "GIF"])
def test_credentials_are_found_in_every_format_that_is_taken(kind: str) -> None:
    content = signing.signed(saved(drawn(60, 40), kind), action("c2pa.created", "screenCapture"), kind=kind)
    found = read(content, f"image/{kind.lower()}")
    assert (found["validity"], found["digital_source_type"]) == ("UNTRUSTED", "screenCapture")


def test_signer_on_the_trust_list_is_believed(photographed: bytes, tmp_path: Path) -> None:
    trust_list = tmp_path / "anchors.pem"
    trust_list.write_bytes(signing.root_certificate())
    found = read(photographed, trust_list=str(trust_list))
    assert (found["validity"], found["problems"]) == ("VALID", [])
    absent = read(photographed, trust_list=str(tmp_path / "absent.pem"))
    assert absent["validity"] == "UNREAD"
    assert "absent.pem" in dict(manifests.told(absent))["Why"]


def test_picture_changed_after_it_was_signed_is_called_invalid_and_its_claims_count_for_nothing(
    photographed: bytes,
) -> None:
    changed = bytearray(photographed)
    changed[-100] ^= 1
    found = read(bytes(changed))
    assert (found["validity"], found["digital_source_type"]) == ("INVALID", "")
    why = "The picture was changed after it was signed. The signer is on no trust list we know."
    assert dict(manifests.told(found))["Why"] == why


def test_hand_of_an_ai_shows_however_many_edits_came_after_it() -> None:
    made = signing.signed(saved(drawn()), action("c2pa.created", "trainedAlgorithmicMedia", softwareAgent="Dreamer"))
    opened = action("c2pa.opened", parameters={"ingredientIds": ["parent"]})
    cropped = signing.signed(saved(drawn()), opened, action("c2pa.cropped"), parent=made)
    found = read(cropped)
    assert (found["digital_source_type"], found["ingredients"]) == ("trainedAlgorithmicMedia", ["Before"])
    assert dict(manifests.told(read(made)))["What was done"] == "created (made with AI, Dreamer)"
    edited = action("c2pa.edited", "compositeWithTrainedAlgorithmicMedia")
    retouched = signing.signed(saved(drawn()), action("c2pa.created", "digitalCapture"), edited)
    assert read(retouched)["digital_source_type"] == "compositeWithTrainedAlgorithmicMedia"


def test_without_the_extra_the_desk_hears_of_credentials_and_how_to_read_them(
    photographed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "find_spec", lambda _name: None)
    assert dict(manifests.told(read(photographed)))["Why"] == (
        "This file carries Content Credentials, which can’t be read here: install requirements-credentials.txt."
    )


def test_credentials_that_take_too_long_are_left(photographed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "SECONDS", 0)
    assert read(photographed) == {"validity": "UNREAD", "problems": ["TIMEOUT"]}


def test_process_that_dies_costs_nothing_but_the_answer(
    photographed: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr(credentials, "CHILD", dying)
    assert read(photographed) == {"validity": "UNREAD", "problems": ["CRASHED"]}


def test_bytes_that_only_look_like_credentials_are_none() -> None:
    assert credentials.read(BytesIO(saved(drawn()).getvalue() + credentials.SIGN), "image/jpeg") is None


@pytest.mark.parametrize("at", [0, 1_048_576 - 5, 2_097_152 - 15])
def test_credentials_hide_between_no_two_pieces_of_a_file(at: int) -> None:
    assert credentials.is_there(BytesIO(bytes(at) + credentials.SIGN + bytes(99)))


def broken(content: bytes) -> Iterator[bytes]:
    start = content.index(credentials.SIGN)
    for offset in (-40, 20, 60, 200, 900, 2_000):
        yield content[: start + offset] + b"\xff" * 16 + content[start + offset + 16 :]
    yield content[: start + 400]


def test_damaged_credentials_are_never_called_good(photographed: bytes) -> None:
    for content in broken(photographed):
        found = credentials.read(BytesIO(content), "image/jpeg")
        assert found is None or found["validity"] in {"INVALID", "UNREAD"}, found
        assert found is None or manifests.told(found)


def test_told_type_of_a_file_may_be_wrong(photographed: bytes) -> None:
    assert read(photographed, "image/png")["signer"] == "Harbour Agency"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["manifests", "a", "active_manifest", "assertions"]), inner, max_size=4)
        | st.dictionaries(st.sampled_from(["ingredients", "label", "data", "signature_info"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_answer_is_condensed_to_lines(answer: Any) -> None:
    for name, text in manifests.told(manifests.condensed(answer)):
        assert name
        assert 0 < len(text) < 20_000


def test_manifests_that_go_in_circles_and_claims_without_end_are_cut() -> None:
    parent = {"relationship": "parentOf", "active_manifest": "a", "title": "\0\n" + "x" * 9_999}
    endless = {"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.edited\ud800" * 99}] * 999}}
    manifest = {"ingredients": [parent] * 99, "assertions": [endless], "title": "y" * 9_999}
    kept = manifests.condensed({"active_manifest": "a", "manifests": {"a": manifest}})
    assert (len(kept["actions"]), len(kept["ingredients"]), len(kept["title"])) == (50, 20, 300)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of pictures is not on this machine")
def test_pictures_of_the_c2pa_project_are_read() -> None:
    found = read(CAWG.read_bytes())
    assert (found["signer"], found["generator"], found["training"], found["digital_source_type"]) == (
        "C2PA Test Signing Cert",
        "c2pa cawg test 0.58.0",
        "notAllowed",
        "digitalCapture",
    )
    for path in sorted(CAWG.parent.iterdir()):
        with path.open("rb") as file:
            assert (credentials.read(file, "image/jpeg") is None) == (path != CAWG), path.name
