"""Rewrite the lines of the changed keys in a TOML header, and nothing beside them."""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from articles.formats.edits import Edit, Written, date_text
from articles.formats.quoting import quoted, toml_list

TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'|\#[^\r\n]*'''
    r"""|[\[\]{}]|\r\n|\n|\r|[^"'\#\[\]{}\r\n]+""",
    re.DOTALL,
)
"""Strings, comments, brackets, line breaks and the rest, of a text that is known to be TOML."""
DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}
KEY = re.compile(r"""[ \t]*(?:[\w.-]+|"(?:\\.|[^"\\])*"|'[^']*'|[ \t]*\.[ \t]*)+[ \t]*=[ \t]*""")
BARE_KEY = re.compile(r"[ \t]*([\w-]+)[ \t]*=[ \t]*")


class Statement(NamedTuple):
    """One key with its value, or the head of one table, from the start of its first line to the end of its last."""

    path: tuple[str, ...]
    head: str
    start: int
    end: int
    comment: str

    @property
    def opens_table(self) -> bool:
        """Tell a table's head from a key."""
        return not self.head


def edit_toml(text: str, edits: list[Edit], *, newline: str) -> str:
    """Give the header's inner text with the edits made; new keys go before the first table."""
    statements = list(_statements(text))
    found = {statement.path: statement for statement in statements if not statement.opens_table}
    top_ends = next((statement.start for statement in statements if statement.opens_table), len(text))
    changes = [(found.get(_path(edit)), edit.key, edit.value) for edit in edits]
    added = "".join(_line(key, value, newline) for old, key, value in changes if not old and value is not None)
    splices = [(top_ends, top_ends, added)]
    splices += [(old.start, old.end, _rewritten(old, value, newline)) for old, _key, value in changes if old]
    for start, end, written in sorted(splices, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def toml_value(value: Written) -> str:
    """Spell one value for TOML, on one line."""
    if isinstance(value, datetime):
        return date_text(value, with_zone=True)
    return toml_list(value) if isinstance(value, tuple) else quoted(value or "")


def _statements(text: str) -> Iterator[Statement]:
    table: tuple[str, ...] = ()
    for start, end, comment in _spans(text):
        chunk = text[start:end]
        if chunk.lstrip().startswith("["):
            table = _table_path(chunk)
            yield Statement(table, "", start, end, comment)
        elif key := KEY.match(chunk):
            yield Statement(table + _key_path(key[0]), key[0], start, end, comment)


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Cut the text where a line ends outside all brackets and strings; tell the comment that stands at the end."""
    start = depth = 0
    comment = before = ""
    for token in TOKEN.finditer(text):
        piece = token[0]
        depth += DEPTH.get(piece, 0)
        if piece.startswith("#"):
            comment = before[len(before.rstrip()) :] + piece
        elif piece in ("\n", "\r\n", "\r") and depth == 0:
            yield start, token.end(), comment
            start, comment = token.end(), ""
        elif piece.strip():
            comment = ""
        before = piece


def _table_path(line: str) -> tuple[str, ...]:
    """Name the table that a line opens; a list of tables gets a name that no key can have."""
    path = _path_in(tomllib.loads(line.rstrip("\r\n")))
    return ("[[]]", *path) if line.lstrip().startswith("[[") else path


def _key_path(key: str) -> tuple[str, ...]:
    bare = BARE_KEY.fullmatch(key)
    return (bare[1],) if bare else _path_in(tomllib.loads(f"{key} 0"))


def _path_in(value: object) -> tuple[str, ...]:
    path: list[str] = []
    while isinstance(value, dict) and value:
        path.append(next(iter(value)))
        value = value[path[-1]]
    return tuple(path)


def _path(edit: Edit) -> tuple[str, ...]:
    return (edit.table, edit.key) if edit.table else (edit.key,)


def _rewritten(old: Statement, value: Written, newline: str) -> str:
    return "" if value is None else f"{old.head}{toml_value(value)}{old.comment}{newline}"


def _line(key: str, value: Written, newline: str) -> str:
    return f"{key} = {toml_value(value)}{newline}"
