"""Readers on keep-alive connections, each asking again as soon as it has its answer. Loopback only.

A worker that accepts a connection keeps it, and may by chance accept them all; so readers come anew now and then.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

READERS = 8
ANSWERS_A_CONNECTION = 20
PATIENCE = 15.0  # seconds without any answer


@dataclass(slots=True)
class Round:
    """What some seconds of reading gave; latencies in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def milliseconds(self, percent: int) -> float:
        """Return the latency that so many per cent of the answers came in."""
        return 1000 * sorted(self.latencies)[min(len(self.latencies) - 1, len(self.latencies) * percent // 100)]


@dataclass(frozen=True, slots=True)
class Question:
    """One request and the answer that it must get."""

    path: str
    method: str = "GET"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", "User-Agent: benchmark", "Accept: */*"]
        return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in self.headers.items()), "", ""]).encode()


class Reader:
    """One connection and the answer that comes in on it."""

    def __init__(self, port: int, question: Question) -> None:
        self._port, self._question = port, question
        self._request = question.written(f"127.0.0.1:{port}")
        self.connection = self._connected()
        self.answers, self.asked_at = 0, 0.0
        self._answer, self._length = b"", 0

    def come_anew(self) -> None:
        self.connection.close()
        self.connection = self._connected()

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def ask(self) -> None:
        self._answer, self._length = b"", 0
        self.asked_at = time.perf_counter()
        self.connection.sendall(self._request)

    def has_answer(self) -> bool:
        """Take in what has come, and say whether that was the last of it."""
        piece = self.connection.recv(262_144)
        if not piece:
            raise ConnectionError(f"The server hung up on {self._question.method} {self._question.path}.")
        self._answer += piece
        if not self._length and b"\r\n\r\n" in self._answer:
            self._length = self._expected()
        return 0 < self._length <= len(self._answer)

    def _expected(self) -> int:
        head = self._answer.partition(b"\r\n\r\n")[0]
        status = int(head[9:12])
        if status != self._question.status:
            raise AssertionError(f"{self._question.path} answered {status}, not {self._question.status}.")
        names = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        has_body = self._question.method != "HEAD" and status != 304
        return len(head) + 4 + (int(names[b"content-length"]) if has_body else 0)


def read(port: int, question: Question, *, seconds: float) -> Round:
    """Ask the same for so many seconds."""
    result = Round()
    with _readers(port, question) as selector:
        start = time.perf_counter()
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                raise TimeoutError(f"{question.path} had no answer for {PATIENCE:g} seconds.")
            for reader in [key.data for key, _events in ready if key.data.has_answer()]:
                now = time.perf_counter()
                result.latencies.append(now - reader.asked_at)
                _go_on(selector, reader, is_over=now - start >= seconds)
        result.seconds = time.perf_counter() - start
    return result


def _go_on(selector: selectors.BaseSelector, reader: Reader, *, is_over: bool) -> None:
    """Ask again, unless the time is over; now and then on a new connection."""
    reader.answers += 1
    is_to_come_anew = reader.answers % ANSWERS_A_CONNECTION == 0
    if is_over or is_to_come_anew:
        selector.unregister(reader.connection)
    if is_over:
        return
    if is_to_come_anew:
        reader.come_anew()
        selector.register(reader.connection, selectors.EVENT_READ, reader)
    reader.ask()


@contextmanager
def _readers(port: int, question: Question) -> Iterator[selectors.BaseSelector]:
    readers = [Reader(port, question) for _number in range(READERS)]
    with selectors.DefaultSelector() as selector:
        try:
            for number, reader in enumerate(readers):
                reader.answers = number * ANSWERS_A_CONNECTION // READERS  # so that they don't all come anew at once
                selector.register(reader.connection, selectors.EVENT_READ, reader)
                reader.ask()
            yield selector
        finally:
            for reader in readers:
                reader.connection.close()
