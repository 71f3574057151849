"""House style: rules matched by RE2, whose time grows with the text and never explodes with the pattern.

A rule is bounded when it is written (`compiled`), the work on one text when it is matched (`marks`): a hostile pattern
on the longest text that can be saved costs seconds, not hours.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import re2
from django.utils.translation import gettext as _

FIELDS = ("headline", "dek", "body")
MOST_RULES = 200  # active ones of a desk
LARGEST_PROGRAM = 400  # instructions; a word of ten letters takes about fifteen
LONGEST_MATCH = 200  # characters; what is longer is no matter of style
MOST_MARKS = 100  # of one text
MOST_WORK = 300_000_000  # characters of text times instructions of a rule; at worst some seconds
CONTEXT = 40  # characters before and after

_GROUP = re.compile(r"\\([0-9])")
_MARK = re.compile(r"([0-9]{1,18})-(headline|dek|body)-([0-9]{1,7})-([0-9a-f]{8})")
#: Where no rule is for: the target of a link, a bare address, the inside of an HTML tag.
_TARGETS = r"\]\([^)\s]*\)|https?://[^\s)>\]]+|<[a-zA-Z/][^>]*>"
_HIDDEN = "\x00"  # which no text may hold

Expression = Any  # what `re2.compile` returns; the package says no types


class BadPattern(ValueError):
    """A pattern that no desk may have; the message says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for, what to write instead (empty for advice alone), and why."""

    key: int
    pattern: str
    suggestion: str = ""
    reason: str = ""
    is_case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Words in a text that a rule finds, and what to write instead; None where the rule only advises."""

    rule: Rule
    field: str
    start: int
    words: str
    replacement: str | None
    before: str
    after: str

    @property
    def name(self) -> str:
        """Name this mark in a form: rule, place, and a digest of the words, which may have moved since."""
        return f"{self.rule.key}-{self.field}-{self.start}-{_digest(self.words)}"


@dataclass(frozen=True, slots=True)
class Named:
    """A mark as a form names it."""

    rule_key: int
    field: str
    start: int
    digest: str


def named(written: str) -> Named | None:
    """Read a mark's name; None for what is none."""
    found = _MARK.fullmatch(written)
    return Named(int(found[1]), found[2], int(found[3]), found[4]) if found else None


def compiled(pattern: str, *, is_case_sensitive: bool) -> Expression:
    """Compile a pattern, or raise `BadPattern` for one that can't be read, is too large, or matches nothing at all."""
    options = re2.Options()
    options.case_sensitive = is_case_sensitive
    options.log_errors = False
    options.max_mem = 1 << 20  # bytes for the program and the states kept beside it
    try:
        expression = re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as refusal:
        raise BadPattern(_("RE2 can’t read this pattern: %(why)s.") % {"why": _why(refusal)}) from refusal
    if not (0 <= expression.programsize <= LARGEST_PROGRAM and 0 <= expression.reverseprogramsize <= LARGEST_PROGRAM):
        raise BadPattern(
            _("The pattern is too large once repetitions and classes such as \\pL are written out: make it simpler.")
        )
    if expression.search("") is not None:
        raise BadPattern(_("The pattern is content with no words at all: say what has to be there."))
    return expression


def check_suggestion(suggestion: str, *, groups: int) -> None:
    r"""Refuse a suggestion that asks (`\1`) for a group that the pattern does not have."""
    if asked := [number for number in _GROUP.findall(suggestion) if int(number) > groups]:
        raise BadPattern(
            _("The suggestion asks for group %(number)s, and the pattern has %(count)d.")
            % {"number": asked[0], "count": groups}
        )


def marks(rules: Iterable[Rule], texts: Mapping[str, str], ignored: Collection[tuple[int, str]] = ()) -> list[Mark]:
    """Find what the rules say of these texts, in the order of the text; at most `MOST_MARKS`, within `MOST_WORK`."""
    found: list[Mark] = []
    left = MOST_WORK
    shown = {field: texts.get(field, "") for field in FIELDS}
    hidden = {field: _without_targets(text) for field, text in shown.items()}
    for rule, expression in _usable(rules):
        for field in FIELDS:
            for match in _searches(expression, hidden[field]):
                left -= _cost(expression, shown[field])
                mark = _mark(rule, match, field, shown[field]) if match else None
                if mark and (rule.key, mark.words) not in ignored:
                    found.append(mark)
                if left < 0 or len(found) == MOST_MARKS:
                    return _in_order(found)
    return _in_order(found)


def is_within_bounds(rules: Iterable[Rule], texts: Mapping[str, str]) -> bool:
    """Say whether there is work enough for every rule to go through these texts once."""
    return sum(_cost(expression, text) for _rule, expression in _usable(rules) for text in texts.values()) <= MOST_WORK


def nearest(name: Named, rule: Rule, texts: Mapping[str, str]) -> Mark | None:
    """Find a named mark again in a text that may have changed: the same words, nearest to where they stood."""
    same = [one for one in marks([rule], texts) if one.field == name.field and _digest(one.words) == name.digest]
    return min(same, key=lambda mark: abs(mark.start - name.start), default=None)


def with_replacement(mark: Mark, text: str) -> str:
    """Return the text of the mark's field with what to write instead."""
    return text[: mark.start] + (mark.replacement or "") + text[mark.start + len(mark.words) :]


def _usable(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Expression]]:
    """Pass over a pattern that an older engine took and this one does not: no story waits for it."""
    for rule in rules:
        try:
            yield rule, compiled(rule.pattern, is_case_sensitive=rule.is_case_sensitive)
        except BadPattern:
            continue


def _without_targets(text: str) -> str:
    return re2.sub(_TARGETS, lambda found: _HIDDEN * len(found[0]), text) if text else ""


def _searches(expression: Expression, text: str) -> Iterator[Any]:
    """Yield once for each search, the last of which finds nothing, so that the work can be counted."""
    yield from expression.finditer(text)
    yield None


def _cost(expression: Expression, text: str) -> int:
    return int(expression.programsize) * len(text)


def _mark(rule: Rule, match: Any, field: str, text: str) -> Mark | None:
    start, end = match.span()
    if not 0 < end - start <= LONGEST_MATCH or _HIDDEN in match[0]:
        return None
    return Mark(
        rule=rule,
        field=field,
        start=start,
        words=text[start:end],
        replacement=_GROUP.sub(lambda asked: match[int(asked[1])] or "", rule.suggestion) if rule.suggestion else None,
        before=text[max(0, start - CONTEXT) : start],
        after=text[end : end + CONTEXT],
    )


def _in_order(found: list[Mark]) -> list[Mark]:
    return sorted(found, key=lambda mark: (FIELDS.index(mark.field), mark.start))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _why(refusal: Exception) -> str:
    said = refusal.args[0] if isinstance(refusal, re2.error) and refusal.args else _("half a character")
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
