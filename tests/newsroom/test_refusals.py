"""What is turned away before any page looks at it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import Newsroom
from tests.workflow.desk_pages import browser


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_asked: object) -> bytes:
        raise AssertionError("somebody read the body")


def send(client: Client, path: str, size: int) -> int:
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
    return client.generic("POST", path, b"", **body).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/desk/pictures/upload/", "/admin/login/", "/nothing/"])
def test_c10_a_stranger_fills_no_disk(db: None, settings: Any, path: str) -> None:
    assert send(Client(enforce_csrf_checks=True), path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1) == 413


def test_c10_people_of_the_desk_send_ten_pictures_and_no_more(newsroom: Newsroom, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.UPLOAD_MAX_BYTES = 1_000, 20_000
    rita = browser(newsroom.reporter)
    assert send(rita, "/desk/pictures/upload/", 20_001) == 413
    assert send(rita, "/accounts/login/", 20_000) == 413
    file = SimpleUploadedFile("notes.txt", b"x" * 10_000)
    assert rita.post("/desk/pictures/upload/", {"pictures": file}).status_code == 422


@pytest.mark.parametrize("address", ["/", "/desk/", "/accounts/login/", "/metrics", "/admin/", "/nothing/"])
@pytest.mark.parametrize("cookie", [r'sessionid="abcdefgh\000abc"', r'csrftoken="\000"'])
def test_c13_a_cookie_that_holds_a_nul_is_turned_away(db: None, cookie: str, address: str) -> None:
    """Quoted, it comes in as octal; the session is looked up by it."""
    assert Client().get(address, HTTP_COOKIE=cookie).status_code == 400
