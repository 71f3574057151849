"""Secrets that open a page to whoever has its address. No reads."""

import hashlib
import secrets
from typing import Final

BYTES: Final = 32


def new() -> str:
    """Make a token that nobody guesses."""
    return secrets.token_urlsafe(BYTES)


def sha256_of(token: str) -> str:
    """Return what is kept of a token; rows are looked up by it, so that no answer's time tells of a near miss."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
