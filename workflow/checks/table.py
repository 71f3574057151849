"""The table: every check, what it looks for, and how much it counts on a desk that has not said otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.checks import care, links, pictures, words
from workflow.checks.material import Finding, Material, Read
from workflow.enums import CheckLevel

REQUIRED, ADVISORY = CheckLevel.REQUIRED, CheckLevel.ADVISORY


@dataclass(frozen=True, slots=True)
class Check:
    """One row. `find` yields what is wrong; nothing means that the check passes."""

    name: str
    label: str | Promise
    explains: str | Promise
    default: CheckLevel
    reads: frozenset[Read]
    find: Callable[[Material], Iterator[Finding]]


def _row(
    name: str,
    label: str | Promise,
    explains: str | Promise,
    find: Callable[[Material], Iterator[Finding]],
    *reads: Read,
    default: CheckLevel = ADVISORY,
) -> Check:
    return Check(name, label, explains, default, frozenset(reads), find)


TABLE: Final = {
    row.name: row
    for row in (
        _row("HEADLINE", _("headline length"), _("15 to 110 characters"), words.headline, Read.TEXT),
        _row("DEK", _("dek"), _("there is one, of 300 characters at most"), words.dek, Read.TEXT),
        _row("BYLINE", _("byline"), _("somebody is named as the author"), words.byline, Read.TEXT),
        _row("SECTION", _("section"), _("the story is in one"), words.section, Read.TEXT, default=REQUIRED),
        _row("TAGS", _("tags"), _("there is at least one"), words.tags, Read.TEXT),
        _row("LEAD_PICTURE", _("lead picture"), _("there is one"), pictures.lead, Read.TEXT),
        _row("ALT_TEXT", _("alt text"), _("every picture has one"), pictures.alt_text, Read.PICTURES),
        _row("CAPTION", _("caption"), _("every picture has one"), pictures.caption, Read.PICTURES),
        _row("CREDIT", _("credit line"), _("every picture has one"), pictures.credit, Read.PICTURES),
        _row(
            "RIGHTS",
            _("picture rights"),
            _("no picture’s usage terms end (“until 2027-12-31”) before the story is on air"),
            pictures.rights,
            Read.PICTURES,
            default=REQUIRED,
        ),
        _row(
            "PLACEHOLDERS",
            _("placeholders"),
            _("no TK, TKTK, XXX or lorem is left in the text or in the words of its pictures"),
            words.placeholders,
            Read.TEXT,
            Read.PICTURES,
            default=REQUIRED,
        ),
        _row(
            "DEAD_LINKS",
            _("dead links"),
            _("every link to this site leads readers somewhere"),
            links.dead,
            Read.ADDRESSES,
        ),
        _row("HTTPS", _("links by https"), _("no link goes to http"), links.insecure, Read.LINKS),
        _row(
            "SOURCES",
            _("sources"),
            _("they are named if the story is flagged “sources to be named”"),
            care.sources,
            Read.STORY,
            default=REQUIRED,
        ),
        _row(
            "TWIN",
            _("similar headline"),
            _("no story of the last 7 days has a headline with much the same words"),
            words.twin,
            Read.HEADLINES,
        ),
        _row("AI_USE", _("use of AI"), _("somebody has declared it"), care.ai_use, Read.STORY),
        _row("HOUSE_STYLE", _("house style"), _("the desk’s own rules"), words.house_style, Read.RULES),
    )
}
