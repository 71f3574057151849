"""A reader's browser takes the picture that fits the window, in the newer format."""

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from articles import instant, pictures
from articles.drafting import UsedPicture
from tests.browser.conftest import Visitor
from tests.people import Newsroom

PICTURE = "main picture img"
#: Pixels of the window, and of the rendition that it needs.
NEEDS = ((320, 320), (600, 640), (1280, 1280))


def test_each_window_loads_the_picture_of_its_size_as_webp(visitor: Visitor) -> None:
    newsroom, now = Newsroom.open(), instant.now()
    photo = BytesIO()
    Image.effect_noise((1600, 1000), 60).convert("RGB").save(photo, "JPEG")
    photo.seek(0)
    picture = pictures.accept(file=photo, name="pier.jpg", by=newsroom.reporter, now=now, alt_text="The pier")
    pictures.render(picture=picture, now=now)
    lead = UsedPicture(picture_id=picture.pk, role="LEAD", alt_text="The pier")
    story = newsroom.on_air(pictures=(lead,))
    story.article.refresh_from_db()
    loaded = {}
    for window, _rendition in NEEDS:
        with visitor(viewport={"width": window, "height": 800}) as context:
            page = context.new_page()
            page.goto(str(story.article.path))
            shown = page.locator(PICTURE)
            expect(shown).to_have_js_property("complete", True)
            expect(shown).to_have_attribute("alt", "The pier")
            address = shown.evaluate("picture => picture.currentSrc")
            assert re.search(r"\.webp$", address)
            loaded[window] = shown.evaluate(
                "picture => fetch(picture.currentSrc).then(a => a.blob()).then(createImageBitmap).then(b => b.width)"
            )
            assert shown.evaluate("picture => picture.naturalWidth") > 0
    assert loaded == dict(NEEDS)
