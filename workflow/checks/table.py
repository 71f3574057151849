"""The table: every check, what it looks for, and how much it counts on a desk that has not said otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.checks import air, care, licences, links, pictures, words
from workflow.checks.material import Finding, Material, Read
from workflow.enums import CheckLevel

REQUIRED, ADVISORY = CheckLevel.REQUIRED, CheckLevel.ADVISORY


@dataclass(frozen=True, slots=True)
class Check:
    """One row. `find` yields what is wrong; nothing means that the check passes.

    What `is_structural` no desk switches off and nobody passes over: the moves refuse it by themselves, in the same
    words, so it is looked at again only while a plan stands.
    """

    name: str
    label: str | Promise
    explains: str | Promise
    default: CheckLevel
    reads: frozenset[Read]
    find: Callable[[Material], Iterator[Finding]]
    is_structural: bool = False


def _row(
    name: str,
    label: str | Promise,
    explains: str | Promise,
    find: Callable[[Material], Iterator[Finding]],
    *reads: Read,
    default: CheckLevel = ADVISORY,
    is_structural: bool = False,
) -> Check:
    return Check(name, label, explains, default, frozenset(reads), find, is_structural)


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
            _("usage terms (“until 2027-12-31”) and licence allow each picture in this story, and at its time on air"),
            licences.rights,
            Read.PICTURES,
            Read.LICENCES,
            default=REQUIRED,
        ),
        _row(
            "LICENCE_ENDS",
            _("time left of licences"),
            _("every picture’s licence has begun, and lasts for 7 days on air"),
            licences.time_left,
            Read.PICTURES,
        ),
        _row(
            "SOURCE_TYPE",
            _("how pictures were made"),
            _("it is said of every picture"),
            pictures.source_type,
            Read.PICTURES,
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
        _row(
            "AI_USE",
            _("use of AI"),
            _("somebody has declared it, and no picture speaks against it"),
            care.ai_use,
            Read.STORY,
            Read.PICTURES,
        ),
        _row("HOUSE_STYLE", _("house style"), _("the desk’s own rules"), words.house_style, Read.RULES),
        _row(
            "SECTION_ACTIVE",
            _("active section"),
            _("its section is active"),
            air.section,
            Read.SECTIONS,
            default=REQUIRED,
        ),
        _row(
            "AUTHORS_ACTIVE",
            _("active authors"),
            _("everybody in the byline is active as an author"),
            air.authors,
            Read.AUTHORS,
            default=REQUIRED,
        ),
        _row(
            "RENDERED",
            _("pictures ready"),
            _("every picture can be shown when the story airs"),
            air.rendered,
            Read.PICTURES,
            default=REQUIRED,
        ),
        _row(
            "ADDRESS",
            _("free address"),
            _("no other story has the address at which it will be"),
            air.address,
            Read.OWN_ADDRESS,
            default=REQUIRED,
            is_structural=True,
        ),
        _row(
            "EMBARGO",
            _("embargoes"),
            _("those of the story and of its pictures are over by then"),
            air.embargo,
            Read.EMBARGOES,
            default=REQUIRED,
            is_structural=True,
        ),
    )
}
