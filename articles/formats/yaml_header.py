"""Read a YAML header from its parser's events: nothing is ever constructed but text, lists and mappings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml
from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits
from articles.formats.encoding import LINE_BREAK, line_at
from articles.formats.fields import Fields, Value

Event: TypeAlias = Any
"""An event of PyYAML's parser, whose classes share no typed base that tells of marks and anchors."""
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CORE = "tag:yaml.org,2002:"
SAFE_TYPES = (
    "str",
    "int",
    "float",
    "bool",
    "null",
    "timestamp",
    "binary",
    "seq",
    "map",
    "set",
    "omap",
    "pairs",
    "merge",
)
KNOWN_TAGS = frozenset({"!"} | {CORE + name for name in SAFE_TYPES})
UNCLOSED = re.compile("quoted scalar|flow (?:sequence|mapping)")
"""What is best found where it was opened, not where it turns out to be open still."""
NULLS = frozenset({"~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Entry:
    """Where a top-level key and its value stand in the header, as character indexes."""

    key: str
    key_start: int
    key_end: int
    value_start: int
    value_end: int
    style: str
    anchor: str


@dataclass(slots=True)
class YamlHeader:
    """One header being read; raises PostRefused with the line for whatever it can't or won't read."""

    text: str
    first_line: int
    entries: list[Entry] = field(default_factory=list)
    is_flow: bool = False
    _lines: dict[str, int] = field(default_factory=dict)
    _anchors: dict[str, tuple[Value, int]] = field(default_factory=dict)
    _size: int = 0
    _end: int = 0
    _events: Iterator[Event] = field(default_factory=lambda: iter(()))

    def read(self) -> Fields:
        """Give the mapping that the header holds; an empty header is an empty mapping."""
        self._events = yaml.parse(self.text, Loader=LOADER)
        try:
            values = self._document()
        except yaml.MarkedYAMLError as broken:
            raise self._broken(broken) from broken
        except yaml.YAMLError as broken:
            raise self._unreadable(broken) from broken
        return Fields(values, self._lines)

    def _document(self) -> dict[str, Value]:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return {}
        values = self._root(next(self._events))
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._refuse(event, _("The header holds a second document. Keep one."))
        return values

    def _root(self, event: Event) -> dict[str, Value]:
        is_blank = isinstance(event, yaml.ScalarEvent) and event.style == "" and event.value == ""
        if not is_blank and not isinstance(event, yaml.MappingStartEvent):
            self._refuse(event, _("The header is not a list of keys with values. Write each line as “key: value”."))
        self._check_tag(event)
        if is_blank:
            return {}
        self.is_flow = bool(event.flow_style)
        return self._mapping(event, 1)

    def _node(self, event: Event, depth: int, *, blank: Value = "") -> Value:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self._check_tag(event)
        before = self._size
        self._grow(event, 1)
        is_scalar = isinstance(event, yaml.ScalarEvent)
        value = self._scalar(event, blank) if is_scalar else self._collection(event, depth + 1)
        if event.anchor:
            self._anchors[event.anchor] = (value, self._size - before)
        return value

    def _scalar(self, event: Event, blank: Value) -> Value:
        text: str = event.value
        if event.end_mark.index > event.start_mark.index:
            self._end = event.end_mark.index
        if event.style == "" and event.tag in (None, CORE + "null"):
            if text in NULLS:
                return None
            if text == "":
                return blank
        if "\0" in text:
            self._refuse(event, _("A value holds a NUL character. Remove it."))
        self._grow(event, len(text))
        return text

    def _collection(self, event: Event, depth: int) -> Value:
        if depth > limits.NESTING:
            self._refuse(event, _("The header is nested more than %(limit)s deep.") % {"limit": limits.NESTING})
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        items: list[Value] = []
        while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(item, depth, blank=None))
        self._close(event, item)
        return items

    def _mapping(self, start: Event, depth: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        merged: list[tuple[Event, Value]] = []
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            name = self._key(key, values)
            event = next(self._events)
            value = self._node(event, depth)
            if depth == 1:
                self._enter(name, key, event)
            if name == "<<" and key.style == "":
                merged.append((key, value))
            else:
                values[name] = value
        self._close(start, key)
        for key, value in merged:
            self._merge(key, value, values)
        return values

    def _key(self, event: Event, values: dict[str, Value]) -> str:
        is_text = isinstance(event, yaml.ScalarEvent)
        if not is_text:
            self._refuse(event, _("A key must be plain text, not a list or an alias."))
        self._check_tag(event)
        self._grow(event, 1 + len(event.value))
        self._end = event.end_mark.index
        name: str = event.value
        if name in values:
            message = _("The key “%(key)s” was already given above. Keep one of the two.")
            self._refuse(event, message % {"key": name}, key=name)
        if "\0" in name:
            self._refuse(event, _("A key holds a NUL character. Remove it."))
        return name

    def _enter(self, name: str, key: Event, event: Event) -> None:
        self._lines[name] = key.start_mark.line + self.first_line
        start = event.start_mark.index
        self.entries.append(
            Entry(
                key=name,
                key_start=key.start_mark.index,
                key_end=key.end_mark.index,
                value_start=start,
                value_end=max(self._end, key.end_mark.index),
                style=getattr(event, "style", None) or "",
                anchor="" if isinstance(event, yaml.AliasEvent) else event.anchor or "",
            )
        )

    def _merge(self, event: Event, value: Value, values: dict[str, Value]) -> None:
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                self._refuse(event, _("“<<” can only take in a mapping."))
            for key, inherited in source.items():
                values.setdefault(key, inherited)

    def _alias(self, event: Event) -> Value:
        self._end = event.end_mark.index
        if event.anchor not in self._anchors:
            message = _("The alias “*%(name)s” stands for nothing that came before it.")
            self._refuse(event, message % {"name": event.anchor})
        value, size = self._anchors[event.anchor]
        self._grow(event, size)
        return value

    def _close(self, start: Event, end: Event) -> None:
        if start.flow_style:
            self._end = end.end_mark.index

    def _grow(self, event: Event, size: int) -> None:
        self._size += size
        if self._size > limits.EXPANDED_SIZE:
            message = _("The aliases of the header blow it up to more than %(limit)s values and characters.")
            self._refuse(event, message % {"limit": f"{limits.EXPANDED_SIZE:,}"})

    def _check_tag(self, event: Event) -> None:
        tag = event.tag
        if tag is not None and tag not in KNOWN_TAGS:
            name = "!!" + tag.removeprefix(CORE) if tag.startswith(CORE) else tag
            self._refuse(event, _("The tag “%(tag)s” is not allowed. Remove it.") % {"tag": name})

    def _line(self, index: int) -> int:
        return line_at(self.text, index) + self.first_line - 1

    def _refuse(self, event: Event, message: str, *, key: str = "") -> NoReturn:
        line = self._line(event.start_mark.index)
        raise PostRefused(_("Line %(line)s: %(message)s") % {"line": line, "message": message}, field=key, line=line)

    def _broken(self, broken: yaml.MarkedYAMLError) -> PostRefused:
        opened = broken.context_mark if broken.context and UNCLOSED.search(broken.context) else None
        mark = opened or broken.problem_mark or broken.context_mark
        index = min(mark.index, len(self.text)) if mark else 0
        line, column = self._line(index), index - _line_start(self.text, index) + 1
        place = _("Line %(line)s, column %(column)s:") % {"line": line, "column": column}
        return PostRefused(f"{place} {_reason(broken)}", field=self._key_at(index), line=line)

    def _unreadable(self, broken: yaml.YAMLError) -> PostRefused:
        index = getattr(broken, "position", 0)
        line = self._line(index if isinstance(index, int) and index <= len(self.text) else 0)
        message = _("Line %(line)s: the header holds a character that YAML does not allow (%(reason)s). Remove it.")
        reason = getattr(broken, "reason", "")
        return PostRefused(message % {"line": line, "reason": reason}, line=line)

    def _key_at(self, index: int) -> str:
        """Name the last key that was read before the place where reading broke."""
        return self.entries[-1].key if self.entries and index <= self.entries[-1].value_end else ""


def _line_start(text: str, index: int) -> int:
    start = 0
    for found in LINE_BREAK.finditer(text, 0, index):
        start = found.end()
    return start


def _reason(broken: yaml.MarkedYAMLError) -> str:
    problem = f"{broken.context or ''} {broken.problem or ''}"
    unknown = _("The YAML can't be read (%(reason)s): look at quotes and indents.") % {"reason": broken.problem}
    return next((advice for sign, advice in _advice() if sign in problem), unknown)


def _advice() -> tuple[tuple[str, str], ...]:
    return (
        ("mapping values are not allowed", _("A value with a colon and a space inside must stand in quotes.")),
        ("quoted scalar", _("A quotation mark is opened and not closed, or a backslash needs doubling.")),
        ("expected key", _("This is neither “key: value” nor its continuation; look at quotes and indents here.")),
        ("expected ':'", _("A line is neither “key: value” nor an item of a list.")),
        ("document start", _("This is neither “key: value” nor part of the value before it.")),
        ("tab character", _("Indent with spaces, not with tabs.")),
        ("cannot start any token", _("A value that starts with @, `, % or a tab must stand in quotes.")),
        ("expected ',' or ']'", _("A list that “[” opens is not closed, or lacks a comma.")),
        ("expected ',' or '}'", _("A mapping that “{” opens is not closed, or lacks a comma.")),
        ("did not find expected '-' indicator", _("An item of a list lacks its dash, or its indent differs.")),
        ("block sequence entries are not allowed", _("A list can't start on this line; put it on its own lines.")),
        ("did not find expected alphabetic", _("“*” and “&” must stand in quotes unless they name an alias.")),
        ("undefined tag handle", _("A value that starts with “!” must stand in quotes.")),
        ("tag", _("A value that starts with “!” must stand in quotes.")),
    )
