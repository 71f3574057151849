"""Texts and lists as YAML and TOML spell them, quoted so that every reader takes them for text."""

import json
import re
from collections.abc import Mapping

PLAIN = re.compile(r"(?:[^\W\d_]|/)[\w./+()'-]*(?: [\w./+()'-]+)*")
WORDS_WITH_MEANING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Tell whether YAML reads the text as itself without quotes, even inside a list in brackets."""
    return bool(PLAIN.fullmatch(text)) and text.lower() not in WORDS_WITH_MEANING


def quoted(text: str) -> str:
    """Give the text in double quotes, with the escapes that YAML, TOML and JSON share."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def plain_or_quoted(text: str) -> str:
    """Give the text without quotes where that is safe."""
    return text if is_plain(text) else quoted(text)


def like(style: str, text: str) -> str:
    """Quote the text as the value before it was: plain, single or double, where it can be."""
    if style == "'" and not UNPRINTABLE.search(text) and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return plain_or_quoted(text) if style == "" else quoted(text)


def yaml_list(items: tuple[str | Mapping[str, str], ...]) -> str:
    """Give words, or mappings of words, as a list in brackets on one line."""
    spelled = (plain_or_quoted(item) if isinstance(item, str) else _table(item, ": ") for item in items)
    return "[" + ", ".join(spelled) + "]"


def toml_list(items: tuple[str | Mapping[str, str], ...]) -> str:
    """Give words, or tables of words, as a TOML array on one line."""
    spelled = (quoted(item) if isinstance(item, str) else _table(item, " = ") for item in items)
    return "[" + ", ".join(spelled) + "]"


def _table(words: Mapping[str, str], between: str) -> str:
    return "{" + ", ".join(f"{key}{between}{quoted(text)}" for key, text in words.items()) + "}"
