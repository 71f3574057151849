"""A publisher plans two stories together from a phone, by keys alone, and follows a move of many to its end."""

from playwright.sync_api import Page, expect

from articles import instant
from articles.models import Edition
from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom
from workflow import actions
from workflow.models import Package

PHONE = {"viewport": {"width": 360, "height": 740}}


def choose(page: Page, move: str) -> None:
    """Tick every story of the list and choose what to do with them, by keyboard."""
    for tick in page.locator("input.tick").all():
        tick.focus()
        page.keyboard.press("Space")
    page.locator("#many-move").select_option(label=move)
    page.locator("#many-move").press("Tab")
    page.keyboard.press("Enter")


def fits(page: Page) -> None:
    assert chromium.spill(page) == 0
    assert chromium.axe_findings(page) == []


def test_a_package_is_planned_and_moved_by_keys_on_a_phone(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    for name in ("One", "Two"):
        newsroom.approved(name)
    with visitor(newsroom.publisher, **PHONE) as context:
        page = context.new_page()
        page.goto("/desk/all/")
        choose(page, "Schedule together, as a package")
        expect(page.get_by_role("heading", level=1)).to_have_text("Schedule together, as a package")
        fits(page)
        page.get_by_label("Slugline of the package").fill("storm")
        page.get_by_label("Goes live").fill("2027-01-12T10:30")
        page.get_by_label("Goes live").press("Enter")
        page.wait_for_url("**/desk/scheduled/")
        assert Package.objects.get().slugline == "storm"
        assert {one.isoformat() for one in Edition.objects.values_list("goes_live_at", flat=True)} == {
            "2027-01-12T10:30:00+00:00"
        }
        choose(page, "Unschedule")
        page.get_by_role("button", name="Unschedule").press("Enter")
        page.wait_for_url("**/desk/many/*/")
        fits(page)
        actions.go_on(now=instant.now)
        page.get_by_role("link", name="My moves of many stories").press("Enter")
        expect(page.locator("tbody tr")).to_contain_text("2 of 2: 2 moved, 0 refused.")
        fits(page)
    assert not Edition.objects.exists()
