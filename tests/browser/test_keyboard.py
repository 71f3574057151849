"""Somebody without a mouse, and without scripts, brings a story from a new draft to its readers."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.people import PASSWORD, Newsroom

FARTHEST = 80  # presses of Tab
HAS_FOCUS = "element => element === document.activeElement"
SHOWS_FOCUS = """element => {
    const look = getComputedStyle(element);
    return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== 'none';
}"""


def test_a_story_goes_from_draft_to_readers_by_keyboard_alone(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    window = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
    with visitor(**window) as context:
        page = context.new_page()
        sign_in(page, newsroom.reporter.email)
        press(page, page.get_by_role("link", name="New story"))
        fill(page, "Headline", "Ferry back in service")
        fill(page, "Dek", "The strike is over.")
        fill(page, "Text", "The ferry sails again.")
        choose(page, "Section", newsroom.section.name)
        choose(page, "Author 1", newsroom.author.name)
        press(page, page.get_by_role("button", name="Start the story"))
        press(page, page.get_by_role("button", name="File for review"))
        expect(page.get_by_role("status")).to_contain_text("filed")
        sign_out(page)

        sign_in(page, newsroom.editor.email)
        open_story(page, "Waiting for me")
        tab_to(page, page.locator("summary", has_text="Sign off: Copy"))
        page.keyboard.press("Enter")
        press(page, page.get_by_role("button", name="Sign off: Copy"))
        press(page, page.get_by_role("button", name="Approve", exact=True))
        expect(page.get_by_role("status")).to_contain_text("approved")
        sign_out(page)

        sign_in(page, newsroom.publisher.email)
        open_story(page, "Waiting for me")
        press(page, page.get_by_role("button", name="Publish now"))
        expect(page.get_by_role("status")).to_contain_text("published")
        sign_out(page)

        page.goto("/")
        press(page, page.get_by_role("link", name="Ferry back in service"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Ferry back in service")
        expect(page.locator("article .body")).to_contain_text("The ferry sails again.")


def test_the_menu_closes_by_escape_with_the_focus_on_its_button(visitor: Visitor) -> None:
    with visitor(Newsroom.open().publisher) as context:
        page = context.new_page()
        page.goto("/desk/clock/")
        button, link = page.locator(".desk-more summary"), page.get_by_role("link", name="Reports", exact=True)
        expect(link).to_be_hidden()
        tab_to(page, button)
        page.keyboard.press("Enter")
        tab_to(page, link)
        page.keyboard.press("Escape")
        expect(link).to_be_hidden()
        expect(button).to_be_focused()


def test_without_scripts_the_menu_leads_to_its_pages(visitor: Visitor) -> None:
    with visitor(Newsroom.open().publisher, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/desk/")
        page.locator(".desk-more summary").click()
        page.get_by_role("link", name="Rights", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Who may do what")


def sign_in(page: Page, email: str) -> None:
    page.goto("/desk/")
    fill(page, "Email", email)
    fill(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My stories")


def sign_out(page: Page) -> None:
    press(page, page.get_by_role("button", name="Sign out"))


def open_story(page: Page, shelf: str) -> None:
    press(page, page.get_by_role("link", name=shelf))
    press(page, page.locator("a.slugline").first)


def press(page: Page, target: Locator) -> None:
    """Follow a link or send a form, and wait for the page that comes."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, label: str, words: str) -> None:
    tab_to(page, page.get_by_label(label, exact=False).first)
    page.keyboard.type(words)


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option by typing its name, as a select takes it."""
    field = page.get_by_label(label).first
    tab_to(page, field)
    page.keyboard.type(option)
    expect(field.locator("option:checked")).to_have_text(option)


def tab_to(page: Page, target: Locator) -> None:
    """Go on by Tab until the target has the focus, and shows it."""
    expect(target).to_be_visible()
    for _press in range(FARTHEST):
        if target.evaluate(HAS_FOCUS):
            assert target.evaluate(SHOWS_FOCUS), f"{target} does not show that it has the focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{FARTHEST} presses of Tab do not reach {target}")
