"""The buttons of the desk: each a form, each refusal in words, nothing typed lost."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from articles import instant
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, buttons, words
from workflow.desk.moves import VERBS
from workflow.enums import Role, Status, Verb
from workflow.models import Embargo, Event, Stage, Story
from workflow.times import wall_time

TIMES = {"goes_live_at", "expires_at", "embargoed_until"}


def post(client: Client, story: Story, verb: str, **said: object) -> Any:
    version = said.pop("version", None) or Story.objects.get(pk=story.pk).version
    if TIMES & said.keys():
        said.setdefault("zone", "Europe/London")
    return client.post(f"/desk/{story.pk}/{verb}/", {"version": version, **said})


def status(story: Story) -> str:
    return Story.objects.get(pk=story.pk).status


def typed(moment: datetime) -> str:
    return wall_time.as_typed(moment, zone=ZoneInfo("Europe/London"))


def test_a_story_goes_from_draft_to_air_by_buttons_alone(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    reporter, editor, publisher = map(browser, (newsroom.reporter, newsroom.editor, newsroom.publisher))
    assert post(reporter, story, "file").url == f"/desk/{story.pk}/"
    assert post(editor, story, "sign", stage=newsroom.stage.pk, verdict="APPROVE").status_code == 302
    assert post(editor, story, "approve").status_code == 302
    response = post(publisher, story, "publish")
    assert "Done: published now." in words(publisher.get(response.url))
    assert status(story) == Status.PUBLISHED


def test_the_page_offers_a_form_for_each_move_that_is_open_and_for_no_other(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    offered = {
        user.first_name: buttons(browser(user).get(f"/desk/{story.pk}/"))
        for user in (newsroom.reporter, newsroom.editor, newsroom.publisher)
    }
    assert offered == {
        "Rita": ["declare", "annotate"],
        "Edith": ["sign", "send_back", "spike", "set_embargo", "shelve", "declare", "annotate"],
        "Pia": ["override", "break_news", "set_embargo", "shelve", "annotate"],
    }


def test_a_late_press_is_told_who_moved_the_story_and_keeps_the_note(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    seen = Story.objects.get(pk=story.pk).version
    newsroom.act("sign", story, stage=newsroom.stage)
    response = post(browser(newsroom.editor), story, "send_back", version=seen, note="Check\n the <b>number</b>.")
    assert response.status_code == 409
    assert "Edith Test moved the story meanwhile" in words(response)
    page = response.content.decode()
    assert "Check\n the &lt;b&gt;number&lt;/b&gt;." in page
    assert f'name="version" value="{Story.objects.get(pk=story.pk).version}"' in page
    assert status(story) == Status.IN_REVIEW


def test_what_was_typed_shows_even_where_the_move_is_no_longer_open(newsroom: Newsroom) -> None:
    story = newsroom.on_air()
    response = post(browser(newsroom.editor), story, "send_back", note="A long note.")
    assert response.status_code == 409
    assert "A long note." in words(response)


def test_a_reporter_who_forges_a_button_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    for verb in ("approve", "spike"):
        assert post(browser(newsroom.reporter), story, verb).status_code == 403
    assert status(story) == Status.IN_REVIEW


def test_the_author_cannot_approve_though_an_editor_too(newsroom: Newsroom) -> None:
    newsroom.desk.memberships.create(user=newsroom.reporter, role=Role.EDITOR)
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    response = post(browser(newsroom.reporter), story, "approve")
    assert response.status_code == 403
    assert "somebody else has to approve it" in words(response)


def test_no_step_is_skipped(newsroom: Newsroom) -> None:
    newsroom.desk.memberships.create(user=newsroom.publisher, role=Role.EDITOR)
    client = browser(newsroom.publisher)
    story = newsroom.draft()
    later = typed(instant.now() + timedelta(days=1))
    for verb, said in (
        ("approve", {}),
        ("publish", {}),
        ("schedule", {"goes_live_at": later}),
        ("override", {"reason": "x"}),
    ):
        assert post(client, story, verb, **said).status_code == 409
    assert status(story) == Status.DRAFT


def test_the_systems_own_move_has_no_address(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=instant.now() + timedelta(days=1))
    assert post(browser(newsroom.publisher), story, "hold", reason="x").status_code == 404


@pytest.mark.parametrize("verb", [verb.lower() for verb in VERBS])
def test_looking_at_a_move_never_makes_it(newsroom: Newsroom, verb: str) -> None:
    story = newsroom.filed()
    before = Event.objects.count()
    for method in ("get", "head", "options", "put", "patch", "delete"):
        assert getattr(browser(newsroom.editor), method)(f"/desk/{story.pk}/{verb}/").status_code == 405
    assert Event.objects.count() == before


def test_a_time_is_taken_by_the_newsrooms_clock(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    year = instant.now().year + 1
    response = post(browser(newsroom.publisher), story, "schedule", goes_live_at=f"{year}-07-01T18:30", expires_at="")
    assert response.status_code == 302
    assert story.article.editions.get().goes_live_at == datetime(year, 7, 1, 17, 30, tzinfo=UTC)
    page = browser(newsroom.publisher).get(response.url)
    assert f"1 July {year}, 18:30 BST" in words(page)
    assert f'value="{year}-07-01T18:30"' in page.content.decode()


def test_a_time_that_the_clocks_jump_over_is_refused_with_the_nearest(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    response = post(browser(newsroom.publisher), story, "schedule", goes_live_at="2027-03-28T01:30")
    assert response.status_code == 422
    assert "2027-03-28 00:59 GMT" in words(response)
    assert "2027-03-28 02:00 BST" in words(response)
    assert 'value="2027-03-28T01:30"' in response.content.decode()
    assert '<a href="#schedule-goes_live_at">Goes live: The clocks go forward' in response.content.decode()
    assert status(story) == Status.APPROVED


def test_a_time_that_comes_twice_is_asked_for(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    client = browser(newsroom.publisher)
    said = {"goes_live_at": "2027-10-31T01:30", "expires_at": "2027-11-05T12:00"}
    response = post(client, story, "schedule", **said)
    assert response.status_code == 422
    assert "2027-10-31 01:30 BST" in words(response)
    assert "2027-10-31 01:30 GMT" in words(response)
    assert response.content.decode().count('type="radio" name="goes_live_at_fold"') == 2
    assert post(client, story, "schedule", **said, goes_live_at_fold="1").status_code == 302
    assert story.article.editions.get().goes_live_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"goes_live_at": "9999-12-31T23:59"}, 422),
        ({"goes_live_at": "soon"}, 422),
        ({"goes_live_at": ""}, 422),
        ({"goes_live_at": "2020-01-01T10:00"}, 409),
        ({"goes_live_at": "2100-01-01T10:00", "expires_at": "2099-01-01T10:00"}, 409),
        ({"goes_live_at": "2100-01-01T10:00", "version": "-1"}, 422),
        ({"goes_live_at": "2100-01-01T10:00", "version": "x" * 100_000}, 422),
        ({"goes_live_at": "2100-01-01T10:00", "goes_live_at_fold": "7"}, 422),
        ({"goes_live_at": "2100\x00-01-01T10:00"}, 422),
    ],
)
def test_odd_times_and_versions_are_refused_in_words(newsroom: Newsroom, said: dict[str, str], expected: int) -> None:
    story = newsroom.approved()
    response = post(browser(newsroom.publisher), story, "schedule", **said)
    assert response.status_code == expected
    assert 'role="alert"' in response.content.decode()
    assert status(story) == Status.APPROVED


def test_a_stage_of_another_desk_does_not_exist_here(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    other = Newsroom.open("Sport").stage
    client = browser(newsroom.editor)
    for stage in (other.pk, 999_999, "x", "9" * 30, ""):
        assert post(client, story, "sign", stage=stage, verdict="APPROVE").status_code == 404
    older = Stage.objects.create(desk=newsroom.desk, stage_set=9, name="Old")
    assert post(client, story, "sign", stage=older.pk, verdict="APPROVE").status_code == 409


def test_a_kill_asks_for_reason_and_notice(newsroom: Newsroom) -> None:
    story = newsroom.on_air()
    client = browser(newsroom.publisher)
    assert post(client, story, "kill", reason="libel").status_code == 422
    assert post(client, story, "kill", reason="  ", notice="x").status_code == 409
    assert status(story) == Status.PUBLISHED
    assert post(client, story, "kill", reason="libel", notice="We withdrew this story.").status_code == 302
    page = words(client.get(f"/desk/{story.pk}/"))
    assert "We withdrew this story." in page
    assert "libel" in page


def test_an_embargo_is_set_shown_and_lifted(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    said = {"source": "Ministry", "embargoed_until": "2100-07-01T10:00", "terms": "Not a word", "reason": ""}
    assert post(browser(newsroom.editor), story, "set_embargo", **said).status_code == 302
    assert Embargo.objects.get().embargoed_until == datetime(2100, 7, 1, 9, 0, tzinfo=UTC)
    page = words(browser(newsroom.reporter).get(f"/desk/{story.pk}/"))
    assert "Embargo of Ministry until 1 July 2100, 10:00 BST" in page
    assert "embargo until 1 July 2100, 10:00 BST" in words(browser(newsroom.reporter).get("/desk/"))
    assert post(browser(newsroom.publisher), story, "lift_embargo", reason="They agreed").status_code == 302


def test_an_override_shows_on_the_story_with_what_it_passed_over(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    post(browser(newsroom.publisher), story, "override", reason="Nobody else is in")
    page = words(browser(newsroom.reporter).get(f"/desk/{story.pk}/"))
    assert "Approved by override Pia Test : Nobody else is in Passed over: Copy" in page


def test_a_signature_on_a_text_that_changed_says_so(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    client = browser(newsroom.reporter)
    assert "signed off" in words(client.get(f"/desk/{story.pk}/"))
    other = person("Olga", Role.EDITOR, desk=newsroom.desk)
    newsroom.save(story, by=other, headline="Another one")
    assert "changed since signed: headline and dek" in words(client.get(f"/desk/{story.pk}/"))


def test_an_archive_story_may_keep_its_original_date(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    long_ago = datetime(2001, 5, 4, 12, 0, tzinfo=UTC)
    story.article.original_date = long_ago
    story.article.save(update_fields=["original_date"])
    client = browser(newsroom.publisher)
    assert 'name="keeps_original_date"' in client.get(f"/desk/{story.pk}/").content.decode()
    assert post(client, story, "publish", keeps_original_date="on").status_code == 302
    assert story.article.editions.get().first_published_at == long_ago


def test_an_extra_field_does_not_reach_the_action(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    more = {
        "now": "2001-01-01",
        "by": newsroom.editor.pk,
        "expires_at": "2100-01-01T00:00",
        "keeps_original_date": "on",
    }
    assert post(browser(newsroom.publisher), story, "publish", **more).status_code == 302
    edition = story.article.editions.get()
    assert edition.expires_at is None
    assert Event.objects.get(verb=Verb.PUBLISH).by == newsroom.publisher


def test_a_press_without_a_token_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    client = browser(newsroom.reporter, enforce_csrf_checks=True)
    assert post(client, story, "file").status_code == 403
    assert status(story) == Status.DRAFT
