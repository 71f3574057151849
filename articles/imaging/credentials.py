"""Content Credentials (C2PA): found in any format, read where the optional extra is installed, told in plain words."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final

from articles.imaging import manifests

SECONDS: Final = 30  # by the clock
CHUNK: Final = 1024 * 1024
CHILD: Final = Path(__file__).with_name("credentials_child.py")

#: How each store of manifests begins, in every format: the type of its JUMBF box (C2PA 11.1.4).
SIGN: Final = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"


def read(file: IO[bytes], mime_type: str, *, trust_list: str = "") -> dict[str, Any] | None:
    """Return what a picture's Content Credentials say, to be kept as JSON; `None` where there are none.

    Takes a second, and half a minute at most: it belongs into a worker. Nothing is fetched from the network. Whatever
    is wrong with them is part of the answer (`manifests.told` has it in words); the picture itself is never refused.
    `trust_list` is the path of a PEM file of the certificates whose signers are believed.
    """
    if not is_there(file):
        return None
    if find_spec("c2pa") is None:
        return manifests.unread("MISSING")
    try:
        answer = json.loads(_asked(file, mime_type, trust_list))
    except subprocess.TimeoutExpired:
        return manifests.unread("TIMEOUT")
    except (subprocess.CalledProcessError, ValueError, RecursionError):
        return manifests.unread("CRASHED")
    return None if answer is None else manifests.condensed(answer)


def is_there(file: IO[bytes]) -> bool:
    """Say whether a file holds Content Credentials, by the bytes that begin them."""
    return any(SIGN in window for window in _windows(file))


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """Give the file in pieces that overlap, so that nothing hides between two."""
    file.seek(0)
    end = b""
    while chunk := file.read(CHUNK):
        yield end + chunk
        end = chunk[-len(SIGN) :]


def _asked(file: IO[bytes], mime_type: str, trust_list: str) -> bytes:
    """Have a process of its own read them; raises what `subprocess.run` raises."""
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy, CHUNK)
        copy.seek(0)
        command = [sys.executable, "-I", str(CHILD), mime_type, trust_list]
        asked = subprocess.run(  # noqa: S603
            command, stdin=copy, capture_output=True, timeout=SECONDS, check=True, env={}
        )
        return asked.stdout
