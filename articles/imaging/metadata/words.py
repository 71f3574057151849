"""What a file says of its picture."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Words:
    """The properties of the standard that we keep; empty where the file doesn't say.

    `taken_at` is `None` where the file names no zone, or less than a minute: `taken_as_written` has what it says.
    `digital_source_type` is a code of `enums.DigitalSourceType`.
    """

    caption: str = ""
    creator: str = ""
    credit_line: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    headline: str = ""
    source: str = ""
    instructions: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    licensor: str = ""
    web_statement: str = ""
    alt_text: str = ""
    keywords: tuple[str, ...] = ()
    taken_at: datetime | None = None
    taken_as_written: str = ""
    digital_source_type: str = ""
