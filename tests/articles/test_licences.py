"""A licence that ended: readers see what stands in for the picture, or nothing, from that instant on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from articles import gallery, instant, preview, site
from articles.models import Article, Edition, Picture, Rendition
from articles.querysets import Travel
from tests.articles import newsstand
from tests.articles.reader import text_of
from tests.counting import queries

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def licence(picture: Picture, **fields: Any) -> Picture:
    """Change a picture's licence; times are hours from now."""
    now = instant.now()
    hours = {name: now + value * HOUR if isinstance(value, int) else value for name, value in fields.items()}
    Picture.objects.filter(pk=picture.pk).update(**hours)
    return picture


def stand_in(**fields: Any) -> Picture:
    """Return a picture with words of its own in the library."""
    words = {"alt_text": "Gulls", "caption": "Gulls over the mole", "credit_line": "Our own", **fields}
    return licence(newsstand.picture(), **words)


def shown_with(*pictures: Picture) -> Article:
    """Put a story on air with the first picture as its lead, and each of the others in the text."""
    words = {"alt_text": "Waves", "caption": "The mole", "credit_line": "Ines Marlowe"}
    inline = [newsstand.UsedPicture(picture_id=one.pk, source_name=f"{one.pk}.jpg", **words) for one in pictures[1:]]
    body = "Before.\n\n" + "".join(f"![Boat]({one.pk}.jpg)\n\n" for one in pictures[1:]) + "After."
    return newsstand.story(body=body, pictures=(newsstand.lead(pictures[0], **words), *inline))


def status(client: Client, picture: Picture, name: str = "640.webp") -> int:
    return client.get(f"/pictures/{picture.token}/{name}").status_code


def surfaces(story: Article) -> tuple[str, ...]:
    return story.path or "", "/", "/news/", "/author/rosa-tidmarsh/", "/feeds/rss.xml"


@pytest.mark.parametrize(
    ("from_", "until", "is_licensed"), [(None, 1, True), (-1, 1, True), (-2, -1, False), (1, 2, False)]
)
def test_a_picture_is_shown_and_served_while_its_licence_is_in_force(
    client: Client, from_: int | None, until: int, is_licensed: bool
) -> None:
    picture = licence(newsstand.picture(), licensed_from=from_, licensed_until=until)
    story = shown_with(picture)
    assert [picture.token in text_of(client, path) for path in surfaces(story)] == [is_licensed] * 5
    assert status(client, picture) == (200 if is_licensed else 404)


@pytest.mark.parametrize(("offset", "is_seen"), [(-1, False), (0, True), (59, True), (60, False)])
def test_a_licence_is_in_force_from_its_first_instant_until_just_before_its_last(offset: int, is_seen: bool) -> None:
    picture = licence(newsstand.picture(), licensed_from=1, licensed_until=2)
    story = shown_with(picture)
    picture.refresh_from_db()
    start, end, step = picture.licensed_from, picture.licensed_until, timedelta(microseconds=1)
    assert start
    assert end
    moment = {-1: start - step, 0: start, 59: end - step, 60: end}[offset]
    assert story.head is not None
    assert (gallery.pictures_in(story.head.pk, moment).lead is not None) is is_seen
    assert (site.served_file(picture.token, "640.jpg", moment) is not None) is is_seen


def test_its_fallback_stands_everywhere_with_the_words_of_the_library(client: Client) -> None:
    fallback = stand_in()
    lapsed, lapsed_too = (licence(newsstand.picture(), licensed_until=-1, fallback=fallback) for _ in range(2))
    story = shown_with(lapsed, lapsed_too)
    for path in surfaces(story):
        page = text_of(client, path)
        assert (fallback.token in page, lapsed.token in page, lapsed_too.token in page) == (True, False, False)
        assert "Waves" not in page
    page = text_of(client, story.path or "")
    assert page.count("<figcaption>") == page.count(">Gulls over the mole<") == page.count(">Our own<") == 2
    assert f'og:image" content="http://localhost:8000/pictures/{fallback.token}/' in page
    assert (status(client, fallback), status(client, lapsed)) == (200, 404)


def test_what_has_no_licensed_fallback_leaves_no_trace(client: Client) -> None:
    unlicensed_itself = licence(newsstand.picture(), licensed_until=-1, fallback=newsstand.picture())
    lapsed = licence(newsstand.picture(), licensed_until=-1)
    chained = licence(newsstand.picture(), licensed_until=-1, fallback=unlicensed_itself)
    story = shown_with(lapsed, chained)
    for path in surfaces(story):
        page = text_of(client, path)
        assert "/pictures/" not in page
        assert "<!--" not in page
        assert "<img" not in page
    assert "<figure" not in text_of(client, story.path or "")
    assert [status(client, one) for one in (lapsed, chained, unlicensed_itself)] == [404, 404, 404]


def test_a_fallbacks_files_are_there_only_while_it_stands_in_for_a_picture_on_air(client: Client) -> None:
    fallback = stand_in()
    picture = licence(newsstand.picture(), licensed_until=1, fallback=fallback)
    newsstand.draft(pictures=(newsstand.lead(licence(newsstand.picture(), licensed_until=-1, fallback=fallback)),))
    story = shown_with(picture)
    assert (status(client, picture), status(client, fallback)) == (200, 404)
    licence(picture, licensed_until=-1)
    assert (status(client, picture), status(client, fallback)) == (404, 200)
    licence(fallback, licensed_until=-1)
    assert (status(client, picture), status(client, fallback)) == (404, 404)
    licence(fallback, licensed_until=None)
    newsstand.killed(story)
    assert (status(client, picture), status(client, fallback)) == (404, 404)


@pytest.mark.parametrize("story_ends", [None, 3])
def test_a_browser_keeps_a_file_no_longer_than_a_licence_lets_it(client: Client, story_ends: int | None) -> None:
    fallback = stand_in(licensed_until=2)
    picture = licence(newsstand.picture(), licensed_until=1, fallback=fallback)
    newsstand.air(newsstand.draft(pictures=(newsstand.lead(picture),)), ends_in=story_ends and story_ends * HOUR)
    for served, hours in ((picture, 1), (fallback, 2)):
        found = site.served_file(served.token, "640.jpg", instant.now() + timedelta(hours=1.5) * (served == fallback))
        assert found
        assert found.fresh_for
        assert timedelta(0) <= hours * HOUR - found.fresh_for < timedelta(minutes=5)
    Picture.objects.filter(pk=picture.pk).update(licensed_until=instant.now() + timedelta(seconds=100))
    seconds = int(client.get(f"/pictures/{picture.token}/640.webp")["Cache-Control"].removeprefix("public, max-age="))
    assert 0 < seconds <= 100
    licence(picture, licensed_from=1, licensed_until=None)
    found = site.served_file(fallback.token, "640.jpg")
    assert found
    assert found.fresh_for
    assert found.fresh_for <= HOUR


def test_at_another_time_the_licence_of_that_time_counts(client: Client) -> None:
    fallback = stand_in()
    picture = licence(newsstand.picture(), licensed_until=1, fallback=fallback)
    story, now = shown_with(picture), instant.now()
    tokens = {}
    for hours in (0, 2):
        when = Travel(at=now + hours * HOUR, now=now, plans=Q(pk__isnull=True))
        words = site.article(story.path or "", when)
        assert words
        (listed,) = site.newest(when=when).stories
        assert listed["lead"] == words["pictures"].lead
        tokens[hours] = words["pictures"].lead.token
        assert site.served_file(tokens[hours], "640.jpg", when)
    assert tokens == {0: picture.token, 2: fallback.token}


def test_a_preview_shows_what_readers_would_get(client: Client) -> None:
    picture = licence(newsstand.picture(), licensed_until=1, fallback=stand_in())
    article, now = newsstand.draft(pictures=(newsstand.lead(picture, alt_text="Waves"),)), instant.now()
    assert article.head is not None
    seen = [
        preview.page_context(article.head, picture_address="/{}/{}".format, now=at)["lead"]
        for at in (now, now + 2 * HOUR)
    ]
    assert ['alt="Waves"' in lead for lead in seen] == [True, False]
    assert ['alt="Gulls"' in lead for lead in seen] == [False, True]


def test_a_text_that_is_not_published_shows_what_is_licensed_now() -> None:
    fallback = stand_in()
    picture = licence(newsstand.picture(), licensed_until=1, fallback=fallback)
    article, now = newsstand.draft(pictures=(newsstand.lead(picture),)), instant.now()
    assert article.head is not None
    for at, keys in ((now, {picture.pk}), (now + 2 * HOUR, {fallback.pk})):
        assert {row["key"] for row in gallery.keys_in(article.head.pk, at)} == keys


def test_a_lapse_costs_no_query_more(client: Client) -> None:
    story = shown_with(newsstand.picture(), newsstand.picture())
    before = [queries(client, path) for path in surfaces(story)]
    Picture.objects.update(licensed_until=instant.now() - HOUR)
    Picture.objects.filter(uses__revision=story.head).update(fallback=stand_in())
    assert [queries(client, path) for path in surfaces(story)] == before
    assert "Gulls" in text_of(client, story.path or "")


def test_the_crop_of_a_fallback_goes_by_the_focal_point_in_the_library() -> None:
    fallback = stand_in(focus_x=0.9, focus_y=0.5)
    Rendition.objects.filter(picture=fallback).update(width=1)
    lapsed = licence(newsstand.picture(), licensed_until=-1, fallback=fallback)
    story = newsstand.story(pictures=(newsstand.lead(lapsed, crop={"focus": [0.1, 0.1]}),))
    assert story.head is not None
    lead = gallery.pictures_in(story.head.pk).lead
    assert lead
    assert dict(lead.crop) == {"focus": (0.9, 0.5)}


def test_the_desk_can_ask_which_pictures_on_air_have_lapsed_and_what_stands_there_since() -> None:
    kept, open_ended, replaced, dropped, lapsed_too = (newsstand.picture() for _ in range(5))
    licence(kept, licensed_until=1)
    licence(replaced, licensed_until=-1, fallback=open_ended)
    licence(dropped, licensed_until=-2, fallback=lapsed_too)
    licence(lapsed_too, licensed_until=-3)
    used = [newsstand.lead(one) for one in (kept, open_ended, replaced, dropped, dropped)]
    story = newsstand.story(pictures=tuple(used))
    newsstand.draft(pictures=tuple(used))
    newsstand.air(newsstand.draft(pictures=tuple(used)), since=-HOUR)
    newsstand.killed(newsstand.story(pictures=tuple(used)))
    now = instant.now()
    found = Edition.objects.lapsed_uses(now)
    assert [(row["article_id"], row["picture_id"], row["replaced_by_id"]) for row in found] == [
        (story.pk, replaced.pk, open_ended.pk),
        (story.pk, dropped.pk, None),
    ]
