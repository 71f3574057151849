"""A story's picture from the upload to a reader's browser: the file that fits, in the newest format, without a jump."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from articles import instant, pictures
from articles.drafting import UsedPicture
from articles.imaging import crops
from articles.models import Article, Picture
from tests.browser.conftest import Visitor
from tests.people import Newsroom

SIZE = (2400, 1600)  # 3:2, which the tiny picture's 16 pixels can't keep
FOCUS = {"focus": [0.85, 0.5]}
#: Pixels of the window.
WIDTHS = (360, 768, 1280)
SHIFTS = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.shifted += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
}"""
#: Width and height of the file that the browser chose, not of what it was drawn at.
CHOSEN = """async picture => {
    const file = await fetch(picture.currentSrc).then(answer => answer.blob()).then(createImageBitmap);
    return [new URL(picture.currentSrc).pathname.split('/').pop(), file.width, file.height];
}"""
BOX = "picture => { const box = picture.getBoundingClientRect(); return [box.width, box.height].map(Math.round); }"


@pytest.fixture
def story(site: str) -> Article:
    """Upload a picture, have its files made, and put a story with it on air: as lead, and once more in the text."""
    newsroom, now = Newsroom.open(), instant.now()
    drawing = Image.effect_mandelbrot(SIZE, (-2.0, -1.2, 1.0, 1.2), 30).convert("RGB")
    ImageDraw.Draw(drawing).rectangle((1900, 500, 2200, 1000), fill=(200, 40, 30))
    file = BytesIO()
    drawing.save(file, "JPEG")
    upload = SimpleUploadedFile("pier.jpg", file.getvalue())
    picture = pictures.accept(file=upload, name="pier.jpg", by=newsroom.reporter, now=now, alt_text="The pier")
    words = {"picture_id": picture.pk, "alt_text": "The pier", "credit_line": "Ann", "crop": FOCUS}
    used = (UsedPicture(role="LEAD", **words), UsedPicture(source_name="pier.jpg", **words))
    story = newsroom.approved(body="Before.\n\n![The pier](pier.jpg)\n\nAfter.", pictures=used)
    pictures.render(picture=picture, now=now)
    pictures.render(picture=picture, now=now, comes_later=True)
    newsroom.act("publish", story)
    story.article.refresh_from_db()
    return story.article


def opened(visitor: Visitor, path: str, width: int, **options: object) -> Iterator[Page]:
    with visitor(viewport={"width": width, "height": 800}, **options) as context:
        page = context.new_page()
        page.add_init_script(f"({SHIFTS})()")
        page.goto(path)
        yield page


def crop_of(ratio: str) -> str:
    return crops.shape_of(ratio, crops.box_of(FOCUS, ratio, SIZE))


def test_each_window_loads_the_file_of_its_size_and_shape_as_avif(visitor: Visitor, story: Article) -> None:
    assert story.head is not None
    assert story.head.section is not None
    section = story.head.section.get_absolute_url()
    wanted = {
        ("/", 360): (f"{crop_of('4x5')}-640.avif", 640, 801),
        ("/", 768): (f"{crop_of('16x9')}-1280.avif", 1280, 720),
        ("/", 1280): (f"{crop_of('16x9')}-1280.avif", 1280, 720),
        (section, 360): (f"{crop_of('4x3')}-640.avif", 640, 480),
        (section, 768): (f"{crop_of('4x3')}-640.avif", 640, 480),
        (section, 1280): (f"{crop_of('4x3')}-640.avif", 640, 480),
        (str(story.path), 360): ("640.avif", 640, 427),
        (str(story.path), 768): ("1280.avif", 1280, 853),
        (str(story.path), 1280): ("1280.avif", 1280, 853),
    }
    chosen = {}
    for path, width in wanted:
        for page in opened(visitor, path, width):
            shown = page.locator("main picture img").first
            expect(shown).to_have_js_property("complete", True)
            expect(shown).to_have_attribute("alt", "The pier")
            chosen[path, width] = tuple(shown.evaluate(CHOSEN))
            assert shown.evaluate("picture => picture.naturalWidth") > 0
    assert chosen == wanted


@pytest.mark.parametrize(
    ("path", "ratios"), [("/", {360: 4 / 5, 768: 16 / 9, 1280: 16 / 9}), ("", dict.fromkeys(WIDTHS, 1.5))]
)
def test_nothing_jumps_when_the_pictures_come(
    visitor: Visitor, story: Article, path: str, ratios: dict[int, float]
) -> None:
    for width, ratio in ratios.items():
        for page in opened(visitor, path or str(story.path), width):
            shown = page.locator("main picture img")
            before = shown.first.evaluate(BOX)
            for picture in shown.all():
                picture.scroll_into_view_if_needed()
                expect(picture).to_have_js_property("complete", True)
            page.wait_for_load_state("networkidle")
            assert shown.first.evaluate(BOX) == before
            assert before[0] / before[1] == pytest.approx(ratio, rel=0.01)
            assert page.evaluate("window.shifted") == 0


def test_a_tiny_picture_stands_there_until_the_file_comes_and_fills_the_same_place(
    visitor: Visitor, story: Article
) -> None:
    for path in (str(story.path), "/"):
        for page in opened(visitor, "/nowhere/", 360):
            page.route("**/pictures/**", lambda _route: None)  # never answered
            page.goto(path, wait_until="domcontentloaded")
            tiny, awaited = page.locator(".placeholder").first, page.locator("main picture img").first
            expect(tiny).to_have_js_property("complete", True)
            assert tiny.evaluate("picture => picture.naturalWidth") == 16
            assert awaited.evaluate("picture => picture.naturalWidth") == 0
            assert tiny.evaluate(BOX) == awaited.evaluate(BOX) == page.locator(".frame").first.evaluate(BOX)
            page.unroute_all(behavior="ignoreErrors")


def test_when_the_licence_ends_the_next_look_shows_what_stands_in(visitor: Visitor, story: Article) -> None:
    picture = Picture.objects.get()
    for page in opened(visitor, str(story.path), 768):
        expect(page.locator("main picture img")).to_have_count(2)
        Picture.objects.update(licensed_until=instant.now())
        page.reload()
        expect(page.locator("main img")).to_have_count(0)
        expect(page.get_by_text("Before.")).to_be_visible()
        assert page.request.get(f"/pictures/{picture.token}/640.avif").status == 404
