"""What editors are shown of Content Credentials."""

from typing import Any

import pytest
from django.test import Client

from articles.imaging import manifests
from articles.models import Picture
from tests.people import Newsroom

ANSWER: dict[str, Any] = {
    "active_manifest": "a",
    "validation_state": "Valid",
    "manifests": {
        "a": {
            "title": "<script>alert(1)</script>",
            "claim_generator_info": [{"name": "Darkroom"}],
            "signature_info": {"issuer": "Harbour Agency"},
            "assertions": [{"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.cropped"}]}}],
        }
    },
}


@pytest.fixture
def desk(newsroom: Newsroom, client: Client) -> Client:
    client.force_login(newsroom.editor)
    return client


def page(desk: Client, picture: Picture, answer: dict[str, Any] | None) -> str:
    kept = manifests.condensed(answer) if answer else None
    Picture.objects.filter(pk=picture.pk).update(credentials=kept)
    return desk.get(f"/desk/pictures/{picture.token}/").content.decode()


def test_editor_sees_signer_claims_validity_and_that_readers_files_carry_none(desk: Client, picture: Picture) -> None:
    shown = page(desk, picture, ANSWER)
    for text in (
        "intact, but the signer is on no trust list we know",
        "Harbour Agency",
        "Darkroom",
        "cropped",
        "The files that readers get are made anew and don’t carry them.",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ):
        assert text in shown
    assert "<script>alert(1)" not in shown


def test_credentials_that_do_not_hold_are_marked(desk: Client, picture: Picture) -> None:
    shown = page(desk, picture, ANSWER | {"validation_state": "Invalid"})
    assert '<span class="flag flag-failed">invalid: don’t rely on what they say</span>' in shown


def test_picture_without_credentials_says_nothing_of_them(desk: Client, picture: Picture) -> None:
    assert "Content Credentials" not in page(desk, picture, None)
