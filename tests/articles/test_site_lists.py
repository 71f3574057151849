"""The lists that readers see: front page, sections, tags, authors; their order and their cost."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from taggit.models import Tag

from articles import site
from articles.models import Author, Section
from tests.articles import newsstand
from tests.articles.reader import CANARY, HOUR, never_aired, text_of
from tests.counting import queries

pytestmark = pytest.mark.django_db


def test_an_active_section_without_stories_says_so_and_an_inactive_one_is_not_there(client: Client) -> None:
    newsstand.section("Culture")
    newsstand.section("Closed", is_active=False)
    assert "Nothing here yet" in text_of(client, "/culture/")
    text_of(client, "/closed/", 404)


def test_a_section_named_like_another_page_shadows_nothing(client: Client) -> None:
    for name in ("desk", "admin", "accounts", "tag", "static"):
        newsstand.section(name)
    assert [
        client.get(f"/{name}/").status_code == 200 and b"Nothing here" in client.get(f"/{name}/").content
        for name in ("tag", "static")
    ] == [False, False]
    assert b"Nothing here yet" not in client.get("/desk/").content


def test_tags_and_authors_with_nothing_on_air_do_not_exist(client: Client) -> None:
    never_aired()
    assert Tag.objects.filter(slug=CANARY.lower()).exists()
    assert Author.objects.filter(slug=CANARY.lower()).exists()
    for path in (f"/tag/{CANARY.lower()}/", f"/author/{CANARY.lower()}/", "/tag/none/", "/author/none/"):
        text_of(client, path, 404)


def test_two_tags_that_differ_in_case_lead_each_to_its_own_page(client: Client) -> None:
    Tag.objects.create(name="Harbour")
    story = newsstand.story("Two spellings", tags=("harbour", "Harbour"))
    links = re.findall(r'href="(/tag/[^"]+)"', text_of(client, story.path or ""))
    assert len(set(links)) == 2
    for link in links:
        assert "Two spellings" in text_of(client, link)


def test_lists_are_paged_and_a_page_that_is_not_there_is_not_found(client: Client) -> None:
    for number in range(site.PAGE_SIZE + 1):
        newsstand.air(newsstand.draft(f"Story number {number:02}"), since=HOUR + number * newsstand.MINUTE)
    assert "Story number 20" not in text_of(client, "/news/")
    assert "?page=2" in text_of(client, "/news/")
    assert "Story number 20" in text_of(client, "/news/?page=2")
    for bad in ("0", "-1", "3", "501", "99999999999", "two", "٢", "²", "1.0", ""):
        text_of(client, f"/news/?page={bad}", 404)


@pytest.mark.parametrize("path", ["/", "/news/"])
def test_a_page_of_a_list_names_its_one_address(client: Client, path: str) -> None:
    for number in range(21):
        newsstand.story(f"Story number {number}")
    for asked, address in ((f"{path}?page=1&from=mail", path), (f"{path}?page=2", f"{path}?page=2")):
        assert f'<link rel="canonical" href="http://localhost:8000{address}">' in text_of(client, asked)


def test_newest_comes_first_and_an_update_does_not_climb(client: Client) -> None:
    older, newer = newsstand.draft("The older one"), newsstand.draft("The newer one")
    newsstand.air(older, since=2 * HOUR)
    newsstand.air(newer, since=HOUR)
    newsstand.updated(older, dek="With more facts")
    page = text_of(client, "/")
    assert "With more facts" in page
    assert page.index("The newer one") < page.index("The older one")


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 4), ("/news/", 4), ("/tag/ferry/", 4), ("/author/rosa-tidmarsh/", 4), ("/feeds/rss.xml", 4)],
)
def test_a_list_costs_the_same_for_one_story_and_for_thirty(client: Client, path: str, most: int) -> None:
    newsstand.story(tags=("ferry",), pictures=(newsstand.lead(newsstand.picture()),))
    first = queries(client, path)
    for _ in range(29):
        newsstand.story(tags=("ferry",), pictures=(newsstand.lead(newsstand.picture()),))
    assert queries(client, path) == first <= most


def test_the_navigation_follows_the_sections_within_seconds_and_costs_nothing_between(
    client: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    newsstand.section("Culture")
    assert "Culture" in text_of(client, "/")
    with django_assert_num_queries(0):
        assert site.sections() == (("Culture", "culture"),)
    site.forget_sections()
    Section.objects.update(is_active=False)
    assert "Culture" not in text_of(client, "/")


def test_the_front_page_leads_with_a_new_story_that_has_a_picture_and_shows_each_story_once(client: Client) -> None:
    newsstand.air(newsstand.draft("With a picture", pictures=(newsstand.lead(newsstand.picture()),)), since=2 * HOUR)
    newsstand.air(newsstand.draft("Words alone"), since=HOUR)
    page = text_of(client, "/")
    assert page.index("With a picture") < page.index("Words alone")
    assert (page.count("With a picture"), page.count("Words alone")) == (1, 1)
