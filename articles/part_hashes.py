"""One SHA-256 for each part of a text: what a sign-off is bound to."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from articles.enums import Part


def of(
    *,
    headline: str,
    dek: str,
    body: str,
    pictures: Iterable[Mapping[str, Any]],
    slug: str,
    section: int | None,
    tags: Iterable[str],
    authors: Iterable[Mapping[str, Any]],
    correction_type: str,
    correction_note: str,
) -> dict[str, str]:
    """Hash each part by what a reader would see of it; the same words in the same order give the same hash."""
    return {
        Part.HEADLINE.value: _digest([headline, dek]),
        Part.TEXT.value: _digest(body),
        Part.PICTURES.value: _digest(list(map(dict, pictures))),
        Part.METADATA.value: _digest([slug, section, list(tags), list(map(dict, authors))]),
        Part.CORRECTION.value: _digest([correction_type, correction_note]),
    }


def _digest(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
