"""A reader's browser shows a picture that lies in a private bucket, and the page's own policy lets it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect
from pytest_django import Settings

from articles import instant, pictures
from articles.drafting import UsedPicture
from tests.articles.object_store import ObjectStore, kept_in, keys_of_a_test, store  # noqa: F401
from tests.browser.conftest import Visitor
from tests.people import Newsroom


@pytest.mark.parametrize("is_named", [True, False], ids=["host in the policy", "host not in the policy"])
def test_a_reader_sees_a_picture_through_a_signed_address(
    visitor: Visitor,
    store: ObjectStore,  # noqa: F811
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    is_named: bool,
) -> None:
    kept_in(store.bucket, settings, monkeypatch, redirects=True)
    policy: dict[str, Any] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    hosts = [store.bucket.origin] if is_named else []
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "img-src": [*policy["img-src"], *hosts]}}
    newsroom, now = Newsroom.open(), instant.now()
    photo = BytesIO()
    Image.effect_noise((700, 400), 60).convert("RGB").save(photo, "JPEG")
    photo.seek(0)
    picture = pictures.accept(file=photo, name="pier.jpg", by=newsroom.reporter, now=now, alt_text="The pier")
    pictures.render(picture=picture, now=now)
    story = newsroom.on_air(pictures=(UsedPicture(picture_id=picture.pk, role="LEAD", alt_text="The pier"),))
    story.article.refresh_from_db()
    with visitor() as context:
        page = context.new_page()
        page.goto(str(story.article.path))
        shown = page.locator("main picture img")
        expect(shown).to_have_js_property("complete", True)
        assert (shown.evaluate("picture => picture.naturalWidth") > 0) is is_named
