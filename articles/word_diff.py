"""Two texts, word by word: what was taken out and what was put in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

WORD = re.compile(r"\s+|\d+(?:[.,:]\d+)+|\w+|[^\w\s]")
#: Beyond this many tokens a side, lines are compared first, then the words of those that changed.
MAX_TOKENS = 6_000
#: Beyond this many lines a side, what changed shows whole: with few different lines, matching them would take minutes.
MAX_LINES = 20_000

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is the same in both, or stands in one of them only."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces in reading order; joining all but the added ones gives `before` again."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) <= MAX_TOKENS:
        return list(_pieces(old, new))
    return list(_line_by_line(before.splitlines(keepends=True), after.splitlines(keepends=True)))


def compare_lines(before: str, after: str, *, most_tokens: int) -> list[Piece]:
    """Compare lines, then the words of those that changed; cheap enough for pages that anybody may ask for.

    Lines that changed each in its place are compared each with its own; longer runs of words show whole.
    """
    return list(_in_place(before.splitlines(keepends=True), after.splitlines(keepends=True), most_tokens))


def _in_place(old: list[str], new: list[str], most_tokens: int) -> Iterator[Piece]:
    for operation, i1, i2, j1, j2 in _matcher(old, new).get_opcodes():
        if operation == "replace" and i2 - i1 == j2 - j1:
            for taken, put in zip(old[i1:i2], new[j1:j2], strict=True):
                yield from _changed(operation, taken, put, most_tokens)
        else:
            yield from _changed(operation, "".join(old[i1:i2]), "".join(new[j1:j2]), most_tokens)


def _line_by_line(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Compare the words of changed lines only, where those are not too many themselves."""
    if max(len(old), len(new)) > MAX_LINES:
        yield from _whole(old, new)
        return
    for operation, i1, i2, j1, j2 in _matcher(old, new).get_opcodes():
        yield from _changed(operation, "".join(old[i1:i2]), "".join(new[j1:j2]), MAX_TOKENS)


def _whole(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Show as one change all that lies between the lines that begin and those that end both."""
    head = _same(old, new)
    old, new, begin = old[head:], new[head:], old[:head]
    tail = _same(old[::-1], new[::-1])
    end = old[len(old) - tail :]
    changed = "".join(old[: len(old) - tail]), "".join(new[: len(new) - tail])
    yield from (Piece("same", "".join(lines)) for lines in [begin] if lines)
    yield from _piece("replace", *changed)
    yield from (Piece("same", "".join(lines)) for lines in [end] if lines)


def _same(old: list[str], new: list[str]) -> int:
    """Count the lines that both begin with."""
    return sum(1 for _both in takewhile(lambda both: both[0] == both[1], zip(old, new, strict=False)))


def _changed(operation: str, taken: str, put: str, most_tokens: int) -> Iterator[Piece]:
    words = WORD.findall(taken), WORD.findall(put)
    if operation == "replace" and max(map(len, words)) <= most_tokens:
        yield from _pieces(*words)
    else:
        yield from _piece(operation, taken, put)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for operation, i1, i2, j1, j2 in _matcher(old, new).get_opcodes():
        yield from _piece(operation, "".join(old[i1:i2]), "".join(new[j1:j2]))


def _piece(operation: str, taken: str, put: str) -> Iterator[Piece]:
    if operation == "equal":
        yield Piece("same", taken)
        return
    if taken:
        yield Piece("removed", taken)
    if put:
        yield Piece("added", put)


def _matcher(old: list[str], new: list[str]) -> "SequenceMatcher[str]":
    """Match by rare words first: spaces and what stands everywhere only join a match, or time grows with the cube."""
    return SequenceMatcher(str.isspace, old, new)
