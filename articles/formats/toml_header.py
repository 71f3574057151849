"""Read a TOML header into the same plain values as a YAML one."""

import re
import tomllib
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits
from articles.formats.encoding import LINE_BREAK
from articles.formats.fields import Fields, Value

PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
KEY_PART = r"""(?:[\w-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
TOO_DEEP = re.compile(rf"(?:^|[\[{{,])[ \t]*(?:{KEY_PART}){{{limits.NESTING}}}", re.MULTILINE)
TOP_KEY = re.compile(r"""^["']?([\w-]+)["']?[ \t]*=""")


def read_toml(text: str, *, first_line: int) -> Fields:
    """Give the header's values; raise PostRefused with line and column where the TOML is broken."""
    plain = LINE_BREAK.sub("\n", text)
    if TOO_DEEP.search(plain):
        raise _nested_too_deep()
    try:
        values = {key: _plain(value, 1) for key, value in tomllib.loads(plain, parse_float=str).items()}
    except (ValueError, RecursionError) as broken:
        raise _broken(broken, plain, first_line) from broken
    return Fields(values, _lines_of_keys(plain, first_line))


def _lines_of_keys(text: str, first_line: int) -> dict[str, int]:
    found = ((TOP_KEY.match(line), number) for number, line in enumerate(text.split("\n"), first_line))
    return {key[1]: number for key, number in found if key}


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


def _nested_too_deep() -> PostRefused:
    return PostRefused(_("The header is nested more than %(limit)s deep.") % {"limit": limits.NESTING})


def _broken(broken: Exception, text: str, first_line: int) -> PostRefused:
    if isinstance(broken, RecursionError):
        return _nested_too_deep()
    place = PLACE.search(str(broken))
    if not place and "end of document" not in str(broken):
        return PostRefused(_("The TOML can't be read: %(reason)s.") % {"reason": broken})
    line = int(place[1]) if place else text.rstrip("\n").count("\n") + 1
    column = int(place[2]) if place else 1
    reason = re.sub(r" ?\(at (?:line .*|end of document)\)", "", str(broken))
    message = _("Line %(line)s, column %(column)s: the TOML can't be read: %(reason)s. Correct it there.")
    line += first_line - 1
    return PostRefused(message % {"line": line, "column": column, "reason": reason}, line=line)
