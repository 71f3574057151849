"""Who sees what at the desk: lists, a story, its history, previews and pictures."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import instant, pictures
from articles.drafting import UsedPicture
from articles.models import Edition, Picture
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from workflow.enums import Role
from workflow.models import Event, Story

LISTS = ("/desk/", "/desk/waiting/", "/desk/scheduled/", "/desk/on-air/", "/desk/all/")
OF_A_STORY = (
    "",
    "edit/",
    "preview/",
    "history/",
    "revisions/",
    "compare/?from={head}&to={head}",
    "preview/?revision={head}",
)


def address(story: Story, rest: str = "") -> str:
    return f"/desk/{story.pk}/{rest.format(head=story.article.head_id)}"


def queries(client: Client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(where).status_code == 200
    return len(seen)


def sluglines(client: Client, where: str) -> list[str]:
    response = client.get(where)
    return [str(row.story) for row in response.context["rows"]]


@pytest.mark.parametrize(
    "where", [*LISTS, "/desk/new/", "/desk/pictures/", "/desk/pictures/upload/", "/desk/1/", "/desk/1/edit/"]
)
def test_a_stranger_is_asked_to_sign_in(db: None, where: str) -> None:
    response = Client().get(where)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={where}"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("where", [*LISTS, "/desk/1/", "/desk/424242/"])
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
    """L5, W2: the same answer as for what was never there, at every entrance."""
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


def test_each_list_holds_its_own(newsroom: Newsroom) -> None:
    newsroom.draft("Drafted")
    newsroom.filed("Filed")
    newsroom.approved("Approved")
    newsroom.scheduled("Scheduled", goes_live_at=instant.now() + timedelta(days=1))
    newsroom.on_air("Aired")
    newsroom.update(newsroom.on_air("Updated"))
    Newsroom.open("Sport").on_air("Of another desk")
    editor, publisher = browser(newsroom.editor), browser(newsroom.publisher)
    assert sorted(sluglines(editor, "/desk/all/")) == ["Aired", "Approved", "Drafted", "Filed", "Scheduled", "Updated"]
    assert sluglines(editor, "/desk/waiting/") == ["Filed"]
    assert sluglines(publisher, "/desk/waiting/") == ["Approved", "Updated"]
    assert sluglines(editor, "/desk/scheduled/") == ["Scheduled"]
    assert sorted(sluglines(editor, "/desk/on-air/")) == ["Aired", "Updated"]
    assert sluglines(editor, "/desk/") == []
    assert len(sluglines(browser(newsroom.reporter), "/desk/")) == 6


def test_what_went_on_air_without_any_worker_is_listed_as_on_air(newsroom: Newsroom) -> None:
    at = instant.now() + timedelta(milliseconds=30)
    newsroom.scheduled("Alone", goes_live_at=at)
    while instant.now() <= at:
        pass
    client = browser(newsroom.editor)
    assert sluglines(client, "/desk/on-air/") == ["Alone"]
    assert sluglines(client, "/desk/scheduled/") == []


def test_a_row_says_what_a_person_needs_to_know(newsroom: Newsroom) -> None:
    story = newsroom.on_air("Ferry")
    Edition.objects.update(announcement_error="the mail server is away")
    Story.objects.filter(pk=story.pk).update(urgency=2, flags=["exclusive"], held_reason="picture missing")
    row = words(browser(newsroom.editor).get("/desk/all/"))
    for said in (
        "Ferry",
        "published",
        str(newsroom.desk),
        "urgency 2",
        "Pia Test",
        "published now",
        "announcement failed: the mail server is away",
        "held: picture missing",
        "exclusive",
        "On air since",
        " GMT" if " GMT" in words(browser(newsroom.editor).get("/desk/all/")) else " BST",
    ):
        assert said in row


def test_a_list_is_narrowed_by_words_desk_and_status(newsroom: Newsroom) -> None:
    newsroom.draft("Ferry one")
    newsroom.filed("Ferry two")
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    other.draft("Rowing 100% done")
    client = browser(newsroom.editor)
    assert sluglines(client, "/desk/all/?q=ferry&status=DRAFT") == ["Ferry one"]
    assert sluglines(client, f"/desk/all/?desk={other.desk.slug}") == ["Rowing 100% done"]
    assert sluglines(client, "/desk/all/?q=100%25") == ["Rowing 100% done"]
    assert sluglines(client, "/desk/all/?q=nothing") == []
    assert "as you asked" in words(client.get("/desk/all/?q=nothing"))


@pytest.mark.parametrize("odd", ["status=x", "desk=nowhere", "q=" + "x" * 1000])
def test_an_odd_filter_is_refused_in_words(newsroom: Newsroom, odd: str) -> None:
    response = browser(newsroom.editor).get(f"/desk/all/?{odd}")
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("where", LISTS)
def test_an_empty_list_says_what_to_do(newsroom: Newsroom, where: str) -> None:
    assert 'class="empty"' in browser(newsroom.editor).get(where).content.decode()


@pytest.mark.parametrize("where", LISTS)
def test_a_list_takes_the_same_queries_for_one_story_or_thirty(newsroom: Newsroom, where: str) -> None:
    at = instant.now() + timedelta(days=1)
    for user in (newsroom.editor, newsroom.publisher):
        newsroom.desk.memberships.get_or_create(user=user, role=Role.PUBLISHER)
    makers: list[Any] = [newsroom.filed, newsroom.on_air, lambda: newsroom.scheduled(goes_live_at=at)]
    client = browser(newsroom.editor)
    for make in makers:
        story = make()
        story.contributions.create(user=newsroom.editor)
    one = queries(client, where)
    for _time in range(10):
        for make in makers:
            make().contributions.create(user=newsroom.editor)
    assert queries(client, where) == one
    assert one <= 10


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


def test_long_lists_come_in_pages(newsroom: Newsroom) -> None:
    for number in range(31):
        newsroom.draft(f"Story {number}")
    client = browser(newsroom.reporter)
    assert len(sluglines(client, "/desk/")) == 30
    assert len(sluglines(client, "/desk/?page=2&q=story")) == 1
    assert 'href="?q=story&amp;page=1"' in client.get("/desk/?page=2&q=story").content.decode()
    assert client.get("/desk/?page=nonsense").status_code == 200


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
    """W9."""
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
    """L3."""
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
    """C1."""
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


def test_a_picture_is_uploaded_described_and_downloaded(newsroom: Newsroom, gull: bytes) -> None:
    client = browser(newsroom.reporter)
    file = SimpleUploadedFile("gull.png", gull, content_type="image/svg+xml")
    response = client.post("/desk/pictures/upload/", {"pictures": [file]})
    picture = Picture.objects.get()
    assert response.url == f"/desk/pictures/{picture.token}/"
    assert picture.uploaded_by == newsroom.reporter
    words_sent = {"caption": "A gull.\r\nOn a post.", "alt_text": "Gull", "credit_line": "R. Test", "token": "x"}
    assert client.post(response.url, words_sent).status_code == 302
    picture.refresh_from_db()
    assert (picture.caption, picture.alt_text) == ("A gull.\nOn a post.", "Gull")
    original = client.get(f"/desk/pictures/{picture.token}/original")
    assert b"".join(original.streaming_content) == gull
    assert original.headers["Content-Disposition"] == 'attachment; filename="gull.png"'
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["X-Content-Type-Options"] == "nosniff"


def test_new_words_of_a_picture_leave_texts_as_they_were_approved(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.approved(pictures=(UsedPicture(picture.pk, role="LEAD", caption="Approved words"),))
    client = browser(newsroom.reporter)
    client.post(f"/desk/pictures/{picture.token}/", {"caption": "Other words"})
    page = words(client.get(address(story)))
    assert "Approved words" in page
    assert "Other words" not in page
    assert str(story) in words(client.get(f"/desk/pictures/{picture.token}/"))


def test_files_that_are_no_pictures_are_named_and_the_others_kept(newsroom: Newsroom, gull: bytes) -> None:
    files = [
        SimpleUploadedFile("a.png", gull),
        SimpleUploadedFile("b.svg", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("c.png", b""),
    ]
    response = browser(newsroom.reporter).post("/desk/pictures/upload/", {"pictures": files})
    assert response.status_code == 422
    assert "b.svg:" in words(response)
    assert "c.png:" in words(response)
    assert Picture.objects.count() == 1
    assert browser(newsroom.reporter).post("/desk/pictures/upload/", {}).status_code == 422


def test_pictures_are_for_people_of_the_desks_only(newsroom: Newsroom, picture: Picture) -> None:
    """L2."""
    pictures.render(picture=picture, now=newsroom.now)
    name = picture.renditions.first().name
    files = [f"/desk/pictures/{picture.token}/{rest}" for rest in (name, "original", "")]
    for where in files:
        assert browser(newsroom.reporter).get(where).status_code == 200
        assert browser(person("Nora")).get(where).status_code == 403
        assert Client().get(where).status_code == 302
    for where in (f"/desk/pictures/{picture.token}/none.jpg", "/desk/pictures/none/original", "/desk/pictures/none/"):
        assert browser(newsroom.reporter).get(where).status_code == 404
    assert Client().get(f"/pictures/{picture.token}/{name}").status_code == 404


def test_a_file_that_is_gone_is_not_found(newsroom: Newsroom, picture: Picture) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    file = picture.renditions.first()
    file.file.storage.delete(file.file.name)
    picture.original.storage.delete(picture.original.name)
    client = browser(newsroom.reporter)
    assert client.get(f"/desk/pictures/{picture.token}/{file.name}").status_code == 404
    assert client.get(f"/desk/pictures/{picture.token}/original").status_code == 404


def test_the_library_takes_the_same_queries_for_one_picture_or_many(newsroom: Newsroom, picture: Picture) -> None:
    client = browser(newsroom.reporter)
    one = queries(client, "/desk/pictures/")
    copies = [
        Picture(
            sha256=str(n),
            name=f"{n}.png",
            original="x",
            mime_type="image/png",
            byte_size=1,
            width=1,
            height=1,
            uploaded_at=newsroom.now,
        )
        for n in range(20)
    ]
    Picture.objects.bulk_create(copies)
    assert queries(client, "/desk/pictures/") == one
    assert "19.png" not in words(client.get("/desk/pictures/?own=1"))
