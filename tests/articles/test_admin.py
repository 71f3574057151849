"""Sections and bylines by hand; what was written, to be read only."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from taggit.models import Tag

from articles.models import Author, Section
from tests.counting import queries
from tests.library import bare
from tests.people import Newsroom

READ_ONLY = ("revision", "edition", "picture")


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_superuser("chief", "chief@example.org", "x")


@pytest.fixture
def desk_chair(chief: User, client: Client) -> Client:
    client.force_login(chief)
    return client


@pytest.mark.parametrize(
    "slug", ["desk", "admin", "accounts", "feeds", "tag", "author", "pictures", "static", "search", "API"]
)
def test_section_cannot_hide_a_page_of_the_site(desk_chair: Client, slug: str) -> None:
    response = desk_chair.post("/admin/articles/section/add/", {"name": "Odd", "slug": slug, "position": 0})
    assert "is an address of the site itself" in str(response.context["adminform"].form.errors["slug"])
    assert not Section.objects.exists()


def test_section_is_made(desk_chair: Client) -> None:
    desk_chair.post(
        "/admin/articles/section/add/", {"name": "Harbour", "slug": "harbour", "position": 1, "is_active": "on"}
    )
    assert Section.objects.get().slug == "harbour"


def test_section_with_stories_is_not_deleted(desk_chair: Client, newsroom: Newsroom) -> None:
    newsroom.on_air()
    response = desk_chair.post(f"/admin/articles/section/{newsroom.section.pk}/delete/", {"post": "yes"})
    assert b"Cannot delete section" in response.content
    assert Section.objects.filter(pk=newsroom.section.pk).exists()


def test_section_that_a_licence_names_is_not_deleted(desk_chair: Client, newsroom: Newsroom) -> None:
    """A licence that names no section allows all of them: the picture would be free for what nobody paid for."""
    stage = Section.objects.create(name="Stage", slug="stage")
    picture = bare(1)
    picture.save()
    picture.allowed_sections.set([stage])
    one = desk_chair.post(f"/admin/articles/section/{stage.pk}/delete/", {"post": "yes"})
    some = desk_chair.post(
        "/admin/articles/section/", {"action": "delete_selected", "_selected_action": [stage.pk], "post": "yes"}
    )
    for response in (one, some):
        assert f"the licence of the picture “{picture.name}”" in response.content.decode()
    assert list(picture.allowed_sections.all()) == [stage]
    picture.allowed_sections.clear()
    desk_chair.post(f"/admin/articles/section/{stage.pk}/delete/", {"post": "yes"})
    assert not Section.objects.filter(pk=stage.pk).exists()


def test_author_is_switched_off_not_deleted(desk_chair: Client, newsroom: Newsroom) -> None:
    path = f"/admin/articles/author/{newsroom.author.pk}"
    assert desk_chair.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    desk_chair.post(f"{path}/change/", {"name": "Rita", "slug": newsroom.author.slug})
    newsroom.author.refresh_from_db()
    assert not newsroom.author.is_active


@pytest.mark.parametrize("noun", READ_ONLY)
def test_not_even_a_superuser_writes_what_only_moves_write(desk_chair: Client, newsroom: Newsroom, noun: str) -> None:
    story = newsroom.on_air()
    row = {"revision": story.article.head_id, "edition": story.article.editions.get().pk, "picture": 1}[noun]
    assert desk_chair.get(f"/admin/articles/{noun}/").status_code == 200
    assert desk_chair.get(f"/admin/articles/{noun}/add/").status_code == 403
    if noun != "picture":
        assert desk_chair.get(f"/admin/articles/{noun}/{row}/change/").status_code == 200
        assert desk_chair.post(f"/admin/articles/{noun}/{row}/change/", {"headline": "Mine"}).status_code == 403
        assert desk_chair.post(f"/admin/articles/{noun}/{row}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("noun", ["revision", "edition", "author", "section"])
def test_list_costs_the_same_for_one_row_and_for_thirty(desk_chair: Client, newsroom: Newsroom, noun: str) -> None:
    newsroom.on_air()
    few = queries(desk_chair, f"/admin/articles/{noun}/")
    for number in range(29):
        newsroom.on_air(f"Story {number}")
        Author.objects.create(name=f"A {number}", slug=f"a-{number}", user=newsroom.editor)
        Section.objects.create(name=f"S {number}", slug=f"s-{number}")
    assert queries(desk_chair, f"/admin/articles/{noun}/") == few


def test_nobody_renames_merges_or_deletes_a_tag_under_what_was_approved(desk_chair: Client, newsroom: Newsroom) -> None:
    newsroom.on_air()
    tag = Tag.objects.get()
    for path in ("", "add/", "merge-tags/", f"{tag.pk}/change/", f"{tag.pk}/delete/"):
        assert (
            desk_chair.post(f"/admin/taggit/tag/{path}", {"name": "Mine", "slug": "mine", "post": "yes"}).status_code
            == 404
        )
    assert Tag.objects.get() == tag
    assert b"Harbour" in desk_chair.get(f"/tag/{tag.slug}/").content


@pytest.mark.parametrize("noun", ["author", "section"])
def test_a_slug_stays_once_an_address_is_made_of_it(desk_chair: Client, newsroom: Newsroom, noun: str) -> None:
    row: Author | Section = {"author": newsroom.author, "section": newsroom.section}[noun]
    for name, slug in (("Early", "early"), ("Late", "late")):
        sent = {"name": name, "slug": slug, "position": 0, "is_active": "on"}
        desk_chair.post(f"/admin/articles/{noun}/{row.pk}/change/", sent)
        row.refresh_from_db()
        assert (row.name, row.slug) == (name, "early")
        newsroom.on_air()
