"""The public pages: what readers see, what they must not, and how much it costs."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from taggit.models import Tag

from articles import drafting, instant, site
from articles.models import Article, Author, Edition, Section
from tests.articles import newsstand
from tests.articles.reader import CANARY, HOUR, never_aired, text_of
from tests.counting import queries

pytestmark = pytest.mark.django_db


def gone() -> list[Article]:
    words = {"dek": CANARY, "body": CANARY, "tags": (CANARY,), "author_ids": (newsstand.author(CANARY).pk,)}
    expired, killed = newsstand.draft(CANARY, **words), newsstand.story(CANARY, **words)
    newsstand.air(expired, since=2 * HOUR, ends_in=-HOUR)
    newsstand.killed(killed)
    return [expired, killed]


def test_reader_finds_a_story_on_every_page_it_belongs_to(client: Client) -> None:
    story = newsstand.story("Ferry crews return", tags=("ferry",))
    for path in ("/", "/news/", "/tag/ferry/", "/author/rosa-tidmarsh/", story.path or ""):
        assert "Ferry crews return" in text_of(client, path)


def test_what_is_not_on_air_reaches_no_public_surface(client: Client) -> None:
    newsstand.story("Ferry crews return")
    newsstand.section(CANARY)
    site.forget_sections()
    Section.objects.filter(slug=CANARY.lower()).update(is_active=False)
    hidden = [*never_aired(), *gone()]
    paths = ["/", "/news/", "/feeds/rss.xml", "/robots.txt", "/healthz", "/readyz", "/author/rosa-tidmarsh/"]
    paths += [f"/tag/{CANARY.lower()}/", f"/author/{CANARY.lower()}/", f"/{CANARY.lower()}/"]
    paths += [article.path for article in hidden if article.path]
    for path in paths:
        response = client.get(path)
        assert CANARY.lower() not in response.content.decode().lower(), path
        assert CANARY.lower() not in str(response.headers).lower(), path


def test_pages_and_their_etags_are_the_same_with_and_without_hidden_stories(client: Client) -> None:
    newsstand.story("Ferry crews return")
    paths = ("/", "/news/", "/feeds/rss.xml")
    before = [(client.get(path).content, client.get(path)["ETag"]) for path in paths]
    never_aired()
    gone()
    assert [(client.get(path).content, client.get(path)["ETag"]) for path in paths] == before


def test_an_unknown_a_planned_and_a_drafted_story_answer_alike(client: Client) -> None:
    _draft, planned = never_aired()
    answers = [
        client.get(path) for path in ("/news/2026/01/01/nobody-wrote-this/", planned.path, "/nothing-here/at/all")
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_expired_and_killed_stories_are_gone_and_say_so(client: Client) -> None:
    for article in gone():
        response = client.get(article.path or "")
        assert (response.status_code, response["Cache-Control"]) == (410, "no-cache")


def test_a_killed_story_shows_its_public_notice_in_place_of_its_text(client: Client) -> None:
    story = newsstand.story(CANARY)
    newsstand.killed(story, notice="Withdrawn: <the> source was false.")
    page = text_of(client, story.path or "", 410)
    assert "Withdrawn: &lt;the&gt; source was false." in page
    assert CANARY not in page


def test_a_story_on_air_again_after_its_expiry_is_back_at_its_address(client: Client) -> None:
    story = newsstand.draft("Back again")
    newsstand.air(story, since=2 * HOUR, ends_in=-HOUR)
    text_of(client, story.path or "", 410)
    newsstand.air(story)
    assert "Back again" in text_of(client, story.path or "")


@pytest.mark.parametrize(("offset", "is_seen"), [(-1, False), (0, True), (59, True), (60, False)])
def test_an_edition_is_seen_from_its_first_instant_until_just_before_its_last(offset: int, is_seen: bool) -> None:
    edition = newsstand.air(newsstand.draft(), since=HOUR, ends_in=timedelta(days=1))
    start, end = edition.goes_live_at, edition.ends_at
    assert end is not None
    moments = {-1: start - timedelta(microseconds=1), 0: start, 59: end - timedelta(microseconds=1), 60: end}
    assert Edition.objects.on_air(moments[offset]).filter(pk=edition.pk).exists() is is_seen


def test_an_old_address_leads_to_the_story_only_while_it_is_on_air(client: Client) -> None:
    story = newsstand.draft()
    drafting.remember_addresses(article=story, paths=["/2019/05/old-story.html", "/blog/old-story/"])
    text_of(client, "/2019/05/old-story.html", 404)
    newsstand.air(story, since=-HOUR)
    text_of(client, "/2019/05/old-story.html", 404)
    newsstand.air(story)
    for old in ("/2019/05/old-story.html", "/blog/old-story/", "/blog/old-story"):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, story.path)
        assert response["Cache-Control"] == "no-cache"
    newsstand.killed(story, notice="Withdrawn.")
    assert "Withdrawn." in text_of(client, "/2019/05/old-story.html", 410)


def test_no_other_storys_old_address_hides_a_withdrawal(client: Client) -> None:
    withdrawn, claimant = newsstand.story(), newsstand.story("A cuckoo")
    drafting.remember_addresses(article=claimant, paths=[withdrawn.path or ""])
    newsstand.killed(withdrawn, notice="Withdrawn.")
    assert "Withdrawn." in text_of(client, withdrawn.path or "", 410)


def test_a_correction_is_shown_with_its_kind_and_its_date(client: Client) -> None:
    story = newsstand.story()
    assert "Updated" not in text_of(client, story.path or "")
    edition = newsstand.updated(story, correction_type="CORRECTION", correction_note="It was <nine> feet.")
    page = text_of(client, story.path or "")
    assert re.search(
        r"<aside class=\"correction\".*?>Correction</h2>.*?It was &lt;nine&gt; feet\..*?</aside>", page, re.DOTALL
    )
    assert edition.goes_live_at.astimezone().tzinfo is not None
    assert "Updated" in page


def test_an_archived_story_shows_its_original_date_and_no_update(client: Client) -> None:
    story = newsstand.draft("From the archive")
    newsstand.air(story, first_published_at=instant.now() - timedelta(days=4000))
    page = text_of(client, story.path or "")
    assert "Updated" not in page
    assert "Published" in page


HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> & \u2028"


def test_hostile_words_stay_words_in_every_place(client: Client) -> None:
    used = newsstand.lead(newsstand.picture(), caption=HOSTILE, alt_text=HOSTILE, credit_line=HOSTILE)
    hostile_author = Author.objects.create(name=HOSTILE, slug="hostile", bio=HOSTILE)
    story = newsstand.story(
        HOSTILE, dek=HOSTILE, body=HOSTILE, tags=(HOSTILE,), author_ids=(hostile_author.pk,), pictures=(used,)
    )
    Section.objects.update(name=HOSTILE)
    newsstand.updated(story, correction_type="UPDATE", correction_note=HOSTILE)
    tag = Tag.objects.get(name=HOSTILE)
    for path in (story.path or "", "/", "/news/", "/author/hostile/", f"/tag/{tag.slug}/"):
        page = text_of(client, path)
        assert "<script>" not in page, path
        assert "<img src=x" not in page, path
        assert not re.search(r"<[^>]*\sonerror=alert[^>]*>", re.sub(r'"[^"]*"', '""', page)), path
        assert " style=" not in re.sub(r'"[^"]*"', '""', page), path


def test_linked_data_can_be_read_back_whole(client: Client) -> None:
    story = newsstand.story(HOSTILE, tags=("ferry",))
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', text_of(client, story.path or ""), re.DOTALL
    )
    assert found
    told = json.loads(found[1])
    assert (told["headline"], told["keywords"], told["author"][0]["name"]) == (HOSTILE, ["ferry"], "Rosa Tidmarsh")
    assert told["url"] == f"http://localhost:8000{story.path}"


def test_a_story_in_persian_has_its_address_and_its_direction(client: Client) -> None:
    story = newsstand.story("بندر باز شد", slug="بندر-باز-شد", tags=("بندر",))
    page = text_of(client, story.path or "")
    assert '<h1 dir="auto">بندر باز شد</h1>' in page
    assert text_of(client, "/tag/بندر/")
    assert 'rel="canonical" href="http://localhost:8000/news/' in page
    assert "%D8%A8%D9%86%D8%AF%D8%B1" in page


def test_the_end_of_a_story_leads_on_to_its_section_while_that_has_a_page(client: Client) -> None:
    story = newsstand.story()
    assert '<a href="/news/">More in <bdi>News</bdi></a>' in text_of(client, story.path or "")
    Section.objects.update(is_active=False)
    newsstand.updated(story)
    assert "More in" not in text_of(client, story.path or "")


def test_machines_are_told_when_a_story_was_changed(client: Client) -> None:
    story = newsstand.story()
    newsstand.updated(story)
    page = text_of(client, story.path or "")
    told = dict(re.findall(r'<meta property="article:(\w+)_time" content="([^"]*)">', page))
    assert told["published"] < told["modified"]
    assert f'"dateModified": "{told["modified"]}"' in page


def test_an_article_costs_one_query_whatever_else_is_on_air(client: Client) -> None:
    pictures = (newsstand.lead(newsstand.picture()), newsstand.lead(newsstand.picture()))
    story = newsstand.story(tags=("ferry", "harbour"), pictures=pictures)
    first = queries(client, story.path or "")
    for _ in range(30):
        newsstand.story(tags=("ferry",))
    assert queries(client, story.path or "") == first == 1


@pytest.mark.parametrize("path", ["/", "/news/", "/feeds/rss.xml", "/robots.txt", "/nothing/", "{story}"])
def test_a_public_answer_sets_no_cookie_and_varies_by_no_person(client: Client, path: str) -> None:
    story = newsstand.story()
    response = client.get(path.format(story=story.path))
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/", "/news/", "/feeds/rss.xml", "{story}"])
def test_a_reader_who_has_the_page_gets_it_again_only_when_it_changed(client: Client, path: str) -> None:
    story = newsstand.story()
    address = path.format(story=story.path)
    etag = client.get(address)["ETag"]
    kept = client.get(address, headers={"if-none-match": etag})
    assert (kept.status_code, kept.content, kept["Cache-Control"]) == (304, b"", "no-cache")
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    newsstand.killed(story)
    assert client.get(address, headers={"if-none-match": etag}).status_code != 304


@pytest.mark.parametrize("path", ["/", "/news/", "{story}", "/feeds/rss.xml", "/healthz"])
def test_a_public_page_can_only_be_read(client: Client, path: str) -> None:
    story = newsstand.story()
    assert client.post(path.format(story=story.path)).status_code == 405


def test_an_address_without_its_last_stroke_is_completed_whether_or_not_there_is_a_story(client: Client) -> None:
    for path in ("/news", "/news/2026/01/01/nobody-wrote-this"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, f"{path}/")


def test_machines_learn_that_the_process_is_up(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_error_pages_say_what_happened_and_ask_the_database_nothing(
    client: Client, django_assert_num_queries: Callable[..., object]
) -> None:

    with django_assert_num_queries(0):
        for name in ("400", "403", "500"):
            assert f">{name}<" in render_to_string(f"{name}.html")
