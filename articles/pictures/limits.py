"""How much memory one picture may take: more than that ends its rendering, and no other work of the machine."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

#: Bytes beside what the process has already: a progressive JPEG of 100 megapixels, held whole, takes some 450 million.
MOST_MEMORY: Final = 700 * 1024 * 1024
STATUS: Final = Path("/proc/self/status")


@contextmanager
def limited_memory() -> Iterator[None]:
    """Let whoever asks for too much be told so, as a `MemoryError`; where the system can't say, nothing is limited.

    What counts is the memory that a process may write to, so that a large library that is mapped takes nothing.
    """
    before = resource.getrlimit(resource.RLIMIT_DATA)
    taken = _taken()
    if not taken:
        yield
        return
    _soft, hard = before
    most = taken + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _taken() -> int:
    """Return the bytes of memory that this process may write to."""
    try:
        lines = STATUS.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)
