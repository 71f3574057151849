"""Read a TOML header into the same plain values as a YAML one."""

import re
import tomllib
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits
from articles.formats.encoding import LINE_BREAK, line_at
from articles.formats.fields import Fields, Value

PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
TOP_KEY = re.compile(r"""^["']?([\w-]+)["']?[ \t]*=""", re.MULTILINE)


def read_toml(text: str, *, first_line: int) -> Fields:
    """Give the header's values; raise PostRefused with line and column where the TOML is broken."""
    plain = LINE_BREAK.sub("\n", text)
    try:
        values = {key: _plain(value, 1) for key, value in tomllib.loads(plain, parse_float=str).items()}
    except (ValueError, RecursionError) as broken:
        raise _broken(broken, plain, first_line) from broken
    lines = {found[1]: line_at(plain, found.start()) + first_line - 1 for found in TOP_KEY.finditer(plain)}
    return Fields(values, lines)


def _plain(value: object, depth: int) -> Value:
    if depth > limits.NESTING:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = str(value)
    if "\0" in text:
        raise ValueError(_("a value holds a NUL character"))
    return text


def _broken(broken: Exception, text: str, first_line: int) -> PostRefused:
    if isinstance(broken, RecursionError):
        return PostRefused(_("The header is nested more than %(limit)s deep.") % {"limit": limits.NESTING})
    place = PLACE.search(str(broken))
    line = int(place[1]) if place else len(LINE_BREAK.findall(text.rstrip("\n"))) + 1
    column = int(place[2]) if place else 1
    reason = re.sub(r" ?\(at (?:line .*|end of document)\)", "", str(broken))
    message = _("Line %(line)s, column %(column)s: the TOML can't be read (%(reason)s). Look at quotes and brackets.")
    line += first_line - 1
    return PostRefused(message % {"line": line, "column": column, "reason": reason}, line=line)
