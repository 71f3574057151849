"""C10: uploads that end in the middle or come in far too many pieces leave nothing behind."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from pytest_django import Settings

from articles.models import Picture
from tests.articles import photos
from tests.articles.photos import empty_stores, stored  # noqa: F401
from tests.people import Newsroom
from tests.workflow.desk_pages import browser

pytestmark = pytest.mark.usefixtures("empty_stores")
UPLOAD = "/desk/pictures/upload/"


def body(*parts: tuple[str, bytes]) -> bytes:
    """Write a form of files as a browser sends it."""
    head = '--line\r\nContent-Disposition: form-data; name="pictures"; filename="{}"\r\n\r\n'
    return b"".join(head.format(name).encode() + content + b"\r\n" for name, content in parts) + b"--line--\r\n"


def send(client: Client, content: bytes, *, promised: int | None = None) -> Any:
    said = {
        "wsgi.input": BytesIO(content),
        "CONTENT_LENGTH": str(promised or len(content)),
        "CONTENT_TYPE": "multipart/form-data; boundary=line",
        "HTTP_ACCEPT": "application/json",
    }
    return client.generic("POST", UPLOAD, b"", **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_c10_a_line_that_is_cut_leaves_no_picture_and_no_file(
    newsroom: Newsroom, settings: Settings, tmp_path: Path, share: float
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(tmp_path), 1_000
    whole = body(("pier.jpg", photos.jpeg(1200, 800).getvalue()))
    client = browser(newsroom.reporter)
    assert send(client, whole[: int(share * len(whole))], promised=len(whole)).status_code in {400, 422}
    assert not Picture.objects.exists()
    assert stored("originals") == set()
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    assert send(client, whole).status_code == 201
    assert storages["originals"].exists(str(Picture.objects.get().original.name))


def test_c10_ten_thousand_parts_are_not_even_looked_through(newsroom: Newsroom) -> None:
    parts = body(*((f"{number}.png", b"x") for number in range(10_000)))
    assert send(browser(newsroom.reporter), parts).status_code == 400
    fields = b"".join(b'--line\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' for _each in range(10_000))
    assert send(browser(newsroom.reporter), fields + b"--line--\r\n").status_code == 400


def test_c10_eleven_files_are_too_many_and_two_gigabytes_are_not_read(newsroom: Newsroom) -> None:
    eleven = body(*((f"{number}.png", b"x") for number in range(11)))
    response = send(browser(newsroom.reporter), eleven)
    assert (response.status_code, response.json()["pictures"]) == (422, [])
    assert "at most 10 at once" in response.json()["refusals"][0]
    assert send(browser(newsroom.reporter), b"", promised=2 * 1024**3).status_code == 413
