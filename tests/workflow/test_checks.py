"""Each check by itself: what it lets pass, what it finds, and in which words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.enums import DigitalSourceType, PictureUsage
from workflow.checks import TABLE, Licence, Material, PictureInUse, Rule
from workflow.enums import AiUse, CheckLevel, Flag

GULL = PictureInUse(
    name="gull.png",
    is_lead=True,
    alt_text="A gull on a post.",
    caption="A gull.",
    credit_line="R. Test",
    usage_terms="Web and print until 2026-12-31.",
    digital_source_type=DigitalSourceType.CAPTURE,
)
#: When the fit story airs.
AIR = datetime(2026, 11, 23, 12, tzinfo=UTC)


def licensed(**limits: Any) -> dict[str, Any]:
    """Return the gull under a licence with these limits, as what is changed of the fit story."""
    return {"pictures": (replace(GULL, licence=Licence(**limits)),)}


SECOND, WEEK = timedelta(seconds=1), timedelta(days=7)
EDITORIAL, SPONSORED, LEADING = PictureUsage.EDITORIAL, PictureUsage.SPONSORED, PictureUsage.LEAD
SPORT = ((7, "Sport"), (8, "Arts"))
#: Passes every check.
FIT = Material(
    headline="Ferry crews end their strike",
    air_date=date(2026, 11, 23),
    airs_at=AIR,
    dek="The strike is over.",
    body="The ferry sails [again](https://example.org/).\n",
    has_byline=True,
    has_section=True,
    section_id=7,
    tags=("Harbour",),
    pictures=(GULL,),
    flags=frozenset({Flag.SOURCES}),
    sources="The harbour master.",
    ai_use=AiUse.NONE,
    recent=(("Rovers win late", "/sport/2026/11/20/rovers/"),),
    links=("https://example.org/",),
)
WEBSITE = Rule(1, r"\bweb site\b", "website", "One word since 2010.")

#: A check, what is changed of the fit story, and how its finding begins.
FAILING: list[tuple[str, dict[str, Any], str]] = [
    ("HEADLINE", {"headline": "Gulls"}, "The headline has 5 characters: write 15 to 110."),
    ("HEADLINE", {"headline": "g" * 111}, "The headline has 111 characters"),
    ("DEK", {"dek": " \n"}, "The story has no dek"),
    ("DEK", {"dek": "d" * 301}, "The dek has 301 characters: shorten it to 300."),
    ("BYLINE", {"has_byline": False}, "The story has no byline"),
    ("SECTION", {"has_section": False}, "The story has no section"),
    ("TAGS", {"tags": ()}, "The story has no tag"),
    ("LEAD_PICTURE", {"pictures": ()}, "The story has no lead picture"),
    ("LEAD_PICTURE", {"pictures": (replace(GULL, is_lead=False),)}, "The story has no lead picture"),
    ("ALT_TEXT", {"pictures": (replace(GULL, alt_text=" "),)}, "gull.png has no alt text"),
    ("CAPTION", {"pictures": (replace(GULL, caption=""),)}, "gull.png has no caption"),
    ("CREDIT", {"pictures": (GULL, replace(GULL, name="b.png", credit_line=""))}, "b.png has no credit line"),
    ("RIGHTS", {"air_date": date(2027, 1, 1)}, "The rights to gull.png ended on 2026-12-31"),
    ("RIGHTS", {"pictures": (replace(GULL, usage_terms="Expired on 2026-11-22"),)}, "The rights to gull.png ended"),
    ("RIGHTS", licensed(ends_at=AIR), "The licence of gull.png runs until 23 November 2026"),
    ("RIGHTS", licensed(starts_at=AIR + SECOND), "The licence of gull.png begins on 23 November 2026"),
    ("RIGHTS", licensed(uses={SPONSORED, LEADING}), "gull.png may not be used in stories of the newsroom"),
    (
        "RIGHTS",
        {**licensed(uses={EDITORIAL, LEADING}), "flags": frozenset({Flag.SPONSORED})},
        "gull.png may not be used in sponsored stories",
    ),
    ("RIGHTS", licensed(uses={EDITORIAL}), "gull.png may not be used as the lead picture: use it in the text"),
    ("RIGHTS", licensed(sections=SPORT[1:]), "gull.png may be used in Arts only"),
    ("RIGHTS", {**licensed(sections=SPORT), "section_id": None}, "gull.png may be used in Arts, Sport only"),
    ("RIGHTS", licensed(most_stories=1, came_first=1), "gull.png may be used in 1 story, and another one came"),
    ("RIGHTS", licensed(most_stories=2, came_first=3), "gull.png may be used in 2 stories, and as many came first"),
    ("LICENCE_ENDS", licensed(ends_at=AIR + WEEK - SECOND), "The licence of gull.png ends on 30 November 2026"),
    (
        "LICENCE_ENDS",
        {**licensed(starts_at=AIR + SECOND), "is_timed": False},
        "The licence of gull.png begins on 23 November 2026",
    ),
    ("SOURCE_TYPE", {"pictures": (replace(GULL, digital_source_type=""),)}, "Nobody has said how gull.png was made"),
    ("SOURCE_TYPE", {"pictures": (replace(GULL, digital_source_type="softwareImage"),)}, "Nobody has said how"),
    ("PLACEHOLDERS", {"body": "It cost TK crowns."}, "“TK” stands in the text"),
    ("PLACEHOLDERS", {"body": "[TKTK] says"}, "“TKTK” stands in the text"),
    ("PLACEHOLDERS", {"body": "Lorem ipsum dolor"}, "“Lorem” stands in the text"),
    ("PLACEHOLDERS", {"dek": "By xxx, XXX and others"}, "“XXX” stands in the dek"),
    ("PLACEHOLDERS", {"headline": "TK_ferries end a strike"}, "“TK” stands in the headline"),
    ("PLACEHOLDERS", {"pictures": (replace(GULL, caption="Photo of TK"),)}, "“TK” stands in the words of gull.png"),
    ("PLACEHOLDERS", {"correction_note": "It was TK."}, "“TK” stands in the correction note"),
    ("DEAD_LINKS", {"dead_links": ("/news/nothing/",)}, "Readers find nothing on this site at this link"),
    ("HTTPS", {"links": ("HTTP://example.org/", "https://example.org/")}, "This link is not https"),
    ("SOURCES", {"sources": "\n "}, "The story is flagged for its sources, and none is named"),
    ("TWIN", {"recent": (("Ferry crews end strike", "/news/2026/11/20/f/"),)}, "A story with a similar headline"),
    ("AI_USE", {"ai_use": ""}, "Nobody has said how far AI made this story"),
    (
        "AI_USE",
        {"pictures": (replace(GULL, digital_source_type=DigitalSourceType.AI_COMPOSITE),)},
        "The story is declared to be made without AI, and gull.png is not",
    ),
    ("HOUSE_STYLE", {"rules": (WEBSITE,), "body": "Our Web site."}, "Write “website”, not “Web site”."),
    ("HOUSE_STYLE", {"rules": (replace(WEBSITE, suggestion=""),), "dek": "web site"}, "“web site” is not our style."),
    ("SECTION_ACTIVE", {"inactive_section": "Sport"}, "The section “Sport” is not active: choose another one"),
    ("AUTHORS_ACTIVE", {"inactive_authors": ("Rita",)}, "Rita is no longer active as an author: take the name off"),
    ("RENDERED", {"pictures": (replace(GULL, failed_reason="torn"),)}, "gull.png can’t be made ready for readers"),
    ("RENDERED", {"pictures": (replace(GULL, is_late=True),)}, "gull.png is not ready for readers"),
    ("ADDRESS", {"address_trouble": "The address /a/ is taken."}, "The address /a/ is taken."),
    ("EMBARGO", {"embargoes": ("The story is under an embargo.",)}, "The story is under an embargo."),
]
#: What only looks like a failure.
PASSING: list[tuple[str, dict[str, Any]]] = [
    ("PLACEHOLDERS", {"body": "A TKO in HTKT; an exlorem, xxx, and TKa."}),
    ("RIGHTS", {"pictures": (replace(GULL, usage_terms=""),)}),
    ("RIGHTS", {"pictures": (replace(GULL, usage_terms="Taken 2020-01-01, no limits."),)}),
    ("RIGHTS", {"pictures": (replace(GULL, usage_terms="until 2026-02-31"),)}),
    ("RIGHTS", {"air_date": date(2026, 12, 31)}),
    ("RIGHTS", {"pictures": (replace(GULL, usage_terms="print until 2020-01-01; web until 2030-01-01"),)}),
    ("RIGHTS", licensed(starts_at=AIR, ends_at=AIR + SECOND)),
    ("RIGHTS", {**licensed(starts_at=AIR + SECOND), "is_timed": False}),
    ("RIGHTS", licensed(uses={EDITORIAL, LEADING}, sections=SPORT)),
    ("RIGHTS", {"pictures": (replace(GULL, is_lead=False, licence=Licence(uses=frozenset({EDITORIAL}))),)}),
    ("RIGHTS", {**licensed(uses={SPONSORED, LEADING}), "flags": frozenset({Flag.SPONSORED})}),
    ("RIGHTS", licensed(most_stories=3, came_first=2)),
    ("LICENCE_ENDS", licensed(starts_at=AIR, ends_at=AIR + WEEK)),
    ("LICENCE_ENDS", licensed(ends_at=AIR)),
    (
        "AI_USE",
        {
            "ai_use": AiUse.ASSISTED,
            "pictures": (replace(GULL, digital_source_type=DigitalSourceType.AI),),
        },
    ),
    ("SOURCES", {"flags": frozenset(), "sources": ""}),
    ("TWIN", {"recent": (("Ferry crews win the cup", "/sport/2026/11/20/f/"),)}),
    ("HTTPS", {"links": ("/news/http:/", "mailto:http@example.org")}),
    ("HOUSE_STYLE", {"rules": (WEBSITE,), "body": "web site", "ignored": frozenset({(1, "web site")})}),
    ("HOUSE_STYLE", {"rules": (replace(WEBSITE, is_case_sensitive=True),), "body": "Web site"}),
]


def found(name: str, given: Material) -> list[str]:
    return [str(finding.message) for finding in TABLE[name].find(given)]


def test_a_fit_story_passes_every_check() -> None:
    assert {name: found(name, FIT) for name in TABLE if found(name, FIT)} == {}


@pytest.mark.parametrize(("name", "changes", "words"), FAILING)
def test_a_check_names_the_thing_and_the_way_out(name: str, changes: dict[str, Any], words: str) -> None:
    told = found(name, replace(FIT, **changes))
    assert len(told) == 1
    assert told[0].startswith(words)


@pytest.mark.parametrize(("name", "changes"), PASSING)
def test_a_check_lets_pass_what_only_looks_wrong(name: str, changes: dict[str, Any]) -> None:
    assert found(name, replace(FIT, **changes)) == []


def test_every_check_is_provoked_above() -> None:
    assert {name for name, _changes, _words in FAILING} == set(TABLE)


def test_a_text_full_of_placeholders_tells_of_a_few() -> None:
    assert len(found("PLACEHOLDERS", replace(FIT, body="TK " * 300_000))) == 5


def test_most_checks_advise_and_what_no_page_may_show_is_required() -> None:
    required = [name for name, row in TABLE.items() if row.default is CheckLevel.REQUIRED]
    at_air = ["SECTION_ACTIVE", "AUTHORS_ACTIVE", "RENDERED", "ADDRESS", "EMBARGO"]
    assert required == ["SECTION", "RIGHTS", "PLACEHOLDERS", "SOURCES", *at_air]


def test_what_the_moves_refuse_by_themselves_is_required_of_every_desk() -> None:
    assert [name for name, row in TABLE.items() if row.is_structural] == ["ADDRESS", "EMBARGO"]
    assert {TABLE[name].default for name in ("ADDRESS", "EMBARGO")} == {CheckLevel.REQUIRED}


def test_the_guide_has_every_check_with_its_default() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "editor.md").read_text(encoding="utf-8")
    rows = [f"| {row.label} | {row.explains} | {row.default.label} |" for row in TABLE.values()]
    assert [row for row in rows if row not in guide] == []
