"""The reference of the IPTC Photo Metadata Standard 2021.1, every property with words of its own.

The picture is not the IPTC's: its metadata were written anew by ExifTool from a published dump of the reference
(`reference_2021.json`); the IIM block has the same MD5 as the original's.
"""

from datetime import UTC, datetime
from pathlib import Path

from articles import imaging
from articles.imaging import metadata

FILE = Path(__file__).with_name("files") / "reference_2021.jpg"
SAID = {
    "caption": "The description aka caption (ref2021.1)",
    "creator": "Creator1 (ref2021.1)",
    "credit_line": "Credit Line (ref2021.1)",
    "copyright_notice": "Copyright (Notice) 2021.1 IPTC - www.iptc.org (ref2021.1)",
    "usage_terms": "Rights Usage Terms (ref2021.1)",
    "headline": "The Headline (ref2021.1)",
    "source": "Source (ref2021.1)",
    "instructions": "An Instruction (ref2021.1)",
    "city": "City (Core) (ref2021.1)",
    "state": "Province/State(Core)(ref2021.1)",
    "country": "Country (Core) (ref2021.1)",
    "licensor": "Licensor Name 1 (ref2021.1), Licensor Name 2 (ref2021.1)",
    "web_statement": "http://www.WebStatementOfRights.org/2021.1",
    "alt_text": "This is the Alt Text description to support accessibility in 2021.1",
    "keywords": ("Keyword1ref2021.1", "Keyword2ref2021.1", "Keyword3ref2021.1"),
    "taken_at": datetime(2021, 10, 20, 21, 1, 1, tzinfo=UTC),
    "taken_as_written": "2021-10-20T21:01:01+00:00",
    "digital_source_type": "softwareImage",
}


def test_every_property_of_the_reference_is_read_back() -> None:
    with FILE.open("rb") as file:
        found = vars(imaging.inspect(file))
    assert {name: found[name] for name in SAID} == SAID
    assert set(SAID) == set(metadata.Words.__dataclass_fields__)
