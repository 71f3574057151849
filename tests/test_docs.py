"""Pages that are written from code say what the code says."""

from pathlib import Path

from workflow import states_page

ROOT = Path(__file__).resolve().parent.parent


def test_the_page_of_states_is_what_the_tables_say() -> None:
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == states_page.page(), (
        "run manage.py document_states"
    )
