"""What a browser sends, as the person meant it: browsers rewrite newlines, and a text must not change by that."""

import csv
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

NEWLINE = re.compile(r"\r\n|\r|\n")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def as_before(typed: str, before: str) -> str:
    """Return the typed text in the newline style of `before`, or `before` itself where nothing else differs.

    A text of one style keeps it; in a mixed one each line that stayed keeps its own.
    """
    plain = NEWLINE.sub("\n", typed)
    if plain == NEWLINE.sub("\n", before):
        return before
    styles = NEWLINE.findall(before)
    common = max(set(styles), key=styles.count, default="\n")
    if len(set(styles)) > 1:
        return _line_by_line(plain, before, common)
    return plain.replace("\n", common)


def line_as_before(typed: str, before: str) -> str:
    """The same for a field of one line, in which no browser lets a newline stand."""
    return before if typed == NEWLINE.sub("", before) else typed


def tags_in(written: str, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Read tags between commas; one that holds a comma stands in double quotes."""
    if written == tags_as_typed(before):
        return tuple(before)
    found = (tag.strip() for row in csv.reader([NEWLINE.sub(" ", written)], skipinitialspace=True) for tag in row)
    return tuple(tag for tag in found if tag)


def tags_as_typed(tags: Sequence[str]) -> str:
    """Write tags so that `tags_in` reads them again."""
    return ", ".join(_quoted(NEWLINE.sub("", tag)) for tag in tags)


def _quoted(tag: str) -> str:
    return '"' + tag.replace('"', '""') + '"' if "," in tag or tag.startswith('"') else tag


def _line_by_line(plain: str, before: str, common: str) -> str:
    old = LINE.findall(before)
    lines = LINE.findall(plain)
    written = [line.replace("\n", common) for line in lines]
    matcher = SequenceMatcher(None, [NEWLINE.sub("\n", line) for line in old], lines)
    for block in matcher.get_matching_blocks():
        written[block.b : block.b + block.size] = old[block.a : block.a + block.size]
    return "".join(written)
