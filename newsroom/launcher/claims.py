"""What only one newsroom can have: its folder and its port. However the launcher ends, the system gives both back."""

import errno
import fcntl
import os
import socket
import struct
from pathlib import Path
from typing import IO

from newsroom.launcher.exceptions import CannotStart

BACKLOG = 512
SILENCE = 30  # seconds that a sender may send nothing in the middle of a request


def claim_folder(var: Path) -> IO[str]:
    """Lock the folder for as long as the answer stays open; raises CannotStart with the holder's number."""
    lock = (var / "launcher.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotStart(_already_running(var, lock.read().strip())) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _already_running(var: Path, pid: str) -> str:
    return (
        f"A newsroom already runs on {var} (process {pid}). Stop it with Ctrl-C or `kill {pid}`, "
        "or start another with NEWSROOM_VAR=/another/folder PORT=8001 make run."
    )


def claim_port(host: str, port: int, *, silence: int = SILENCE) -> socket.socket:
    """Listen there, for the web server to inherit; raises CannotStart.

    Each line that comes in inherits how long it may be silent: else a few uploads that stall would hold every thread.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", silence, 0))
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as refusal:
        listener.close()
        raise CannotStart(_why_not(host, port, refusal)) from None
    return listener


def _why_not(host: str, port: int, refusal: Exception) -> str:
    if isinstance(refusal, OSError) and refusal.errno == errno.EADDRINUSE:
        another = port + 1 if port < 65_535 else 8000
        return f"Port {port} is taken: choose another with PORT={another} make run."
    return f"Cannot listen on {host}, port {port} ({refusal}): set HOST and PORT, for example PORT=8000 make run."
