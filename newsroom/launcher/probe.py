"""Notice the moment in which the web answers, without asking twice."""

import contextlib
import selectors
import socket
from typing import Self

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nUser-Agent: launcher\r\nConnection: close\r\n\r\n"


class Probe:
    """A request that waits in the listening socket's own queue until a server takes it; sent again if that one dies."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._answered = False
        self._ask()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self._client.close()

    @property
    def has_answer(self) -> bool:
        """True from the first HTTP answer on, whatever its status."""
        if not self._answered and self._is_readable():
            self._read()
        return self._answered

    def _ask(self) -> None:
        self._client = socket.socket(self._listener.family, socket.SOCK_STREAM)
        self._client.settimeout(1)
        with contextlib.suppress(OSError):
            self._client.connect(reachable(self._listener))
            self._client.sendall(REQUEST)

    def _is_readable(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._client, selectors.EVENT_READ)
            return bool(selector.select(0))

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            self._answered = self._client.recv(16).startswith(b"HTTP/")
        if not self._answered:
            self._client.close()
            self._ask()


def reachable(listener: socket.socket) -> tuple[str, int]:
    """Name an address of this machine at which the listener can be reached, also when it listens on all of them."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - compared, not bound
