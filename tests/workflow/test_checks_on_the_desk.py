"""The checks as people meet them: on the story's page, beside the text they write, and in the administration."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import drafting
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, untouched, words
from workflow.checks import TABLE, style
from workflow.enums import CheckLevel, Role
from workflow.models import CheckSetting, Story, StyleIgnore, StyleRule

RULES = "/admin/workflow/stylerule/"


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


def levels(desk_id: int, **chosen: CheckLevel) -> dict[str, str]:
    """Return what the desk's page sends: every check with its level, as shown or as chosen."""
    known = dict(CheckSetting.objects.filter(desk=desk_id).values_list("check_name", "pk"))
    rows = [*known, *(name for name in TABLE if name not in known)]
    sent = {"check_settings-TOTAL_FORMS": str(len(rows)), "check_settings-INITIAL_FORMS": str(len(known))}
    for number, name in enumerate(rows):
        row = CheckSetting.objects.filter(pk=known.get(name)).first()
        level = chosen.get(name) or (row.level if row else TABLE[name].default)
        for field, value in (("check_name", name), ("level", level), ("id", known.get(name, "")), ("desk", desk_id)):
            sent[f"check_settings-{number}-{field}"] = str(value)
    return sent


def desk_form(newsroom: Newsroom, **chosen: CheckLevel) -> dict[str, str]:
    desk = newsroom.desk
    plain = {"name": desk.name, "slug": desk.slug, "has_four_eyes": "on", "is_active": "on"}
    sent = {f"{name}-{kind}_FORMS": "0" for name in ("memberships", "stages") for kind in ("TOTAL", "INITIAL")}
    return plain | sent | levels(desk.pk, **chosen)


def test_an_administrator_sets_what_a_check_counts_on_a_desk(newsroom: Newsroom, client: Client, chief: User) -> None:
    desk = newsroom.desk
    desk.stages.all()
    address = f"/admin/workflow/desk/{desk.pk}/change/"
    page = client.get(address).content.decode()
    assert page.count('name="check_settings-') == len(TABLE) * 4 + 4
    form = desk_form(newsroom, DEK=CheckLevel.REQUIRED, TWIN=CheckLevel.OFF)
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.context["errors"]
    assert dict(CheckSetting.objects.values_list("check_name", "level")) == {"DEK": "REQUIRED", "TWIN": "OFF"}
    assert client.post(address, desk_form(newsroom, DEK=CheckLevel.OFF)).status_code == 302
    assert dict(CheckSetting.objects.values_list("check_name", "level")) == {"DEK": "OFF", "TWIN": "OFF"}


@pytest.mark.parametrize("name", ["EMBARGO", "ADDRESS"])
def test_what_is_structural_shows_as_required_and_can_not_be_set(
    newsroom: Newsroom, client: Client, chief: User, name: str
) -> None:
    address = f"/admin/workflow/desk/{newsroom.desk.pk}/change/"
    page = client.get(address).content.decode()
    assert len(re.findall(r"<select[^>]*check_settings-\d+-level[^>]*\bdisabled", page)) == 2
    assert client.post(address, desk_form(newsroom, **{name: CheckLevel.OFF})).status_code == 302
    assert not CheckSetting.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("check_name", "NOTHING"), ("level", "VERY"), ("check_name", "TWIN")])
def test_a_level_that_makes_no_sense_is_refused(
    newsroom: Newsroom, client: Client, chief: User, field: str, value: str
) -> None:
    form = desk_form(newsroom, DEK=CheckLevel.REQUIRED, TWIN=CheckLevel.OFF)
    answer = client.post(
        f"/admin/workflow/desk/{newsroom.desk.pk}/change/", form | {f"check_settings-1-{field}": value}
    )
    assert answer.status_code == 200
    assert not CheckSetting.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"pattern": "(a"}, "RE2 can’t read this pattern: missing )"),
        ({"pattern": "(?=a)b"}, "RE2 can’t read this pattern: invalid perl operator"),
        ({"pattern": "a*"}, "The pattern is content with no words at all"),
        ({"pattern": "[ab]{999}"}, "The pattern is too large"),
        ({"pattern": "a", "suggestion": r"\3"}, "The suggestion asks for group 3, and the pattern has 0."),
        ({"pattern": "a" * 201}, "at most 200 characters"),
    ],
)
def test_a_bad_rule_is_refused_in_words(
    newsroom: Newsroom, client: Client, chief: User, given: dict[str, str], told: str
) -> None:
    answer = client.post(f"{RULES}add/", {"desk": newsroom.desk.pk, "is_active": "on"} | given)
    assert answer.status_code == 200
    assert told in html.unescape(answer.content.decode())
    assert not StyleRule.objects.exists()


def test_a_good_rule_is_kept_and_its_counts_are_read_only(newsroom: Newsroom, client: Client, chief: User) -> None:
    given = {"desk": newsroom.desk.pk, "pattern": r"(a+)+$", "suggestion": r"\1", "is_active": "on", "taken": "99"}
    assert client.post(f"{RULES}add/", given).status_code == 302
    assert StyleRule.objects.get().taken == 0


def test_a_desk_has_a_bounded_number_of_rules(newsroom: Newsroom, client: Client, chief: User) -> None:
    StyleRule.objects.bulk_create(
        StyleRule(desk=newsroom.desk, pattern=f"word{number}") for number in range(style.MOST_RULES)
    )
    given = {"desk": newsroom.desk.pk, "pattern": "more", "is_active": "on"}
    assert "switch one off first" in client.post(f"{RULES}add/", given).content.decode()
    del given["is_active"]
    assert client.post(f"{RULES}add/", given).status_code == 302


def test_the_list_of_rules_takes_as_many_queries_for_thirty_as_for_one(
    newsroom: Newsroom, client: Client, chief: User, rule: StyleRule
) -> None:
    counted = []
    for number in (0, 30):
        StyleRule.objects.bulk_create(
            StyleRule(desk=Newsroom.open().desk, pattern=f"word{key}") for key in range(number)
        )
        with CaptureQueriesContext(connection) as captured:
            assert "website" in client.get(RULES).content.decode()
        counted.append(len(captured))
    assert counted[0] == counted[1]
