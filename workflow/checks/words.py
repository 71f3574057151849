"""Checks of the words and of what stands with them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflow.checks import style
from workflow.checks.material import Finding, Material

SHORTEST_HEADLINE, LONGEST_HEADLINE = 15, 110  # characters
LONGEST_DEK = 300
MOST_SHOWN = 5
CONTEXT = 30
WORD = re.compile(r"\w+")
FEWEST_ALIKE = 0.6  # of the words of both headlines together
#: As words of their own only: not the TK in TKO, nor the end of a name.
PLACEHOLDER = re.compile(r"(?<![^\W_])(?:(?:TK)+|X{3,}|(?i:lorem))(?![^\W_])")


def headline(given: Material) -> Iterator[Finding]:
    """Find a headline that says too little, or that pages and feeds cut off."""
    length = len(given.headline.strip())
    if not SHORTEST_HEADLINE <= length <= LONGEST_HEADLINE:
        yield Finding(
            _("The headline has %(count)d characters: write %(least)d to %(most)d.")
            % {"count": length, "least": SHORTEST_HEADLINE, "most": LONGEST_HEADLINE}
        )


def dek(given: Material) -> Iterator[Finding]:
    length = len(given.dek.strip())
    if not length:
        yield Finding(_("The story has no dek: write the line under the headline."))
    elif length > LONGEST_DEK:
        yield Finding(
            _("The dek has %(count)d characters: shorten it to %(most)d.") % {"count": length, "most": LONGEST_DEK}
        )


def byline(given: Material) -> Iterator[Finding]:
    if not given.has_byline:
        yield Finding(_("The story has no byline: choose who wrote it."))


def section(given: Material) -> Iterator[Finding]:
    if not given.has_section:
        yield Finding(_("The story has no section: choose one, its address starts with it."))


def tags(given: Material) -> Iterator[Finding]:
    if not given.tags:
        yield Finding(_("The story has no tag: give it at least one."))


def placeholders(given: Material) -> Iterator[Finding]:
    """Find what somebody meant to fill in later."""
    found = (
        Finding(
            _("“%(words)s” stands in the %(place)s: write what is missing there.")
            % {"words": match[0], "place": place},
            quote=_around(text, match.start(), match.end()),
        )
        for place, text in _places(given)
        for match in PLACEHOLDER.finditer(text)
    )
    yield from _first(found)


def twin(given: Material) -> Iterator[Finding]:
    """Find headlines of the last days that share most of their words with this one."""
    own = _words(given.headline)
    alike = (
        Finding(
            _("A story with a similar headline went on air in the last 7 days: see that this one is not its twin."),
            quote=f"{other} – {path}",
        )
        for other, path in given.recent
        if _alikeness(own, _words(other)) >= FEWEST_ALIKE
    )
    yield from _first(alike)


def house_style(given: Material) -> Iterator[Finding]:
    """Find what the desk writes otherwise, unless somebody let it stand."""
    texts = {"headline": given.headline, "dek": given.dek, "body": given.body}
    for mark in style.marks(given.rules, texts, given.ignored):
        yield Finding(_said(mark), quote=mark.before + mark.words + mark.after, mark=mark)
    if not style.is_within_bounds(given.rules, texts):
        yield Finding(_("The text is too long for all of the desk’s style rules: some were not looked for."))


def _said(mark: style.Mark) -> str:
    if mark.replacement is None:
        return _("“%(words)s” is not our style.") % {"words": mark.words}
    return _("Write “%(instead)s”, not “%(words)s”.") % {"instead": mark.replacement, "words": mark.words}


def _places(given: Material) -> Iterator[tuple[str, str]]:
    yield _("headline"), given.headline
    yield _("dek"), given.dek
    yield _("text"), given.body
    yield _("correction note"), given.correction_note
    for picture in given.pictures:
        for words in (picture.caption, picture.alt_text, picture.credit_line):
            yield _("words of %(picture)s") % {"picture": picture.name}, words


def _first(found: Iterator[Finding]) -> Iterator[Finding]:
    """Show some: whoever sets them right sees the next."""
    for _number, finding in zip(range(MOST_SHOWN), found, strict=False):
        yield finding


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - CONTEXT) : end + CONTEXT].split())


def _words(headline: str) -> frozenset[str]:
    return frozenset(WORD.findall(headline.casefold()))


def _alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
