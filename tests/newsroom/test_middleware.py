"""HEAD says what GET would say, and sends nothing."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory


@pytest.mark.parametrize("path", ["/robots.txt", "/feeds/rss.xml", "/", "/nothing/here/"])
def test_head_has_the_headers_of_get_and_no_body(db: None, path: str) -> None:
    application = WSGIHandler()
    seen = {}
    for method in ("get", "head"):
        environ = getattr(RequestFactory(), method)(path).environ
        body = b"".join(application(environ, lambda _status, headers: seen.update(headers=dict(headers))))
        seen[method] = (body, seen["headers"]["Content-Length"])
    assert seen["get"][0] != b""
    assert seen["head"] == (b"", seen["get"][1])
