"""Pictures brought to the library: dropped, pasted and chosen, over lines that break."""

from io import BytesIO
from typing import Any, Literal

import pytest
from django.core.files.storage import FileSystemStorage
from PIL import Image
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from articles import instant, pictures
from articles.models import Picture
from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom

UPLOAD = "/desk/pictures/upload/"
#: Width and height in CSS pixels, and the colours that the person prefers.
LOOKS: tuple[tuple[int, int, Literal["light", "dark"]], ...] = ((1280, 900, "light"), (360, 740, "dark"))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
#: Makes a transfer of files as a drop or the clipboard brings one.
TRANSFER = """files => {
    const transfer = new DataTransfer();
    for (const [name, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
    return transfer;
}"""
PASTE = """([target, transfer]) =>
    target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true}))"""


def png(seed: int) -> bytes:
    file = BytesIO()
    scene = Image.effect_mandelbrot((640, 400), (-2.0, -1.2, 1.0 + seed / 50, 1.2), 40).convert("RGB")
    scene.putpixel((0, 0), (seed, 9, 9))
    scene.save(file, "PNG")
    return file.getvalue()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def row(page: Page, name: str) -> Any:
    return page.get_by_role("listitem").filter(has_text=name)


def drop(page: Page, target: str, *files: tuple[str, bytes]) -> None:
    transfer = page.evaluate_handle(TRANSFER, [[name, list(content)] for name, content in files])
    for kind in ("dragover", "drop"):
        page.dispatch_event(target, kind, {"dataTransfer": transfer})


def paste(page: Page, target: str, *files: tuple[str, bytes]) -> None:
    transfer = page.evaluate_handle(TRANSFER, [[name, list(content)] for name, content in files])
    page.evaluate(PASTE, [page.query_selector(target), transfer])


def in_library(newsroom: Newsroom, name: str, content: bytes) -> Picture:
    picture = pictures.accept(file=BytesIO(content), name=name, by=newsroom.editor, now=instant.now())
    pictures.render(picture=picture, now=instant.now())
    return picture


def test_many_pictures_are_brought_and_each_tells_what_became_of_it(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    old = in_library(newsroom, "old.png", png(1))
    sent: list[str] = []
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.on("request", lambda request: sent.append(request.method) if request.url.endswith(UPLOAD) else None)
        page.goto(UPLOAD)
        page.get_by_label("Pictures").set_input_files([payload("copy.png", png(1)), payload("drawing.svg", SVG)])
        expect(row(page, "copy.png")).to_contain_text("is already in the library, ready to use")
        expect(row(page, "drawing.svg")).to_contain_text("This file is not a")
        assert sent.count("POST") == 1
        drop(page, "#upload", ("pier.png", png(2)), ("mole.png", png(3)))
        paste(page, "body", ("pasted.png", png(4)))
        for name in ("pier.png", "mole.png", "pasted.png"):
            expect(row(page, name)).to_contain_text("is in the library; its sizes are being made")
        expect(page.get_by_role("status")).to_have_text(
            "In the library: 4 of 5. Not taken: 1; the reason stands beside each."
        )
        assert chromium.axe_findings(page) == []
        for picture in Picture.objects.filter(name="pier.png"):
            pictures.render(picture=picture, now=instant.now())
        expect(row(page, "pier.png")).to_contain_text("is in the library, ready to use")
        expect(row(page, "pier.png").locator("img")).to_have_js_property("complete", True)
        expect(row(page, "pier.png")).to_contain_text("Looks like: old.png")
        expect(page.get_by_role("status")).to_contain_text("pier.png looks like others in the library.")
        for width, height, colours in LOOKS:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=colours)
            assert chromium.spill(page) == 0
            assert chromium.axe_findings(page) == []
        page.get_by_role("link", name="copy.png").click()
        assert page.url.endswith(f"/desk/pictures/{old.token}/")
    assert Picture.objects.count() == 4


def test_a_line_that_breaks_costs_no_picture_and_makes_none_twice(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    broken: list[Request] = []

    def cut(route: Route, request: Request) -> None:
        """Break the first two: one before anything arrived, one after all of it did."""
        if request.method != "POST" or len(broken) >= 2:
            route.continue_()
            return
        broken.append(request)
        if len(broken) == 2:
            route.fetch()
        route.abort("connectionreset")

    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.route(f"**{UPLOAD}", cut)
        page.goto(UPLOAD)
        page.get_by_label("Pictures").set_input_files([payload("train.png", png(5))])
        expect(row(page, "train.png")).to_contain_text("It is tried again by itself.")
        expect(row(page, "train.png")).to_contain_text("is already in the library", timeout=15_000)
    assert len(broken) == 2
    assert Picture.objects.get().name == "train.png"


def test_after_some_tries_a_button_waits_for_the_connection_and_works_by_keyboard(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(UPLOAD)
        context.set_offline(True)
        page.get_by_label("Pictures").set_input_files([payload("train.png", png(5))])
        for pause in (1, 3, 8, 20, 45):
            expect(row(page, "train.png")).to_contain_text("It is tried again by itself.")
            expect(row(page, "train.png")).to_have_attribute("data-state", "later")
            page.clock.fast_forward(pause * 1_000)
        expect(row(page, "train.png")).to_contain_text("check your connection, then try again")
        assert chromium.axe_findings(page) == []
        context.set_offline(False)
        page.get_by_role("button", name="Try again train.png").press("Enter")
        expect(row(page, "train.png")).to_contain_text("is in the library")
    assert Picture.objects.count() == 1


def test_a_store_that_is_away_is_tried_again_by_itself(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom = Newsroom.open()
    save, tries = FileSystemStorage._save, []  # type: ignore[attr-defined]

    def away_once(store: FileSystemStorage, name: str, content: Any) -> Any:
        tries.append(name)
        if len(tries) == 1:
            raise OSError(5, "Input/output error")
        return save(store, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", away_once)
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.goto(UPLOAD)
        page.get_by_label("Pictures").set_input_files([payload("pier.png", png(6))])
        expect(row(page, "pier.png")).to_contain_text("is in the library", timeout=15_000)
    assert len(tries) == 2


def test_whoever_was_signed_out_meanwhile_is_told_so(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.goto(UPLOAD)
        context.clear_cookies()
        page.get_by_label("Pictures").set_input_files([payload("pier.png", png(6))])
        expect(row(page, "pier.png")).to_contain_text("You are no longer signed in")
        expect(page.get_by_role("button", name="Try again pier.png")).to_be_visible()
        assert not Picture.objects.exists()
        with visitor(newsroom.reporter) as signed_in:
            context.add_cookies(signed_in.cookies())  # type: ignore[arg-type]
        page.get_by_role("button", name="Try again pier.png").click()
        expect(row(page, "pier.png")).to_contain_text("is in the library")
    assert Picture.objects.get().uploaded_by == newsroom.reporter


def test_a_phone_offers_its_camera_and_no_script_is_needed(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with visitor(newsroom.reporter, java_script_enabled=False, **phone) as context:
        page = context.new_page()
        page.goto(UPLOAD)
        page.get_by_label("Take a photo").set_input_files([payload("photo.png", png(7))])
        page.get_by_label("Pictures").set_input_files([payload("a.png", png(8)), payload("b.png", png(9))])
        page.get_by_role("button", name="Upload").click()
        expect(page.locator(".told")).to_have_text("3 pictures are in the library.")
    assert Picture.objects.count() == 3


def test_pictures_are_dropped_and_pasted_into_a_story_and_come_with_its_save(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.draft()
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/edit/")
        drop(page, ".pictures-group", ("pier.png", png(2)))
        paste(page, "[name=body]", ("mole.png", png(3)))
        expect(page.locator("#dropped")).to_have_text("With the next save: pier.png, mole.png")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".told")).to_contain_text("Saved.")
    story.article.refresh_from_db()
    assert story.article.head is not None
    assert [use.picture.name for use in story.article.head.picture_uses.all()] == ["pier.png", "mole.png"]
