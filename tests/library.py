"""Pictures of the library without a file behind them, for tests of what reads their rows alone."""

from typing import Any

from articles import instant
from articles.models import Picture


def bare(number: int, **said: Any) -> Picture:
    """Return a row that is not saved yet; each number has bytes and a name of its own."""
    plain = {"sha256": f"{number:064d}", "name": f"{number}.png", "original": "x", "mime_type": "image/png"}
    size = {"byte_size": 1, "width": 30, "height": 20, "uploaded_at": instant.now()}
    return Picture(**(plain | size | said))
