"""The budget is printed for the morning conference: on white, without buttons, with nothing cut off at the side."""

from django.contrib.auth.models import User
from django.core.management import call_command

from tests.browser import chromium
from tests.browser.conftest import Visitor

#: The inside of an A4 sheet, in CSS pixels.
PAPER = {"width": 703, "height": 1009}


def test_the_printed_budget_is_its_lines_and_nothing_else(visitor: Visitor) -> None:
    call_command("seed_demo", verbosity=0)
    with visitor(User.objects.get(email="ansgar@example.org")) as context:
        page = context.new_page()
        page.set_viewport_size(PAPER)
        page.goto("/desk/budget/")
        page.emulate_media(media="print", color_scheme="dark")
        assert chromium.spill(page) == 0
        for furniture in ("nav", ".desk-bar", ".filter", ".colophon", ".button"):
            assert not any(one.is_visible() for one in page.locator(furniture).all()), furniture
        heads, row = page.locator(".budget thead"), page.locator(".budget tbody tr").last
        look = "(node, name) => getComputedStyle(node).getPropertyValue(name)"
        assert heads.evaluate(look, "display") == "table-header-group"
        assert row.evaluate(look, "break-inside") == "avoid"
        assert (row.evaluate(look, "color"), page.locator("body").evaluate(look, "background-color")) == (
            "rgb(0, 0, 0)",
            "rgb(255, 255, 255)",
        )
        assert page.get_by_text("dredging bill").is_visible()
        assert page.locator(".budget .risk-late").is_visible()
