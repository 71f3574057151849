"""The library of pictures in a browser: by keyboard, by mouse, on a phone, and without scripts."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from articles import pictures
from articles.models import Picture
from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom

LOOKS = ((1280, 900, "light"), (360, 740, "dark"))
FOCUS = "document.activeElement.closest('li')?.querySelector('bdi')?.textContent"


def filled(newsroom: Newsroom, count: int) -> list[Picture]:
    """Take in so many pictures, named by their place in the library, newest first."""
    made = []
    for number in reversed(range(count)):
        file = BytesIO()
        Image.new("RGB", (64, 48), (number, 90, 90)).save(file, "PNG")
        picture = pictures.accept(file=file, name=f"gull {number}.png", by=newsroom.reporter, now=newsroom.now)
        pictures.render(picture=picture, now=newsroom.now)
        made.append(picture)
    return made[::-1]


def faults(page: Page) -> list[str]:
    found = []
    for width, height, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        found += [f"{width}: {chromium.spill(page)} px too wide"] if chromium.spill(page) else []
        found += chromium.axe_findings(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_arrows_go_through_the_grid_space_ticks_and_enter_opens(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    filled(newsroom, 12)
    with visitor(newsroom.reporter, viewport={"width": 900, "height": 900}) as context:
        page = context.new_page()
        page.goto("/desk/pictures/")
        expect(page.locator("#library-keys")).to_be_visible()
        tops = page.locator("#library li").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
        columns = tops.count(tops[0])
        assert 2 <= columns < 12
        page.locator(".library-open").first.focus()
        walked = []
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp", "End", "ArrowRight", "Home"):
            page.keyboard.press(key)
            walked.append(page.evaluate(FOCUS))
        places = [1, 1 + columns, columns, 0, 0, 11, 11, 0]
        assert walked == [f"gull {place}.png" for place in places]
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        expect(page.locator("#ticked")).to_have_text("2 ticked")
        page.keyboard.press("Space")
        expect(page.locator("#ticked")).to_have_text("1 ticked")
        expect(page.get_by_label("Tick gull 0.png")).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("gull 1.png")


def test_arrows_follow_the_direction_of_the_page(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    filled(newsroom, 3)
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.goto("/desk/pictures/")
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.locator(".library-open").first.focus()
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(FOCUS) == "gull 1.png"


def test_words_of_many_are_changed_without_scripts_and_everybody_can_use_each_page(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    first, second, third = filled(newsroom, 3)
    for is_scripted in (False, True):
        with visitor(newsroom.reporter, java_script_enabled=is_scripted) as context:
            page = context.new_page()
            page.goto("/desk/pictures/?q=gull")
            page.get_by_label("Tick gull 0.png").check()
            page.get_by_label("Tick gull 2.png").check()
            assert not is_scripted or faults(page) == []
            page.get_by_role("button", name="Change their words").click()
            page.get_by_label("Credit line: what to do").select_option("set it")
            page.get_by_label("Credit line (optional)").fill("Agency <1>" if is_scripted else "Nobody")
            page.get_by_label("Caption (optional)").fill("")
            assert not is_scripted or faults(page) == []
            page.get_by_role("button", name="Show what would change").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
            assert not is_scripted or faults(page) == []
            page.get_by_role("button", name="Change them").click()
            expect(page.get_by_role("status").first).to_contain_text("2 pictures were changed.")
            assert page.url.endswith("/desk/pictures/?q=gull")
    lines = [Picture.objects.get(pk=one.pk).credit_line for one in (first, second, third)]
    assert lines == ["Agency <1>", "", "Agency <1>"]


def test_everybody_can_use_the_page_of_one_picture(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    (picture,) = filled(newsroom, 1)
    said = {"caption": "A gull. " * 30, "headline": "شمس", "web_statement": "https://example.org/" + "x" * 200}
    pictures.describe(picture=picture, by=newsroom.editor, now=newsroom.now, tags=["Sea", "T" * 90], **said)
    with visitor(newsroom.editor) as context:
        page = context.new_page()
        page.goto(f"/desk/pictures/{picture.token}/")
        assert faults(page) == []
        page.get_by_label("City").fill("Oslo")
        page.locator(".picture-words button").click()
        expect(page.locator("#history + .events")).to_contain_text("City: nothing → Oslo")
        assert faults(page) == []
