"""A reader who looks at some addresses again and again, and notes when each showed what."""

import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException

from tests.chaos.history import Glance

PAUSE = 0.05  # seconds between two looks


def now() -> datetime:
    """Read this machine's clock, which the run's PostgreSQL has, too."""
    return datetime.fromtimestamp(time.time(), tz=UTC)


class Reader:
    """Looks at `paths` on a port until the block ends."""

    def __init__(self, port: int, paths: list[str]) -> None:
        self.port, self.paths = port, paths
        self.glances: dict[str, list[Glance]] = {path: [] for path in paths}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._over.set()
        self._thread.join(timeout=15)

    def _look_on(self) -> None:
        while not self._over.is_set():
            for path in self.paths:
                self.glances[path].append(look(self.port, path))
            self._over.wait(PAUSE)


def look(port: int, path: str) -> Glance:
    """Ask once; `status` is 0 when nothing comes back."""
    asked_at, status = now(), 0
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, HTTPException):
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        status = answer.status
    line.close()
    return Glance(asked_at, now(), status)
