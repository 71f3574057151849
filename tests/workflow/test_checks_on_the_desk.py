"""The checks as people meet them: on the story's page, beside the text they write, and in the administration."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles import drafting
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, untouched, words
from workflow.checks import style
from workflow.enums import Role
from workflow.models import Story, StyleIgnore, StyleRule


@pytest.fixture
def rule(newsroom: Newsroom) -> StyleRule:
    return StyleRule.objects.create(
        desk=newsroom.desk, pattern=r"\bweb site\b", suggestion="website", reason="One word since 2010."
    )


def card(page: str) -> str:
    """Return the card's own source."""
    found = re.search(r'<section class="card-box" id="checks".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def shown(response: object) -> str:
    return card(response.content.decode())  # type: ignore[attr-defined]


def mark_in(page: str) -> str:
    return re.findall(r'(?:name="mark" value|name="(?:take|ignore)" value)="([^"]+)"', page)[0]


def saved(story: Story) -> drafting.Text:
    return drafting.text_of(Story.objects.select_related("article__head").get(pk=story.pk).article.head)  # type: ignore[arg-type]


def test_the_page_of_a_story_says_what_stops_it_and_what_could_be_better(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="It cost TK crowns.", dek="")
    page = words(browser(newsroom.editor).get(f"/desk/{story.pk}/"))
    assert "1 required check fails and stops approval and air." in page
    assert "Placeholders required “TK” stands in the text: write what is missing there." in page
    assert "Dek advisory The story has no dek" in page


def test_a_story_that_was_put_away_has_no_card(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    newsroom.act("spike", story)
    assert shown(browser(newsroom.editor).get(f"/desk/{story.pk}/")) == ""


def test_whoever_files_is_told_what_will_stop_the_approval(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="TK")
    answer = browser(newsroom.reporter).post(f"/desk/{story.pk}/file/", {"version": story.version}, follow=True)
    assert "Filed, but these checks are required and fail: placeholders." in words(answer)


def test_a_refused_approval_says_why_on_the_page(newsroom: Newsroom) -> None:
    story = newsroom.filed(body="TK")
    newsroom.act("sign", story, stage=newsroom.stage)
    answer = browser(newsroom.editor).post(f"/desk/{story.pk}/approve/", {"version": story.version})
    assert answer.status_code == 409
    assert "The desk’s required checks stop this. Placeholders: “TK” stands in the text" in words(answer)


def test_what_a_publisher_passed_over_shows_on_the_card_and_in_the_history(newsroom: Newsroom) -> None:
    story = newsroom.filed(body="TK")
    newsroom.act("override", story, reason="Fire.")
    page = browser(newsroom.editor).get(f"/desk/{story.pk}/")
    assert "Passed over by a publisher: placeholders" in html.unescape(shown(page))
    assert "Nothing stops the story" in shown(page)
    assert "checks passed over: placeholders" in words(page)


def test_a_rule_is_taken_and_ignored_by_buttons_on_the_page(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="A web site and a Web site.")
    client = browser(newsroom.reporter)
    page = shown(client.get(f"/desk/{story.pk}/"))
    assert "One word since 2010." in page
    sent = {"version": story.version, "mark": mark_in(page)}
    assert client.post(f"/desk/{story.pk}/take/", sent).status_code == 302
    assert saved(story).body == "A website and a Web site."
    sent = {"mark": mark_in(shown(client.get(f"/desk/{story.pk}/")))}
    assert client.post(f"/desk/{story.pk}/ignore/", sent).status_code == 302
    assert StyleIgnore.objects.get().words == "Web site"
    assert 'name="mark"' not in shown(client.get(f"/desk/{story.pk}/"))
    rule.refresh_from_db()
    assert (rule.taken, rule.ignored) == (1, 1)


def test_a_stale_button_is_refused_in_words(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="A web site.")
    client = browser(newsroom.reporter)
    sent = {"version": story.version, "mark": mark_in(shown(client.get(f"/desk/{story.pk}/")))}
    newsroom.save(story, by=newsroom.editor, dek="Changed.")
    answer = client.post(f"/desk/{story.pk}/take/", sent)
    assert (answer.status_code, saved(story).body) == (409, "A web site.")
    assert "Edith Test moved the story meanwhile" in words(answer)


def test_who_may_not_change_the_text_sees_findings_without_buttons(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="A web site.")
    colleague = browser(person("Olga", Role.REPORTER, desk=newsroom.desk))
    page = shown(colleague.get(f"/desk/{story.pk}/"))
    assert "not “web site”" in html.unescape(page)
    assert "<form" not in page
    sent = {"version": story.version, "mark": f"{rule.pk}-body-2-{style._digest('web site')}"}
    assert colleague.post(f"/desk/{story.pk}/take/", sent).status_code == 403
    assert colleague.post(f"/desk/{story.pk}/ignore/", sent).status_code == 403


@pytest.mark.parametrize("verb", ["check", "take", "ignore"])
def test_a_story_of_another_desk_does_not_exist(newsroom: Newsroom, verb: str) -> None:
    story = newsroom.draft()
    other = browser(Newsroom.open("Sport").editor)
    assert other.post(f"/desk/{story.pk}/{verb}/", untouched(story)).status_code == 404
    assert other.get(f"/desk/{story.pk}/{verb}/").status_code == 405
    assert Client().post(f"/desk/{story.pk}/{verb}/", {}).status_code == 302


@pytest.mark.parametrize("verb", ["take", "ignore"])
@pytest.mark.parametrize("sent", [{}, {"mark": "\x00", "version": "x"}, {"mark": ["1", "2"], "version": "9" * 400}])
def test_a_broken_form_is_refused_and_never_breaks(newsroom: Newsroom, verb: str, sent: dict[str, str]) -> None:
    story = newsroom.draft()
    answer = browser(newsroom.reporter).post(f"/desk/{story.pk}/{verb}/", sent)
    assert answer.status_code == 409
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_writing_page_shows_the_checks_at_once(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="A web site.")
    page = shown(browser(newsroom.reporter).get(f"/desk/{story.pk}/edit/"))
    assert "not “web site”" in html.unescape(page)
    assert "<form" not in page


def test_what_is_typed_is_checked_and_nothing_is_saved(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    sent = untouched(story) | {"body": "Typed for an hour. TK\r\n", "dek": "", "slugline": "typed"}
    answer = browser(newsroom.reporter).post(f"/desk/{story.pk}/check/", sent)
    assert answer.status_code == 200
    assert "“TK” stands in the text" in html.unescape(shown(answer))
    page = answer.content.decode()
    assert "Typed for an hour. TK" in page
    assert 'value="typed"' in page
    assert f'<form class="writing-form" id="writing" method="post" action="/desk/{story.pk}/edit/"' in page
    assert saved(story).body == "The ferry sails again.\n"
    assert story.article.revisions.count() == 1


def test_a_check_of_a_form_with_errors_loses_nothing(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    sent = untouched(story) | {"headline": "", "body": "Typed for an hour."}
    answer = browser(newsroom.reporter).post(f"/desk/{story.pk}/check/", sent)
    assert answer.status_code == 422
    assert "Typed for an hour." in answer.content.decode()


def test_a_chosen_file_survives_a_check(newsroom: Newsroom, gull: bytes) -> None:
    story = newsroom.draft()
    sent = untouched(story) | {"add_files": SimpleUploadedFile("gull.png", gull, "image/png")}
    page = browser(newsroom.reporter).post(f"/desk/{story.pk}/check/", sent).content.decode()
    assert f'name="pictures-0-picture" value="{Picture.objects.get().pk}"' in page
    assert "gull.png has no alt text" in page


def test_a_script_gets_the_card_alone_of_a_half_written_form(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    sent = untouched(story) | {"headline": "", "body": "TK", "section": "x"}
    answer = browser(newsroom.reporter).post(f"/desk/{story.pk}/check/?card", sent)
    assert answer.status_code == 200
    assert "“TK” stands in the text" in html.unescape(answer.content.decode())
    assert "<html" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_suggestion_taken_while_writing_saves_what_is_typed_with_it(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="One web site.")
    client = browser(newsroom.reporter)
    take = mark_in(shown(client.get(f"/desk/{story.pk}/edit/")))
    sent = untouched(story) | {"body": "Typed before it. One web site.", "take": take}
    answer = client.post(f"/desk/{story.pk}/edit/", sent)
    assert answer.headers["Location"] == f"/desk/{story.pk}/edit/"
    assert saved(story).body == "Typed before it. One website."


def test_a_suggestion_for_words_that_were_typed_away_loses_nothing(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="One web site.")
    client = browser(newsroom.reporter)
    take = mark_in(shown(client.get(f"/desk/{story.pk}/edit/")))
    answer = client.post(f"/desk/{story.pk}/edit/", untouched(story) | {"body": "Typed anew.", "take": take})
    assert (answer.status_code, saved(story).body) == (422, "One web site.")
    assert "Typed anew." in answer.content.decode()
    assert "These words are no longer there" in words(answer)


def test_a_suggestion_upon_a_stale_sheet_keeps_the_typed_text_beside(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="One web site.")
    client = browser(newsroom.reporter)
    take = mark_in(shown(client.get(f"/desk/{story.pk}/edit/")))
    sent = untouched(story) | {"dek": "Typed for an hour.", "take": take}
    newsroom.save(story, by=newsroom.editor, dek="Changed.")
    answer = client.post(f"/desk/{story.pk}/edit/", sent)
    assert answer.status_code == 409
    assert "Nothing is lost" in words(answer)
    assert story.article.revisions.filter(dek="Typed for an hour.", body="One website.").exists()


def test_words_are_let_stand_while_writing_and_the_typed_text_stays(newsroom: Newsroom, rule: StyleRule) -> None:
    story = newsroom.draft(body="One web site.")
    client = browser(newsroom.reporter)
    ignore = mark_in(shown(client.get(f"/desk/{story.pk}/edit/")))
    sent = untouched(story) | {"body": "Typed. One web site.", "ignore": ignore}
    answer = client.post(f"/desk/{story.pk}/check/", sent)
    assert answer.status_code == 200
    assert "Typed. One web site." in answer.content.decode()
    assert 'name="ignore"' not in shown(answer)
    assert saved(story).body == "One web site."
    again = client.post(f"/desk/{story.pk}/check/", sent | {"body": "Gone."})
    assert again.status_code == 422
    assert "These words are no longer there" in words(again)


def test_what_people_and_rules_say_is_only_ever_words(newsroom: Newsroom) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    StyleRule.objects.create(desk=newsroom.desk, pattern="evil.?", suggestion=nasty, reason=nasty)
    story = newsroom.draft("evil<img onerror=1>", body=f"evil& {nasty} [x](http://x/{'<b>'})")
    for address in (f"/desk/{story.pk}/", f"/desk/{story.pk}/edit/"):
        page = shown(browser(newsroom.reporter).get(address))
        assert "onerror" in page
        assert "<img" not in page


def test_the_pages_take_as_many_queries_for_many_findings_as_for_one(newsroom: Newsroom, rule: StyleRule) -> None:
    few = newsroom.draft(body="A web site.")
    many = newsroom.draft(body="A web site. " * 60)
    client = browser(newsroom.reporter)
    counted = []
    for story in (few, many):
        for page in ("", "edit/"):
            counted.append(queries(client, f"/desk/{story.pk}/{page}"))
    assert counted[:2] == counted[2:]
