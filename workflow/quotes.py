"""Quotes that find their place again in a text that people go on editing: the W3C text-quote selector. No ORM.

Texts are compared flattened: composed (NFC), and every run of white space as one space. So a passage that was only
wrapped anew is the same passage. Every search is linear, however the text repeats itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from unicodedata import normalize

LONGEST = 2_000  # characters of a quote
CONTEXT = 32  # characters kept on each side
MOST_PLACES = 1_000  # that are looked at; a quote that stands more often says nothing
#: A quote shorter than this needs so much of its surroundings that both come up to it: "the" is everywhere.
ENOUGH = 24


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text, flattened, with what stands before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


def flat(text: str) -> str:
    """Return the text as it is compared."""
    return " ".join(normalize("NFC", text).split())


def paragraphs(text: str) -> list[str]:
    """Return the parts of a text between empty lines, each as it is written."""
    lines = groupby(text.splitlines(), key=lambda line: bool(line.strip()))
    return ["\n".join(group) for is_written, group in lines if is_written]


def places(text: str, exact: str) -> list[int]:
    """Return where the words stand in a flat text, `MOST_PLACES` at most."""
    return list(islice(_places(text, exact), MOST_PLACES))


def at(text: str, place: int, length: int) -> Quote:
    """Quote so many characters of a flat text from a place on."""
    end = place + length
    return Quote(text[place:end], text[max(0, place - CONTEXT) : place], text[end : end + CONTEXT])


def find(text: str, quote: Quote) -> int | None:
    """Return where a quote stands in a newer flat text, told apart by its surroundings; None where it is gone."""
    whole = text.find(quote.prefix + quote.exact + quote.suffix)
    if whole >= 0:
        return whole + len(quote.prefix)
    found = places(text, quote.exact)
    if not found:
        return None
    best = max(found, key=lambda place: _likeness(text, place, quote))
    is_certain = len(quote.exact) + _likeness(text, best, quote) >= ENOUGH
    return best if is_certain else None


def nearest(text: str, exact: str, before: str, after: str) -> int | None:
    """Return the one place whose surroundings are most like these; None where several are as like."""
    before, after = flat(before)[-CONTEXT:], flat(after)[:CONTEXT]
    likeness = {}
    for place in places(text, exact):
        found = at(text, place, len(exact))
        likeness[place] = _alike(found.prefix.rstrip()[::-1], before[::-1]) + _alike(found.suffix.lstrip(), after)
    most = max(likeness.values(), default=0)
    best = [place for place, like in likeness.items() if like == most]
    return best[0] if len(best) == 1 else None


def _places(text: str, exact: str) -> Iterator[int]:
    place = text.find(exact) if exact else -1
    while place >= 0:
        yield place
        place = text.find(exact, place + 1)


def _likeness(text: str, place: int, quote: Quote) -> int:
    """Count how many characters around a place are as they were; the edge of a text that was one counts in full."""
    found = at(text, place, len(quote.exact))
    before = CONTEXT if found.prefix == quote.prefix else _alike(found.prefix[::-1], quote.prefix[::-1])
    after = CONTEXT if found.suffix == quote.suffix else _alike(found.suffix, quote.suffix)
    return before + after


def _alike(found: str, wanted: str) -> int:
    """Count the characters from the start on in which both are the same."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(found, wanted, strict=False)))
