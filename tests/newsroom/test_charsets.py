"""What charset a request claims, at the very entrances that servers call."""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core import signals
from django.db import close_old_connections
from django.test import RequestFactory

from newsroom import asgi, wsgi
from tests.people import Newsroom

#: Codecs that fail, that write half a character in plain letters, and that nobody has.
CHARSETS = ["hex", "undefined", "punycode", "idna", "unicode_escape", "utf-16", "UTF-8", '"utf-8"', "?"]
HALF = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800@example.org\r\n--b--\r\n'


@pytest.fixture(autouse=True)
def _kept_connection(newsroom: Newsroom) -> Iterator[None]:
    """A server closes its connections between requests; a test has one, and its rows are in it."""
    ends = (signals.request_started, signals.request_finished)
    for one in ends:
        one.disconnect(close_old_connections)
    yield
    for one in ends:
        one.connect(close_old_connections)


def ask(path: str, query: str = "", *, kind: str, body: bytes | None = None) -> str:
    """Ask as a server does, and return the status."""
    method = "GET" if body is None else "POST"
    said = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body or b"")), "wsgi.input": BytesIO(body or b"")}
    asked = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "SERVER_NAME": "localhost"}
    environ = {**RequestFactory().get("/").environ, **asked, **said}
    heard: list[str] = []
    b"".join(wsgi.application(environ, lambda status, *_rest: heard.append(status[:3])))
    return heard[0]


@pytest.mark.parametrize("charset", CHARSETS)
def test_c13_no_charset_that_a_request_claims_brings_a_page_down(charset: str) -> None:
    claimed = f"text/plain; charset={charset}"
    assert ask("/", "page=1", kind=claimed) == "200"
    assert ask("/accounts/login/", "next=%5cud800", kind=claimed) == "200"
    assert ask("/", "&".join(["page=1"] * 600), kind=claimed) == "400"
    assert ask("/nothing/", kind=f"multipart/form-data; charset={charset}; boundary=b", body=HALF) == "403"
    assert ask("/nothing/", kind=f"application/x-www-form-urlencoded;charset={charset}", body=b"a=1") == "403"


def test_c13_an_asgi_server_is_answered_whatever_charset_it_passes_on() -> None:
    heard: list[dict[str, Any]] = []
    asked: list[bool] = []
    kind = (b"content-type", b"text/plain; charset=utf-8")
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/robots.txt",
        "query_string": b"&".join([b"a=1"] * 600),
        "headers": [kind],
        "server": ("localhost", 80),
    }

    async def receive() -> dict[str, Any]:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        heard.append(message)

    asyncio.run(asgi.application(scope, receive, send))
    assert heard[0]["status"] == 200
