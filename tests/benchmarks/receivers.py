"""Receivers of webhooks in a process of their own: two that answer at once, and one that does as it is told.

Started with the ports to listen on, it ends when its standard input does.
"""

import asyncio
import json
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
LENGTH, KEY = re.compile(rb"(?i)\r\ncontent-length: *(\d+)"), re.compile(rb"(?i)\r\nidempotency-key: *(\d+)")


@dataclass(frozen=True, slots=True)
class Receivers:
    """Where they listen: those that answer, and one that takes connections and never says anything."""

    answering: tuple[str, ...]
    silent: str

    def heard(self) -> list[int]:
        """Return how many different deliveries each that answers has."""
        return [json.load(urllib.request.urlopen(f"{url}heard")) for url in self.answering]  # noqa: S310


@contextmanager
def listening(count: int) -> Iterator[Receivers]:
    """Run them for the length of a `with` block."""
    command = [sys.executable, "-m", "tests.benchmarks.receivers", str(count)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        *answering, silent = json.loads(process.stdout.readline())
        yield Receivers(tuple(f"http://127.0.0.1:{port}/" for port in answering), f"http://127.0.0.1:{silent}/")
    finally:
        process.stdin.close()
        process.wait(timeout=10)


class Answering(asyncio.Protocol):
    """Note the key of each request, and answer that it arrived."""

    def __init__(self, keys: set[int]) -> None:
        self.keys, self.unread = keys, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[: end + 2]
            length = LENGTH.search(head)
            if len(self.unread) < (whole := end + 4 + int(length[1] if length else 0)):
                return
            self.unread = self.unread[whole:]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        key, said = KEY.search(head), b""
        if key:
            self.keys.add(int(key[1]))
        else:
            said = str(len(self.keys)).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))  # type: ignore[attr-defined]


async def listen(count: int) -> None:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(partial(Answering, set[int]()), "127.0.0.1", 0) for _each in range(count)]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        print(json.dumps([one.sockets[0].getsockname()[1] for one in servers] + [silent.getsockname()[1]]), flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1])))
