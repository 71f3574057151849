"""Rewrite the lines of the changed keys in a TOML header, and nothing beside them."""

import re
import tomllib
from datetime import datetime
from typing import NamedTuple

from articles.formats.edits import Edit, Written, date_text
from articles.formats.encoding import LINE_BREAK
from articles.formats.quoting import quoted, toml_list

TABLE = re.compile(r"[ \t]*\[")
KEY = re.compile(r"""[ \t]*(?:[\w.-]+|"[^"]*"|'[^']*'|[ \t]*\.[ \t]*)+[ \t]*=""")
MAY_END = re.compile(r"""[\]}"'](?:[ \t]*#.*)?[ \t]*[\r\n]*\Z""")
COMMENT = re.compile(r"[ \t]+#[^\"']*$")


class Span(NamedTuple):
    """The lines of one key and its value."""

    first: int
    last: int


def edit_toml(text: str, edits: list[Edit], *, newline: str) -> str:
    """Give the header's inner text with the edits made; new keys go before the first table."""
    lines = _lines(text)
    spans, first_table = _spans(lines)
    places = [(spans.get(_path(edit)), edit) for edit in edits]
    for span, edit in sorted(((span, edit) for span, edit in places if span), key=lambda place: -place[0].first):
        lines[span.first : span.last + 1] = _rewritten(lines, span, edit.value, newline)
        first_table -= (span.last - span.first + (edit.value is None)) if span.first < first_table else 0
    added = [_line(edit.key, edit.value, newline) for span, edit in places if not span and edit.value is not None]
    return "".join(lines[:first_table] + added + lines[first_table:])


def toml_value(value: Written) -> str:
    """Spell one value for TOML, on one line."""
    if isinstance(value, datetime):
        return date_text(value, with_zone=True)
    return toml_list(value) if isinstance(value, tuple) else quoted(value or "")


def _lines(text: str) -> list[str]:
    ends = [found.end() for found in LINE_BREAK.finditer(text)]
    starts = [0, *ends]
    return [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True) if start < end]


def _spans(lines: list[str]) -> tuple[dict[tuple[str, ...], Span], int]:
    """Find each key's lines by its path, and the line on which the first table starts."""
    spans: dict[tuple[str, ...], Span] = {}
    table: tuple[str, ...] = ()
    first_table, at = len(lines), 0
    while at < len(lines):
        last = at
        if TABLE.match(lines[at]):
            table, first_table = _table_path(lines[at]), min(first_table, at)
        elif key := KEY.match(lines[at]):
            last = _last_line(lines, at)
            spans.setdefault(table + _path_in(tomllib.loads(f"{key[0]} 0")), Span(at, last))
        at = last + 1
    return spans, first_table


def _last_line(lines: list[str], first: int) -> int:
    """Take lines until they make a whole value: TOML itself says when."""
    chunk = ""
    for last in range(first, len(lines)):
        chunk += LINE_BREAK.sub("\n", lines[last])
        if (last == first or MAY_END.search(lines[last])) and _is_whole(chunk):
            return last
    return first


def _is_whole(chunk: str) -> bool:
    try:
        tomllib.loads(chunk)
    except ValueError:
        return False
    return True


def _table_path(line: str) -> tuple[str, ...]:
    """Name the table that a line opens; a list of tables gets a name that no key can have."""
    path = _path_in(tomllib.loads(LINE_BREAK.sub("\n", line)))
    return ("[[]]", *path) if line.lstrip().startswith("[[") else path


def _path_in(value: object) -> tuple[str, ...]:
    path: list[str] = []
    while isinstance(value, dict) and value:
        path.append(next(iter(value)))
        value = value[path[-1]]
    return tuple(path)


def _path(edit: Edit) -> tuple[str, ...]:
    return (edit.table, edit.key) if edit.table else (edit.key,)


def _rewritten(lines: list[str], span: Span, value: Written, newline: str) -> list[str]:
    if value is None:
        return []
    head = KEY.match(lines[span.first])
    comment = COMMENT.search(lines[span.last].rstrip("\r\n"))
    name = head[0] if head else ""
    return [f"{name} {toml_value(value)}{comment[0] if comment else ''}{newline}"]


def _line(key: str, value: Written, newline: str) -> str:
    return f"{key} = {toml_value(value)}{newline}"
