"""Nobody who sends a request says how it is read: all of it is UTF-8, whatever charset it claims.

Python knows charsets that fail and some that make half a character of plain letters, and Django tries the claimed one
on the query before any page, or any middleware, could answer for it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

CLAIM = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Asgi = Callable[[dict[str, Any], Callable[..., Any], Callable[..., Any]], Any]


def read_as_utf8(application: Wsgi) -> Wsgi:
    """Let a WSGI application hear of no other charset."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = CLAIM.sub("", environ.get("CONTENT_TYPE", ""))
        return application({**environ, "CONTENT_TYPE": kind}, start_response)

    return answer


def read_as_utf8_async(application: Asgi) -> Asgi:
    """Let an ASGI application hear of no other charset."""

    async def answer(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        headers = [(name, _plain(value) if name == b"content-type" else value) for name, value in scope["headers"]]
        await application({**scope, "headers": headers}, receive, send)

    return answer


def _plain(value: bytes) -> bytes:
    return CLAIM.sub("", value.decode("latin-1")).encode("latin-1")
