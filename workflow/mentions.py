"""Who a comment calls, by what was typed: `@First Last`, `@somebody@example.org`, `@[any name]`. No ORM."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 20  # that one comment may call
MOST_WORDS = 5  # of a name
#: After a word it is an address, not a call.
CALL = re.compile(r"(?<![\w@.])@(?:\[([^\]\n]{1,254})\]|(\w[^\s@]{0,253}(?:@[^\s@]{1,253})?(?: [^\s@]{1,100}){0,4}))")
ENDS = ".,;:!?)]}\"'’”»…"


@dataclass(frozen=True, slots=True)
class Call:
    """One `@`: the names that it could mean, longest first. In brackets it can mean nothing else than that name."""

    names: tuple[str, ...]
    is_bracketed: bool


def calls_in(text: str) -> list[Call]:
    """Return the calls of a text in order."""
    found: dict[Call, None] = {}
    for match in CALL.finditer(text):
        if len(found) > MOST:
            break
        bracketed = (match[1] or "").strip()
        names = (bracketed,) if bracketed else tuple(_names(match[2] or ""))
        found.setdefault(Call(names, is_bracketed=bool(bracketed)))
    return list(found)


def key(name: str) -> str:
    """Write a name as names are compared."""
    return " ".join(name.casefold().split())


def _names(written: str) -> Iterator[str]:
    words = written.split(" ")[:MOST_WORDS]
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        yield name
        if name[-1:] in ENDS:
            yield name.rstrip(ENDS)
