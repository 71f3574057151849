"""Writing at the desk: nothing that was typed is lost, and nothing changes that nobody changed."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import drafting
from articles.models import Author, Picture, Section
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, crlf, sheet_of, untouched, words
from workflow.enums import Role
from workflow.models import Event, Story, StyleRule


def saved(story: Story) -> drafting.Text:
    return drafting.text_of(Story.objects.get(pk=story.pk).article.head)


def edit(story: Story) -> str:
    return f"/desk/{story.pk}/edit/"


def test_a_reporter_starts_a_story_on_her_desk(newsroom: Newsroom) -> None:
    client = browser(newsroom.reporter)
    assert client.get("/desk/new/").status_code == 200
    sent = sheet_of(newsroom.text("Gulls win"), slugline="gulls") | {"desk": newsroom.desk.pk}
    response = client.post("/desk/new/", sent)
    story = Story.objects.get()
    assert response.url == f"/desk/{story.pk}/"
    assert (story.desk, story.status, str(story)) == (newsroom.desk, "DRAFT", "gulls")
    assert saved(story).headline == "Gulls win"


def test_a_text_that_is_no_story_yet_is_checked_by_its_desks_rules_and_starts_nothing(newsroom: Newsroom) -> None:
    StyleRule.objects.create(desk=newsroom.desk, pattern="ferry", suggestion="boat", reason="We say boat.")
    text = newsroom.text("Gulls win", body="The ferry TK.\n", tags=())
    sent = sheet_of(text, slugline="gulls") | {"desk": newsroom.desk.pk, "check": "1"}
    response = browser(newsroom.reporter).post("/desk/new/", sent)
    assert response.status_code == 200
    page = words(response)
    assert "We say boat." in page
    assert "TK" in page
    assert "Gulls win" in response.content.decode()
    assert "gulls" in response.content.decode()
    assert "Let it stand" not in page, "there is no story yet to note it on"
    assert not Story.objects.exists()


def test_nobody_starts_a_story_on_a_desk_of_others(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    sent = sheet_of(newsroom.text("Gulls win")) | {"desk": other.desk.pk}
    response = browser(newsroom.reporter).post("/desk/new/", sent)
    assert response.status_code == 422
    assert "Gulls win" in response.content.decode()
    assert not Story.objects.exists()


def test_a_save_changes_what_was_typed_and_nothing_else(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    before = saved(story)
    sent = untouched(story) | {"headline": "Ferry back, crews content"}
    response = browser(newsroom.reporter).post(edit(story), sent)
    assert response.url == f"/desk/{story.pk}/"
    assert saved(story) == replace(before, headline="Ferry back, crews content")


@pytest.mark.parametrize(
    "body",
    [
        "One\n\nTwo\n",
        "One\r\n\r\nTwo\r\n",
        "One\r\rTwo",
        "\n\n  One  \n\tTwo\n\n",
        "One\r\nTwo\nThree\rFour",
        " \u00a0\u2028odd\u200b ",
    ],
)
def test_saving_an_untouched_form_makes_no_revision_whatever_newlines_the_text_has(
    newsroom: Newsroom, body: str
) -> None:
    story = newsroom.draft(
        "A headline\nin two lines", body=body, dek=f"x{body}", tags=("a, b", 'say "ah"', "plain"), slug="Odd_Slug-1"
    )
    response = browser(newsroom.reporter).post(edit(story), untouched(story), follow=True)
    assert "Nothing was changed." in words(response)
    assert saved(story).body == body
    assert story.article.revisions.count() == 1


def test_an_edit_keeps_the_newline_style_of_the_text(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="One\r\nTwo\r\n")
    browser(newsroom.reporter).post(edit(story), untouched(story) | {"body": "One\r\nTwo\r\nThree\r\n"})
    assert saved(story).body == "One\r\nTwo\r\nThree\r\n"
    other = newsroom.draft(body="One\nTwo\n")
    browser(newsroom.reporter).post(edit(other), untouched(other) | {"body": "  One\r\nTwo\r\n\r\n"})
    assert saved(other).body == "  One\nTwo\n\n"


def test_lines_that_stayed_keep_their_own_newline_in_a_mixed_text(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="One\r\nTwo\nThree\n")
    browser(newsroom.reporter).post(edit(story), untouched(story) | {"body": "One\r\nNew\r\nTwo\r\nThree\r\n"})
    assert saved(story).body == "One\r\nNew\nTwo\nThree\n"


def test_second_editor_with_a_stale_page_loses_no_text(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    client = browser(newsroom.editor)
    stale = untouched(story) | {"body": "What the second one typed.\r\n"}
    second = person("Olga", Role.EDITOR, desk=newsroom.desk)
    newsroom.save(story, by=second, body="What the first one saved.\n")
    response = client.post(edit(story), stale)
    assert response.status_code == 409
    kept = story.article.revisions.get(body="What the second one typed.\n")
    shown = response.content.decode()
    assert f"side text {kept.pk}" in shown
    assert "What the first one saved." in shown
    assert "<del>first</del>" in shown
    assert "<ins>second</ins>" in shown
    assert "Olga" in shown
    assert saved(story).body == "What the first one saved.\n"
    again = stale | {"version": response.context["sheet"].words["version"].value(), "base": story.article.head_id}
    assert client.post(edit(story), again).status_code == 302
    assert saved(story).body == "What the second one typed.\n"


def test_a_text_that_is_frozen_meanwhile_is_kept_and_shown(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    typed = untouched(story) | {"body": "Too late.\r\n"}
    newsroom.approve(story)
    response = browser(newsroom.editor).post(edit(story), typed)
    assert response.status_code == 409
    assert "frozen" in words(response)
    assert "Too late." in words(response)
    assert story.article.revisions.filter(body="Too late.\n").exists()
    assert saved(story).body != "Too late.\n"


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": ""},
        {"headline": "x" * 2_000_000},
        {"headline": "NUL \x00 inside"},
        {"slug": "no slug!"},
        {"section": "999999"},
        {"authors": ["999999"]},
        {"version": "x"},
        {"version": ""},
        {"tags": "t" * 300},
        {"pictures-TOTAL_FORMS": "x"},
        {"pictures-TOTAL_FORMS": "1", "pictures-0-picture": "99999", "pictures-0-role": "LEAD"},
        {"pictures-TOTAL_FORMS": "1", "pictures-0-picture": "9" * 5_000, "pictures-0-role": "LEAD"},
        {"pictures-TOTAL_FORMS": "1", "pictures-0-picture": "9" * 19, "pictures-0-role": "LEAD"},
        {"add_picture": "424242"},
    ],
)
def test_what_is_wrong_is_named_and_the_text_stays_in_the_form(newsroom: Newsroom, wrong: dict[str, str]) -> None:
    story = newsroom.draft()
    body = "A long day’s writing.\r\n  With its spaces. \r\n"
    response = browser(newsroom.reporter).post(edit(story), untouched(story) | {"body": body} | wrong)
    assert response.status_code == 422
    assert 'id="errors"' in response.content.decode()
    if "headline" in wrong:
        assert '<a href="#id_headline">Headline: ' in response.content.decode()
    assert body.replace("\r\n", "\n").strip() in response.content.decode().replace("\r\n", "\n")
    assert story.article.revisions.count() == 1


def test_fields_that_the_form_does_not_have_change_nothing(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    other = Newsroom.open("Sport")
    more = {
        "status": "PUBLISHED",
        "desk": other.desk.pk,
        "goes_live_at": "2020-01-01T10:00",
        "is_staff": "1",
        "path": "/stolen/",
        "by": other.editor.pk,
        "correction_note": "not for a story that never aired",
        "source": "x",
    }
    browser(newsroom.reporter).post(edit(story), untouched(story) | {"headline": "New"} | more)
    story.refresh_from_db()
    story.article.refresh_from_db()
    assert (story.status, story.desk, story.article.path) == ("DRAFT", newsroom.desk, None)
    assert saved(story).headline == "New"
    assert saved(story).correction_note == ""
    newsroom.reporter.refresh_from_db()
    assert not newsroom.reporter.is_staff
    assert Event.objects.filter(story=story).latest("pk").by == newsroom.reporter


def test_a_correction_is_asked_for_once_the_story_aired(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    client = browser(newsroom.reporter)
    assert 'name="correction_note"' not in client.get(edit(story)).content.decode()
    aired = newsroom.on_air()
    newsroom.act("revise", aired)
    assert 'name="correction_note"' in client.get(edit(aired)).content.decode()
    sent = untouched(aired) | {"correction_type": "CORRECTION", "correction_note": "It was two ferries."}
    client.post(edit(aired), sent)
    assert (saved(aired).correction_type, saved(aired).correction_note) == ("CORRECTION", "It was two ferries.")


def test_bylines_keep_their_order(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    other = Author.objects.create(name="Abel Aster", slug="abel")
    sent = untouched(story) | {"authors": [str(newsroom.author.pk), str(other.pk), ""]}
    browser(newsroom.reporter).post(edit(story), sent)
    assert saved(story).author_ids == (newsroom.author.pk, other.pk)


def test_a_section_that_was_closed_stays_with_the_story_that_has_it(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    Section.objects.update(is_active=False)
    response = browser(newsroom.reporter).post(edit(story), untouched(story) | {"dek": "New."})
    assert response.status_code == 302
    assert saved(story).section_id == newsroom.section.pk


def test_an_uploaded_picture_leads_the_text_in_the_words_of_its_file(newsroom: Newsroom, gull: bytes) -> None:
    story = newsroom.draft()
    file = SimpleUploadedFile("My gull.png", gull, content_type="text/html")
    browser(newsroom.reporter).post(edit(story), untouched(story) | {"add_files": [file]})
    (use,) = saved(story).pictures
    assert (use.role, use.source_name) == ("LEAD", "")
    inline = SimpleUploadedFile("../My gull.png", gull + b" ", content_type="image/png")
    browser(newsroom.reporter).post(edit(story), untouched(story) | {"add_files": [inline], "add_role": "INLINE"})
    assert [use.source_name for use in saved(story).pictures] == ["", "My-gull.png"]


def test_a_picture_of_the_library_is_used_changed_and_taken_out(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.draft()
    client = browser(newsroom.reporter)
    client.post(edit(story), untouched(story) | {"add_picture": picture.pk})
    assert [use.caption for use in saved(story).pictures] == ["A gull."]
    client.post(edit(story), untouched(story) | {"pictures-0-caption": "Another gull.\r\nReally."})
    assert [use.caption for use in saved(story).pictures] == ["Another gull.\nReally."]
    assert client.get(edit(story)).status_code == 200
    client.post(edit(story), untouched(story) | {"pictures-0-remove": "on"})
    assert saved(story).pictures == ()


def test_a_file_that_is_no_picture_is_refused_and_the_text_stays(newsroom: Newsroom, gull: bytes) -> None:
    story = newsroom.draft()
    files = [SimpleUploadedFile("fine.png", gull), SimpleUploadedFile("notes.jpg", b"<script>alert(1)</script>")]
    sent = untouched(story) | {"body": "Kept words.\r\n", "add_files": files}
    response = browser(newsroom.reporter).post(edit(story), sent)
    assert response.status_code == 422
    assert "notes.jpg" in words(response)
    assert "Kept words." in words(response)
    assert "<script>alert" not in response.content.decode()
    assert f'name="pictures-0-picture" value="{Picture.objects.get().pk}"' in response.content.decode()


def test_crops_and_pictures_beyond_the_form_stay_as_they_are(newsroom: Newsroom, picture: Picture) -> None:
    use = drafting.UsedPicture(picture.pk, source_name="a.png", crop={"x": 1})
    many = tuple(replace(use, source_name=f"{number}.png") for number in range(45))
    story = newsroom.draft(pictures=many)
    form = untouched(story)
    for index in range(40, 45):
        form = {name: value for name, value in form.items() if not name.startswith(f"pictures-{index}-")}
    form |= {"pictures-TOTAL_FORMS": 40, "pictures-INITIAL_FORMS": 40, "headline": "New"}
    assert browser(newsroom.reporter).post(edit(story), form).status_code == 302
    assert saved(story).pictures == many


def test_words_typed_after_the_session_ended_are_given_back(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    client = browser(newsroom.reporter)
    sent = untouched(story) | {"body": crlf("Typed too long.\n")}
    client.logout()
    response = client.post(edit(story), sent)
    assert response.status_code == 403
    assert "Typed too long." in words(response)


def test_a_reporter_cannot_edit_what_is_in_review(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    client = browser(newsroom.reporter)
    assert client.get(edit(story)).url == f"/desk/{story.pk}/"
    response = client.post(edit(story), untouched(story) | {"body": "Mine.\r\n"})
    assert response.status_code == 409
    assert story.article.revisions.filter(body="Mine.\n").exists()
