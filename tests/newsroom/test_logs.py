"""Logs carry no address that lets in whoever has it."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import Newsroom
from tests.workflow.talks import address, rewritten, shared
from workflow import outside


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the process writes to its log from now on."""
    console = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    written = StringIO()
    before = console.setStream(written)
    yield written
    console.setStream(before)


@pytest.mark.django_db
def test_l7_a_fault_on_a_review_page_leaves_its_token_out_of_the_log(
    newsroom: Newsroom, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = address(shared(newsroom, rewritten(newsroom), name="Ms Lex"))
    token = page.strip("/").split("/")[-1]

    def break_down(*_args: object, **_more: object) -> None:
        raise RuntimeError(f"nothing comes of {page}?said")

    monkeypatch.setattr(outside.actions, "visit", break_down)
    assert Client(raise_request_exception=False).get(page).status_code == 500
    assert "Internal Server Error: /review/…/" in log.getvalue()
    assert "nothing comes of /review/…/?said" in log.getvalue()
    assert token not in log.getvalue()


def test_l7_a_link_to_choose_a_password_is_left_out(log: StringIO) -> None:
    page = reverse("account_reset_password_from_key", kwargs={"uidb36": "1a", "key": "c0ffee-secret"})
    logging.getLogger("django.request").error("Internal Server Error: %s", page)
    assert "secret" not in log.getvalue()
    assert "Internal Server Error: /accounts/password/reset/key/…" in log.getvalue()
