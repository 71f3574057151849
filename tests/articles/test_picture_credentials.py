"""Content Credentials of a picture in the library: noted once, believed no further than they hold, never lost."""

from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command

from articles import instant, pictures
from articles.imaging import credentials
from articles.models import Picture
from tests import people
from tests.articles.drawings import drawn, saved
from tests.articles.photos import accepted, empty_stores  # noqa: F401

pytest.importorskip("c2pa", reason="the optional extra of requirements-credentials.txt is not installed")

from tests.articles import signing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def signed(made: str = "trainedAlgorithmicMedia") -> bytes:
    return signing.signed(saved(drawn(330, 220)), signing.action("c2pa.created", made))


def rendered(picture: Picture) -> Picture:
    pictures.render(picture=picture, now=instant.now())
    return Picture.objects.get(pk=picture.pk)


def noted(picture: Picture) -> dict[str, Any]:
    assert picture.credentials is not None
    return dict(picture.credentials)


def test_claim_that_an_ai_made_it_fills_what_nobody_has_said() -> None:
    picture = rendered(accepted(BytesIO(signed())))
    assert picture.digital_source_type == "trainedAlgorithmicMedia"
    assert noted(picture)["signer"] == "Harbour Agency"


def test_what_the_desk_said_stands_against_the_claim_which_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = accepted(BytesIO(signed()))
    petra, now = people.person("Petra"), instant.now()
    pictures.describe(picture=picture, by=petra, now=now, digital_source_type="compositeCapture")
    picture = rendered(picture)
    claimed = noted(picture)
    assert (claimed["digital_source_type"], claimed["validity"]) == ("trainedAlgorithmicMedia", "UNTRUSTED")
    assert picture.digital_source_type == "compositeCapture"
    monkeypatch.setattr(credentials, "read", None)
    pictures.render(picture=picture, now=instant.now(), again=True)
    assert noted(Picture.objects.get()) == claimed


def test_picture_without_claims_says_nothing_of_how_it_was_made() -> None:
    picture = rendered(accepted())
    assert (picture.credentials, picture.digital_source_type) == (None, "")


def test_claim_of_a_picture_that_was_changed_fills_nothing() -> None:
    content = bytearray(signed())
    content[-100] ^= 1
    picture = rendered(accepted(BytesIO(bytes(content))))
    assert (picture.digital_source_type, noted(picture)["validity"]) == ("", "INVALID")


def test_original_keeps_its_credentials_and_readers_files_carry_none() -> None:
    content = signed()
    picture = rendered(accepted(BytesIO(content)))
    with picture.original.open("rb") as original:
        assert original.read() == content
    assert picture.renditions.count() > 5
    for made in picture.renditions.all():
        with made.file.open("rb") as file:
            assert not credentials.is_there(file), made.name


def test_credentials_passed_over_for_want_of_the_extra_are_read_once_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as without:
        without.setattr(credentials, "find_spec", lambda _name: None)
        picture = rendered(accepted(BytesIO(signed())))
    assert noted(picture) == {"validity": "UNREAD", "problems": ["MISSING"]}
    call_command("render_pictures", "--all")
    picture.refresh_from_db()
    assert noted(picture)["validity"] == "UNTRUSTED"
