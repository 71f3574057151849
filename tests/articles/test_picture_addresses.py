"""Pictures: an address works while a story on air uses the picture, and the page shows it well."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.storage import storages
from django.test import Client
from pytest_django import Settings

from articles import instant, preview
from articles.figures import IN_TEXT, figure_html, picture_html
from articles.models import Picture
from articles.shown import File, ShownPicture
from tests.articles import newsstand

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def address(picture: Picture, name: str = "640.webp") -> str:
    return f"/pictures/{picture.token}/{name}"


def test_a_reader_gets_a_picture_of_a_story_on_air(client: Client) -> None:
    picture = newsstand.picture()
    newsstand.story(pictures=(newsstand.lead(picture),))
    response = client.get(address(picture))
    assert (response.status_code, b"".join(response)) == (200, b"PIX!")
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


def test_a_picture_in_no_story_on_air_has_no_address(client: Client) -> None:
    unused, drafted, planned, expired, killed = (newsstand.picture() for _ in range(5))
    newsstand.draft(pictures=(newsstand.lead(drafted),))
    newsstand.air(newsstand.draft(pictures=(newsstand.lead(planned),)), since=-HOUR)
    newsstand.air(newsstand.draft(pictures=(newsstand.lead(expired),)), since=2 * HOUR, ends_in=-HOUR)
    newsstand.killed(newsstand.story(pictures=(newsstand.lead(killed),)))
    for picture in (unused, drafted, planned, expired, killed):
        response = client.get(address(picture))
        assert (response.status_code, response["Cache-Control"]) == (404, "no-cache")


def test_a_picture_that_an_update_dropped_is_gone_and_the_new_one_is_there(client: Client) -> None:
    before, after = newsstand.picture(), newsstand.picture()
    story = newsstand.story(pictures=(newsstand.lead(before),))
    newsstand.updated(story, pictures=(newsstand.lead(after),))
    assert [client.get(address(picture)).status_code for picture in (before, after)] == [404, 200]


def test_names_that_are_no_rendition_lead_nowhere(client: Client) -> None:
    picture = newsstand.picture()
    newsstand.story(pictures=(newsstand.lead(picture),))
    for name in ("original.jpg", "IMG_0001.jpg", "641.webp", "640.WEBP", "..%2f640.webp", ""):
        assert client.get(address(picture, name)).status_code == 404
    assert client.get("/pictures/unknown/640.webp").status_code == 404


def test_a_browser_keeps_a_picture_no_longer_than_its_story_stays(client: Client) -> None:
    picture = newsstand.picture()
    newsstand.air(newsstand.draft(pictures=(newsstand.lead(picture),)), ends_in=timedelta(seconds=100))
    newsstand.story(pictures=(newsstand.lead(picture),))
    seconds = int(client.get(address(picture))["Cache-Control"].removeprefix("public, max-age="))
    assert 0 < seconds <= 100


def test_a_picture_is_one_query_and_is_not_sent_twice(client: Client, django_assert_num_queries) -> None:  # noqa: ANN001
    picture = newsstand.picture()
    story = newsstand.story(pictures=(newsstand.lead(picture),))
    with django_assert_num_queries(1):
        etag = client.get(address(picture))["ETag"]
    assert not etag.startswith("W/")
    kept = client.get(address(picture), headers={"if-none-match": etag})
    assert (kept.status_code, kept["ETag"], kept["Cache-Control"]) == (304, etag, "public, max-age=3600")
    head = client.head(address(picture))
    assert (head.status_code, head["ETag"], head["Content-Length"]) == (200, etag, "4")
    newsstand.killed(story)
    assert client.get(address(picture), headers={"if-none-match": etag}).status_code == 404


def test_the_proxy_is_told_which_file_to_send(client: Client, settings: Settings) -> None:
    settings.PICTURES_INTERNAL_REDIRECT = "/internal-pictures/"
    picture = newsstand.picture()
    newsstand.story(pictures=(newsstand.lead(picture),))
    response = client.get(address(picture))
    rendition = picture.renditions.get(name="640.webp")
    assert response["X-Accel-Redirect"] == f"/internal-pictures/{rendition.file.name}"
    assert (response.content, response["Content-Type"]) == (b"", "image/webp")


def test_a_file_that_was_lost_is_not_found(client: Client) -> None:
    picture = newsstand.picture()
    newsstand.story(pictures=(newsstand.lead(picture),))
    storages["renditions"].delete(picture.renditions.get(name="640.webp").file.name)
    assert client.get(address(picture)).status_code == 404


def test_the_page_offers_every_width_in_both_kinds_with_its_words(client: Client) -> None:
    picture = newsstand.picture()
    used = newsstand.lead(picture, caption="The mole", alt_text="Waves", credit_line="Ines Marlowe")
    page = client.get(newsstand.story(pictures=(used,)).path or "").content.decode()
    for width in (320, 640):
        for suffix in ("jpg", "webp"):
            assert f"{address(picture, f'{width}.{suffix}')} {width}w" in page
    assert 'width="640" height="426" alt="Waves"' in page
    assert ">The mole<" in page
    assert ">Ines Marlowe<" in page
    assert '<meta property="og:image" content="http://localhost:8000/pictures/' in page


def test_a_picture_named_in_the_text_stands_where_it_was_named(client: Client) -> None:
    picture = newsstand.picture()
    inline = newsstand.UsedPicture(picture_id=picture.pk, source_name="boat.jpg", caption="The Merganser")
    story = newsstand.story(body="Before.\n\n![A boat](boat.jpg)\n\nAfter.", pictures=(inline,))
    page = client.get(story.path or "").content.decode()
    assert page.index("Before.") < page.index("<figure>") < page.index("The Merganser") < page.index("After.")


def test_a_picture_without_files_leaves_a_blank_of_its_own_shape(client: Client) -> None:
    picture = newsstand.picture(files=())
    story = newsstand.story(pictures=(newsstand.lead(picture, alt_text="Waves"),))
    page = client.get(story.path or "").content.decode()
    assert '<img class="blank"' in page
    assert 'width="900" height="600" alt="Waves"' in page
    assert picture.token not in page


def test_hostile_words_stay_inside_a_figure() -> None:
    words = "\"><script>alert(1)</script>'"
    use = ShownPicture("token", 9, 6, words, words, words, files=(File("9.jpg", 9, 6), File("9.webp", 9, 6)))
    shown = figure_html(use, IN_TEXT)
    assert "<script" not in shown
    assert unescape(shown).count(words) == 3
    assert "<script" not in picture_html(ShownPicture("t", 9, 6, words), IN_TEXT)


def test_a_preview_shows_the_same_page_with_pictures_from_the_desk() -> None:
    picture = newsstand.picture()
    article = newsstand.draft("Not yet out", pictures=(newsstand.lead(picture),), tags=("ferry",))
    assert article.head is not None
    context = preview.page_context(
        article.head, picture_address=lambda token, name: f"/desk/pictures/{token}/{name}", now=instant.now()
    )
    assert context["is_preview"]
    assert context["story"]["headline"] == "Not yet out"
    assert f"/desk/pictures/{picture.token}/640.webp" in context["lead"]
    assert "&quot;/pictures/" not in context["lead"]
    assert '"/pictures/' not in context["lead"]
