"""Who sees what at the desk: a story, its history, its texts and previews."""

import pytest
from django.test import Client

from articles import pictures
from articles.drafting import UsedPicture
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import LISTS, address, browser, sluglines, words
from workflow.enums import Role
from workflow.models import Event, Story

OF_A_STORY = (
    "",
    "edit/",
    "preview/",
    "history/",
    "revisions/",
    "compare/?from={head}&to={head}",
    "preview/?revision={head}",
)
UPLOAD_STATE = "/desk/pictures/upload/state/"


@pytest.mark.parametrize(
    "where",
    [*LISTS, "/desk/new/", "/desk/pictures/", "/desk/pictures/upload/", UPLOAD_STATE, "/desk/1/", "/desk/1/edit/"],
)
def test_a_stranger_is_asked_to_sign_in(db: None, where: str) -> None:
    response = Client().get(where)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={where}"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("where", [*LISTS, UPLOAD_STATE, "/desk/1/", "/desk/424242/"])
def test_somebody_on_no_desk_is_told_what_to_do_and_nothing_else(newsroom: Newsroom, where: str) -> None:
    newsroom.draft("A secret of the desk")
    response = browser(person("Nora")).get(where)
    assert response.status_code == 403
    assert "Ask an administrator" in words(response)
    assert "secret" not in words(response)


def test_a_deactivated_person_is_out_at_the_next_request(newsroom: Newsroom) -> None:
    client = browser(newsroom.reporter)
    assert client.get("/desk/").status_code == 200
    newsroom.reporter.is_active = False
    newsroom.reporter.save()
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("rest", OF_A_STORY)
def test_a_story_of_another_desk_does_not_exist(newsroom: Newsroom, rest: str) -> None:
    """The same answer as for what was never there, at every entrance."""
    story = newsroom.on_air("Canary")
    other = browser(Newsroom.open("Sport").publisher)
    refused = other.get(address(story, rest))
    never = other.get(address(story, rest).replace(f"/{story.pk}/", "/987654321/"))
    assert (refused.status_code, never.status_code) == (404, 404)
    assert refused.content == never.content
    assert browser(newsroom.reporter).get(address(story, rest)).status_code in (200, 302)


@pytest.mark.parametrize("verb", ["edit", "file", "approve", "kill", "sign"])
def test_pressing_a_button_of_another_desks_story_finds_nothing(newsroom: Newsroom, verb: str) -> None:
    story = newsroom.draft("Canary")
    other = browser(Newsroom.open("Sport").publisher)
    said = {"version": 1, "reason": "x", "notice": "x", "headline": "x", "base": story.article.head_id}
    assert other.post(f"/desk/{story.pk}/{verb}/", said).status_code == 404
    assert Event.objects.filter(story=story).count() == 1


def test_somebody_who_left_the_desk_sees_its_stories_no_more(newsroom: Newsroom) -> None:
    """G10."""
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.reporter, role=Role.REPORTER)
    story = newsroom.draft()
    client = browser(newsroom.reporter)
    assert client.get(address(story)).status_code == 200
    newsroom.desk.memberships.filter(user=newsroom.reporter).delete()
    assert client.get(address(story)).status_code == 404
    assert sluglines(client, "/desk/") == []


@pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "1.5", "x"])
def test_odd_numbers_of_stories_are_not_found(newsroom: Newsroom, number: str) -> None:
    assert browser(newsroom.reporter).get(f"/desk/{number}/").status_code == 404


def test_a_storys_page_takes_the_same_queries_however_long_its_history(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    client = browser(newsroom.reporter)
    newsroom.save(story, headline="Second")
    few = queries(client, address(story))
    for number in range(60):
        newsroom.save(story, headline=f"Headline {number}")
    assert queries(client, address(story)) == few
    assert few <= 30
    page = client.get(address(story)).content.decode()
    assert page.count('name="from"') == 50
    assert "All texts" in page
    assert "The whole history" in page
    assert "Page 2 of 2" in words(client.get(address(story, "history/?page=2")))
    assert "Page 2 of 2" in words(client.get(address(story, "revisions/?page=2")))


def test_a_comparison_is_offered_once_there_are_two_texts(newsroom: Newsroom) -> None:
    story, client = newsroom.draft(), browser(newsroom.reporter)
    assert 'name="from"' not in client.get(address(story)).content.decode()
    newsroom.save(story, headline="Second")
    page = client.get(address(story)).content.decode()
    assert page.count('name="from"') == 2


def test_two_texts_of_a_story_are_compared_word_by_word(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="The old ferry <sails>.\n")
    first = story.article.head_id
    newsroom.save(story, body="The new ferry <sails>.\n")
    story.article.refresh_from_db()
    page = browser(newsroom.reporter).get(f"/desk/{story.pk}/compare/?from={first}&to={story.article.head_id}")
    assert "The <del>old</del><ins>new</ins> ferry &lt;sails&gt;." in page.content.decode()


@pytest.mark.parametrize(
    "asked", ["", "from={own}", "from={own}&to={other}", "from={other}&to={own}", "from=x&to={own}"]
)
def test_texts_of_another_story_are_not_compared_here(newsroom: Newsroom, asked: str) -> None:
    own, other = newsroom.draft(), newsroom.draft("Other")
    asked = asked.format(own=own.article.head_id, other=other.article.head_id)
    client = browser(newsroom.reporter)
    assert client.get(f"/desk/{own.pk}/compare/?{asked}").status_code == 404
    assert client.get(f"/desk/{own.pk}/preview/?revision={other.article.head_id}").status_code == 404


def test_a_side_text_is_marked_and_can_be_read(newsroom: Newsroom) -> None:
    story = newsroom.on_air("Aired")
    newsroom.act("revise", story)
    newsroom.save(story, headline="Dropped words")
    dropped = Story.objects.get(pk=story.pk).article.head_id
    newsroom.act("drop_update", story)
    client = browser(newsroom.editor)
    lines = client.get(address(story)).context["revisions"]
    assert [(line.revision.pk == dropped, line.is_side, line.is_head) for line in lines] == [
        (True, True, False),
        (False, False, True),
    ]
    assert "Dropped words" in words(client.get(f"/desk/{story.pk}/preview/?revision={dropped}"))


def test_a_preview_is_the_public_page_and_nobody_keeps_it(newsroom: Newsroom, picture: Picture, gull: bytes) -> None:
    use = UsedPicture(picture.pk, role="LEAD", alt_text="A gull")
    story = newsroom.draft("Canary", body="Some *words*.\n", pictures=(use,))
    pictures.render(picture=picture, now=newsroom.now)
    response = browser(newsroom.reporter).get(address(story, "preview/"))
    page = response.content.decode()
    assert "articles/article.html" in [template.name for template in response.templates]
    assert "Preview: this is not published." in page
    assert "Some <em>words</em>." in page
    assert f"/desk/pictures/{picture.token}/" in page
    assert 'src="/pictures/' not in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_a_text_that_cannot_be_rendered_says_so_on_its_page(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="<div>" * 10_001)
    client = browser(newsroom.reporter)
    assert client.get(address(story)).status_code == 200
    assert client.get(address(story, "preview/")).status_code == 422


@pytest.mark.parametrize(
    "where", [*LISTS, "/desk/new/", "/desk/pictures/", "{story}", "{story}edit/", "{story}history/"]
)
def test_no_page_of_the_desk_is_ever_stored(newsroom: Newsroom, where: str) -> None:
    story = newsroom.draft()
    response = browser(newsroom.reporter).get(where.format(story=address(story)))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.content.decode()


def test_what_people_typed_is_inert_on_every_page(newsroom: Newsroom) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}'
    story = newsroom.draft(attack, dek=attack, body=attack, tags=(attack[:90],), correction_note=attack)
    newsroom.act("file", story)
    newsroom.act("send_back", story, note=attack)
    client = browser(newsroom.reporter)
    for where in (*LISTS, *(address(story, rest) for rest in OF_A_STORY)):
        page = client.get(where).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "onerror=alert(1)>{{" not in page
