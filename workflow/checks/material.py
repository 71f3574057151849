"""What a check is given, and what it gives back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflow.checks.style import Mark, Rule


class Read(StrEnum):
    """What a check reads; what lies beyond the text and the story is looked up only for checks that ask for it."""

    TEXT = "TEXT"
    STORY = "STORY"
    PICTURES = "PICTURES"
    LICENCES = "LICENCES"
    HEADLINES = "HEADLINES"
    LINKS = "LINKS"
    ADDRESSES = "ADDRESSES"
    RULES = "RULES"
    SECTIONS = "SECTIONS"
    AUTHORS = "AUTHORS"
    OWN_ADDRESS = "OWN_ADDRESS"
    EMBARGOES = "EMBARGOES"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and the way out, in one sentence; `quote` is where. A house-style finding has its mark."""

    message: str
    quote: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """What the right to use a picture is bound to; what says nothing sets no limit.

    It is in force during `[starts_at, ends_at)`. `sections` holds key and name of each that may use it; `came_first`
    counts the other stories with a time on air, past or planned, that use the picture and had one before this story.
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    uses: frozenset[str] = frozenset()
    sections: tuple[tuple[int, str], ...] = ()
    most_stories: int | None = None
    came_first: int = 0


@dataclass(frozen=True, slots=True)
class PictureInUse:
    """A picture as the text uses it, with what the library says of its rights and of the files made from it."""

    name: str
    is_lead: bool
    alt_text: str = ""
    caption: str = ""
    credit_line: str = ""
    usage_terms: str = ""
    failed_reason: str = ""
    is_late: bool = False
    digital_source_type: str = ""
    licence: Licence = Licence()


@dataclass(frozen=True, slots=True)
class Material:
    """All that a check may need, read beforehand.

    `air_date` is the day on which the text is to be on air, in the newsroom's zone, `airs_at` the instant; without
    `is_timed` nobody has said when, and both say now. `recent` holds headline and address
    of what went on air in the last days; `ignored` the words of a rule (by its key) that somebody let stand;
    `embargoes` and `address_trouble` what would keep it off the air, in words.
    """

    headline: str
    air_date: date
    airs_at: datetime | None = None
    is_timed: bool = True
    dek: str = ""
    body: str = ""
    correction_note: str = ""
    has_byline: bool = False
    has_section: bool = False
    section_id: int | None = None
    tags: tuple[str, ...] = ()
    pictures: tuple[PictureInUse, ...] = ()
    flags: frozenset[str] = frozenset()
    sources: str = ""
    ai_use: str = ""
    recent: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    dead_links: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    ignored: frozenset[tuple[int, str]] = frozenset()
    inactive_section: str = ""
    inactive_authors: tuple[str, ...] = ()
    address_trouble: str = ""
    embargoes: tuple[str, ...] = ()
