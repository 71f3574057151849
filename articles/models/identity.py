"""Ids that may be shown: random, so that they tell nobody how many stories there are."""

import secrets


def random_id() -> str:
    """Return 16 URL-safe characters (96 random bits)."""
    return secrets.token_urlsafe(12)


def picture_token() -> str:
    """Return 32 URL-safe characters (192 random bits): knowing one never helps to guess another."""
    return secrets.token_urlsafe(24)
