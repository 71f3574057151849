"""Pages written from code say what the code says; each command, link and variable in the others is true."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.browser.screenshots import SHOTS
from workflow import permissions_page, states_page

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GOALS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def test_the_page_of_states_is_what_the_tables_say() -> None:
    written = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    assert written == states_page.page(), "run manage.py document_states"


def test_the_page_of_permissions_is_what_the_tables_say() -> None:
    written = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == permissions_page.page(), "run manage.py document_states"


@every_page
def test_each_command_on_a_page_exists(page: Path) -> None:
    code = " ".join(CODE.findall(page.read_text(encoding="utf-8")))
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= GOALS
    assert set(re.findall(r"\bmanage\.py ([a-z_]+)", code)) <= set(get_commands())


@every_page
def test_each_link_and_picture_on_a_page_is_there(page: Path) -> None:
    words = CODE.sub("", page.read_text(encoding="utf-8"))
    targets = [target.partition("#") for target in LINK.findall(words)]
    missing = [path for path, _hash, _anchor in targets if "://" not in path and not (page.parent / path).exists()]
    assert missing == []
    led_to = [(page.parent / path if path else page, anchor) for path, _hash, anchor in targets if anchor]
    assert [anchor for there, anchor in led_to if anchor not in anchors(there)] == []


def anchors(page: Path) -> set[str]:
    """Return the headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_operators_find_every_variable_in_their_guide() -> None:
    known = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    guide = (ROOT / "docs" / "guides" / "operator.md").read_text(encoding="utf-8")
    assert [name for name in known if f"`{name}`" not in guide] == []


def test_every_picture_that_the_script_takes_is_there_and_shown() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    kept = {file.stem for file in (ROOT / "docs" / "screenshots").glob("*.png")}
    assert kept == {shot.name for shot in SHOTS}
    assert [name for name in sorted(kept) if f"screenshots/{name}.png" not in pages] == []
