"""Two texts, word by word: what was taken out and what was put in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORD = re.compile(r"\s+|\d+(?:[.,:]\d+)+|\w+|[^\w\s]")
#: Beyond this many tokens a side, lines are compared instead: word matching grows with the square.
MAX_TOKENS = 6_000

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is the same in both, or stands in one of them only."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces in reading order; joining all but the added ones gives `before` again."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MAX_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=len(old) > MAX_TOKENS).get_opcodes():
        if operation == "equal":
            yield Piece("same", "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("removed", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("added", "".join(new[j1:j2]))
