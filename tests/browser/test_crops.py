"""Focal points and crops, by mouse, finger and key: what is seen is what is kept."""

from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from articles import drafting, instant, pictures
from articles.drafting import UsedPicture
from articles.models import Picture
from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom
from workflow.models import Story

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "color_scheme": "dark"}


def pier(newsroom: Newsroom) -> Picture:
    """A picture of four colours, three by two."""
    drawn, file = Image.new("RGB", (1200, 800), "navy"), BytesIO()
    for colour, box in (("gold", (600, 0, 1200, 400)), ("teal", (0, 400, 600, 800)), ("salmon", (600, 400, 1200, 800))):
        drawn.paste(colour, box)
    drawn.save(file, "JPEG")
    file.seek(0)
    picture = pictures.accept(file=file, name="pier.jpg", by=newsroom.reporter, now=instant.now(), alt_text="A pier")
    pictures.render(picture=picture, now=instant.now())
    return picture


def using(newsroom: Newsroom, crop: Any = None) -> Story:
    use = UsedPicture(picture_id=pier(newsroom).pk, role="LEAD", alt_text="A pier", crop=crop)
    return newsroom.draft(pictures=(use,))


def crop_of(story: Story) -> Any:
    (use,) = drafting.text_of(Story.objects.get(pk=story.pk).article.head).pictures
    return use.crop


def opened(page: Page, story: Story) -> Page:
    page.goto(f"/desk/{story.pk}/edit/")
    page.get_by_text("Focal point and crops", exact=True).click()
    expect(page.locator("[data-picture]")).to_have_js_property("complete", True)
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("**/desk/*/")


def line(page: Page) -> Locator:
    return page.get_by_label("Focal point and crops in percent")


def box_of(shown: Locator) -> dict[str, float]:
    box = shown.bounding_box()
    assert box
    return dict(box)


def seen_in(page: Page, name: str) -> list[float]:
    """Return left, top, width and height of what a preview shows, in shares of the picture."""
    window = box_of(page.locator(f'[data-name="{name}"] [data-window]'))
    whole = box_of(page.locator(f'[data-name="{name}"] img'))
    across, down = whole["width"], whole["height"]
    left, top = (window["x"] - whole["x"]) / across, (window["y"] - whole["y"]) / down
    return [round(share, 2) for share in (left, top, window["width"] / across, window["height"] / down)]


def test_a_focal_point_and_a_crop_are_set_by_keyboard_alone(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = using(newsroom)
    with visitor(newsroom.reporter) as context:
        page = opened(context.new_page(), story)
        ring = page.get_by_role("slider", name="Focal point")
        ring.focus()
        press(page, "ArrowRight", "Shift+ArrowRight", "ArrowUp")
        expect(ring).to_have_attribute("aria-valuetext", "61 % from the left, 49 % from the top")
        expect(line(page)).to_have_value("61 49")
        assert seen_in(page, "1:1") == [0.28, 0, 0.67, 1]
        page.get_by_role("button", name="1:1 around the focal point").press("Enter")
        frame = page.get_by_role("slider", name="Crop 1:1")
        expect(frame).to_be_focused()
        press(page, "-", "-", "Shift+ArrowLeft", "ArrowDown", "ArrowDown")
        shown = frame.get_attribute("aria-valuetext")
        assert chromium.axe_findings(page) == []
        press(page, "Escape")
        expect(page.get_by_role("button", name="1:1 by hand")).to_be_focused()
        assert shown == "20.8 % from the left, 6.7 % from the top; 60.5 % wide"
        expect(line(page)).to_have_value("61 49; 1:1 20.8 6.7 60.5")
        save(page)
    assert crop_of(story) == {"focus": [0.61, 0.49], "1x1": [0.208, 0.067, 0.605, 0.908]}


def test_a_mouse_moves_and_sizes_a_crop_and_takes_it_back(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = using(newsroom, {"focus": [0.25, 0.25], "x": "kept until touched"})
    with visitor(newsroom.reporter, viewport={"width": 1280, "height": 900}) as context:
        page = opened(context.new_page(), story)
        stage = page.locator("[data-stage]")
        page.get_by_role("button", name="16:9").click()
        frame, corner, area = page.locator("[data-frame]"), page.locator("[data-corner]"), box_of(stage)
        expect(frame).to_be_visible()
        grip = box_of(corner)
        page.mouse.move(grip["x"] + grip["width"] - 3, grip["y"] + grip["height"] - 3)
        page.mouse.down()
        page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2, steps=4)
        page.mouse.up()
        half = box_of(frame)
        assert abs(half["width"] / area["width"] - 0.5) < 0.02
        page.mouse.move(half["x"] + 30, half["y"] + 30)
        page.mouse.down()
        page.mouse.move(area["x"] + area["width"] + 90, area["y"] + area["height"] + 90, steps=4)
        page.mouse.up()
        left, _top, width, _height = seen_in(page, "16:9")
        assert abs(left + width - 1) < 0.02, "it stops at the edge"
        page.get_by_role("button", name="Larger").click()
        assert seen_in(page, "16:9")[2] > width
        page.get_by_role("button", name="Smaller").click()
        save(page)
        assert crop_of(story).keys() == {"focus", "16x9"}
        page = opened(page, story)
        page.get_by_role("button", name="16:9 by hand").click()
        page.get_by_role("button", name="Back to the focal point").click()
        page.get_by_role("button", name="Done").click()
        stage.click(position={"x": area["width"] * 0.75, "y": area["height"] * 0.5})
        save(page)
    found = crop_of(story)
    assert found.keys() == {"focus"}
    assert abs(found["focus"][0] - 0.75) < 0.01


def test_a_finger_on_a_phone_sets_them_too(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = using(newsroom)
    with visitor(newsroom.reporter, **PHONE) as context:
        page = opened(context.new_page(), story)
        stage = page.locator("[data-stage]")
        stage.scroll_into_view_if_needed()
        area = box_of(stage)
        stage.tap(position={"x": area["width"] * 0.2, "y": area["height"] * 0.9})
        assert seen_in(page, "4:5")[0] == 0
        page.get_by_role("button", name="4:5").tap()
        page.get_by_role("button", name="Smaller").tap()
        stage.tap(position={"x": area["width"] - 5, "y": 5})
        assert chromium.spill(page) == 0
        assert chromium.axe_findings(page) == []
        save(page)
    found = crop_of(story)
    assert abs(found["focus"][0] - 0.2) < 0.02
    left, top, width, _height = found["4x5"]
    assert (round(left + width, 3), top) == (1, 0)


def test_numbers_do_without_a_script_and_a_refused_line_is_shown_open(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = using(newsroom)
    with visitor(newsroom.reporter, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/edit/")
        page.get_by_text("Focal point and crops", exact=True).click()
        line(page).fill("30 20; 16:9 0 90 100")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.locator("#errors")).to_contain_text("The crop 16:9 sticks out of the picture")
        expect(line(page)).to_be_visible()
        line(page).fill("30 20; 16:9 0 10 100")
        save(page)
    assert crop_of(story) == {"focus": [0.3, 0.2], "16x9": [0, 0.1, 1, 0.844]}


def test_the_library_shows_every_crop_while_the_focal_point_moves(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = using(newsroom)
    picture = Picture.objects.get()
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"/desk/pictures/{picture.token}/")
        ring = page.get_by_role("slider", name="Focal point")
        for _step in range(6):
            ring.press("Shift+ArrowLeft")
        ring.press("ArrowDown")
        assert seen_in(page, "4:5") == [0, 0, 0.53, 1]
        expect(page.locator('[data-said="4x5"]')).to_contain_text("0 % from the left, 0 % from the top")
        page.get_by_label("From the left, in percent").fill("100")
        assert seen_in(page, "4:5") == [0.47, 0, 0.53, 1]
        assert chromium.axe_findings(page) == []
        page.get_by_role("button", name="Save the focal point").click()
        expect(page.get_by_role("status")).to_contain_text("new texts start from this focal point")
        assert said == []
    picture.refresh_from_db()
    assert (picture.focus_x, picture.focus_y) == (1, 0.51)
    assert crop_of(story) is None
