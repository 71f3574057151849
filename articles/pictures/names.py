"""A file's name as a person may see it: for display only, no file is ever kept under it."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 200  # characters
LONGEST_SUFFIX = 10
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown_name(name: str, *, suffix: str) -> str:
    """Drop folders and characters that hide or turn text; a name with nothing left becomes "picture" and the suffix."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join("" if unicodedata.category(mark) in UNSEEN else mark for mark in unicodedata.normalize("NFC", last))
    tidy = " ".join(seen.split()).strip(". ")
    return _cut(tidy) if tidy else f"picture{suffix}"


def _cut(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending) <= LONGEST_SUFFIX else ""
    return name[: LONGEST_NAME - len(ending)].rstrip() + ending
