"""What a check is given, and what it gives back."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.checks.style import Mark, Rule


class Read(StrEnum):
    """What a check reads; what lies beyond the text and the story is looked up only for checks that ask for it."""

    TEXT = "TEXT"
    STORY = "STORY"
    PICTURES = "PICTURES"
    HEADLINES = "HEADLINES"
    LINKS = "LINKS"
    ADDRESSES = "ADDRESSES"
    RULES = "RULES"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and the way out, in one sentence; `quote` is where. A house-style finding has its mark."""

    message: str
    quote: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class PictureInUse:
    """A picture as the text uses it, with what the library says of its rights."""

    name: str
    is_lead: bool
    alt_text: str = ""
    caption: str = ""
    credit_line: str = ""
    usage_terms: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a check may need, read beforehand.

    `air_date` is the day on which the text is to be on air, in the newsroom's zone. `recent` holds headline and address
    of what went on air in the last days; `ignored` the words of a rule (by its key) that somebody let stand.
    """

    headline: str
    air_date: date
    dek: str = ""
    body: str = ""
    correction_note: str = ""
    has_byline: bool = False
    has_section: bool = False
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
