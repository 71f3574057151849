"""Rewrite the lines of the changed keys in a YAML header, and nothing beside them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

import yaml

from articles.formats.edits import Edit, Item, Written, date_text
from articles.formats.encoding import LINE_BREAK
from articles.formats.quoting import like, yaml_list
from articles.formats.yaml_header import CORE, LOADER, Entry, YamlHeader

COLON = re.compile(r"[ \t]*:")
COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
REST_OF_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
SPACES = re.compile(r"[ \t]+")
INDENT = re.compile(r"[ \t]*")
PLAIN_KEYS = frozenset({"layout", "date", "image", "slug"})
Node: TypeAlias = Any
"""A node of PyYAML's, whose class does not say what its value is."""
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def edit_yaml(text: str, edits: list[Edit], *, newline: str) -> str:
    """Give the header's inner text with the edits made; comments, order and all other keys stay as they are."""
    header = YamlHeader(text, 1)
    header.read()
    if header.is_flow or any(edit.table for edit in edits):
        return rebuild_yaml(text, edits, newline=newline)
    entries = {entry.key: entry for entry in header.entries}
    for edit in sorted(edits, key=lambda edit: -entries[edit.key].key_start if edit.key in entries else 0):
        if edit.key in entries:
            text = _replace(text, entries[edit.key], edit.value, newline)
    indent = _indent_of(text, header.entries)
    added = [edit for edit in edits if edit.key not in entries and edit.value is not None]
    return text + "".join(yaml_line(edit, indent=indent, newline=newline) for edit in added)


def yaml_line(edit: Edit, *, indent: str = "", newline: str = "\n", with_zone: bool = True) -> str:
    """Spell a key that the header has not had so far."""
    style = "" if edit.key in PLAIN_KEYS else '"'
    return f"{indent}{edit.key}: {_value(edit.value, style=style, with_zone=with_zone)}{newline}"


def _value(value: Written, *, style: str, with_zone: bool = True) -> str:
    if isinstance(value, datetime):
        return date_text(value, with_zone=with_zone)
    if isinstance(value, tuple):
        return yaml_list(value)
    return like(style, value or "")


def rebuild_yaml(text: str, edits: list[Edit], *, newline: str) -> str:
    """Write the whole header anew from its nodes, for the few that can't be edited line by line; comments are lost."""
    root: Node = yaml.compose(text, Loader=LOADER)
    for edit in edits:
        _set(_table(root, edit.table), edit)
    written: str = yaml.serialize(root, Dumper=DUMPER, allow_unicode=True, width=10_000)
    return LINE_BREAK.sub(lambda _found: newline, written)


def _replace(text: str, entry: Entry, value: Written, newline: str) -> str:
    start, end = _line_start(text, entry.key_start), _last_line_end(text, entry)
    if value is None:
        return text[:start] + text[end:]
    is_block = entry.style in ("|", ">")
    comment = None if is_block else COMMENT.match(text, entry.value_end)
    anchor = f"&{entry.anchor} " if entry.anchor else ""
    spelled = anchor + _value(value, style='"' if is_block else entry.style)
    return text[:start] + f"{_head(text, start, entry)}{spelled}{comment[0] if comment else ''}{newline}" + text[end:]


def _head(text: str, start: int, entry: Entry) -> str:
    """Give the line up to where its value starts, with the spacing that it has."""
    colon = COLON.match(text, entry.key_end)
    if not colon:
        return f"{text[start : entry.key_end]}: "
    gap = text[colon.end() : entry.value_start]
    return text[start : colon.end()] + (gap if SPACES.fullmatch(gap) else " ")


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _last_line_end(text: str, entry: Entry) -> int:
    """Find where the value's last line ends; blank lines after a block scalar are not part of it."""
    end = len(text[: entry.value_end].rstrip()) if entry.style in ("|", ">") else entry.value_end
    rest = REST_OF_LINE.match(text, max(end, entry.key_end))
    return rest.end() if rest else end


def _indent_of(text: str, entries: list[Entry]) -> str:
    if not entries:
        return ""
    indent = INDENT.match(text, _line_start(text, entries[0].key_start))
    return indent[0] if indent else ""


def _table(root: Node, name: str) -> Node:
    return next((value for key, value in root.value if key.value == name), root) if name else root


def _set(mapping: Node, edit: Edit) -> None:
    kept = [(key, value) for key, value in mapping.value if key.value != edit.key]
    place = next((at for at, (key, _value) in enumerate(mapping.value) if key.value == edit.key), len(kept))
    if edit.value is not None:
        kept.insert(place, (yaml.ScalarNode(CORE + "str", edit.key), _node(edit.value)))
    mapping.value = kept


def _node(value: Written | Item) -> Node:
    if isinstance(value, tuple):
        return yaml.SequenceNode(CORE + "seq", [_node(item) for item in value], flow_style=True)
    if isinstance(value, Mapping):
        pairs = [(_node(key), _node(text)) for key, text in value.items()]
        return yaml.MappingNode(CORE + "map", pairs, flow_style=True)
    if isinstance(value, datetime):
        return yaml.ScalarNode(CORE + "timestamp", date_text(value, with_zone=True))
    return yaml.ScalarNode(CORE + "str", value or "", style='"')
