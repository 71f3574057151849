"""How the pixels were made, from whatever a file or a claim calls it (IPTC NewsCodes, Digital Source Type)."""

from typing import Final

from articles.enums import DigitalSourceType

ADDRESS: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"

#: Retired codes that today's say as exactly. "softwareImage" stays itself: nine of today's codes are meant by it.
RETIRED: Final = {"minorhumanedits": DigitalSourceType.HUMAN_EDITS, "digitalart": DigitalSourceType.DRAWN}
CODES: Final = {code.value.lower(): code for code in DigitalSourceType} | RETIRED


def source_type_of(said: str) -> str:
    """Return the code for an address, a QCode or a bare code, by its last part; empty for what we don't know."""
    last = said.strip().rstrip("/").replace(":", "/").rpartition("/")[2]
    return CODES[last.lower()].value if last.lower() in CODES else ""


def address_of(code: str) -> str:
    """Return the address that stands for a code in files; empty for what is no code."""
    known = source_type_of(code)
    return ADDRESS + known if known else ""
