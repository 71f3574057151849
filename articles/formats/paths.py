"""Paths that a post names, made safe before anybody opens them."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits

REMOTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]+:)?//|(?:https?|ftp|data|mailto|javascript|file|blob):", re.IGNORECASE)
DRIVE = re.compile(r"[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PLACEHOLDER = re.compile(r"(?:^|/):[a-z]")
JEKYLL_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})


def safe_relative(value: str) -> PurePosixPath | None:
    """Give the path below the media root, or None for an address on the web; raise PostRefused if it climbs out.

    A leading slash means the media root. Percent signs are decoded until nothing is left to decode, and backslashes
    count as slashes.
    """
    if REMOTE.match(value.strip()):
        return None
    path = _decoded(value.strip()).replace("\\", "/")
    if REMOTE.match(path):
        return None
    _refuse_unfit(path)
    parts = _walk(path)
    if not parts:
        raise _refused(_("The image path names no file."))
    return PurePosixPath(*parts)


def old_address(value: str) -> str | None:
    """Give an old permalink as a local path with a leading slash, or None where it can't be one."""
    text = value.strip()
    if not text or REMOTE.match(text) or PLACEHOLDER.search(text) or text in JEKYLL_STYLES:
        return None
    path = _decoded(urlsplit(text).path if "?" in text or "#" in text else text).replace("\\", "/")
    if len(path) > limits.ADDRESS_CHARACTERS or CONTROL.search(path) or DRIVE.match(path) or path.startswith("//"):
        return None
    return _tidy(path)


def _tidy(path: str) -> str | None:
    try:
        parts = _walk(path)
    except PostRefused:
        return None
    return "/" + "/".join(parts) + ("/" if path.endswith("/") and parts else "")


def _decoded(value: str) -> str:
    for _attempt in range(5):
        plain = unquote(value)
        if plain == value:
            break
        value = plain
    return value


def _refuse_unfit(path: str) -> None:
    if CONTROL.search(path):
        raise _refused(_("The image path holds a control character. Name the file with plain characters."))
    if len(path) > limits.PATH_CHARACTERS:
        raise _refused(_("The image path is longer than %(limit)s characters.") % {"limit": limits.PATH_CHARACTERS})
    if DRIVE.match(path):
        raise _refused(_("The image path names a drive. Give a path relative to the media folder."))


def _walk(path: str) -> list[str]:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                raise _refused(_("The image path climbs out of the media folder. Give a path inside it."))
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return parts


def _refused(message: str) -> PostRefused:
    return PostRefused(message, field="image")
