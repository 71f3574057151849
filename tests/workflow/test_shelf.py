"""The shelf: two different people release a prewritten story, and nothing goes round them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from articles import drafting
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, buttons, untouched, words
from workflow import actions, people
from workflow.enums import Role, Status
from workflow.exceptions import NotNow, NotYours, WorkflowError
from workflow.models import Membership, Story
from workflow.posts import files, importing

REFUSAL = "The story is on the shelf: two people have to release it first."


def shelved(newsroom: Newsroom, *, is_signed: bool = True) -> Story:
    story = newsroom.filed("A bell-ringer dies")
    if is_signed:
        newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("shelve", story, reason="An obituary, written ahead.")
    return story


def released_once(newsroom: Newsroom) -> Story:
    story = shelved(newsroom)
    newsroom.act("release", story, by=newsroom.editor)
    return story


def on_the_shelf(story: Story) -> tuple[bool, str | None]:
    fresh = Story.objects.select_related("released_by").get(pk=story.pk)
    return fresh.shelved_at is not None, fresh.released_by.first_name if fresh.released_by else None


def test_two_people_release_and_then_it_can_be_approved(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    assert on_the_shelf(story) == (True, "Edith")
    event = newsroom.act("release", story, by=newsroom.publisher)
    assert on_the_shelf(story) == (False, None)
    assert event.facts == {"is_off_the_shelf": True}
    newsroom.act("approve", story)
    assert story.status == Status.APPROVED


def test_one_person_never_gives_both_releases(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    with pytest.raises(NotYours) as refusal:
        newsroom.act("release", story, by=newsroom.editor)
    assert str(refusal.value) == "You released it already: somebody else has to do so, too."
    assert "release" not in buttons(browser(newsroom.editor).get(f"/desk/{story.pk}/"))
    assert "release" in buttons(browser(newsroom.publisher).get(f"/desk/{story.pk}/"))


@pytest.mark.parametrize("releases", [0, 1])
@pytest.mark.parametrize("verb", ["approve", "override", "break_news"])
def test_no_way_to_readers_leads_past_the_shelf(newsroom: Newsroom, verb: str, releases: int) -> None:
    story = released_once(newsroom) if releases else shelved(newsroom)
    before = Story.objects.get(pk=story.pk)
    more = {} if verb == "approve" else {"reason": "The bells toll."}
    with pytest.raises(NotNow) as refusal:
        newsroom.act(verb, story, **more)
    assert str(refusal.value) == REFUSAL
    after = Story.objects.get(pk=story.pk)
    assert (after.status, after.version, after.shelved_at) == (before.status, before.version, before.shelved_at)
    assert not story.article.editions.exists()


@pytest.mark.parametrize("verb", ["schedule", "publish", "reschedule"])
def test_a_shelved_story_has_no_place_from_which_it_could_be_planned(newsroom: Newsroom, verb: str) -> None:
    story = shelved(newsroom)
    more = {} if verb == "publish" else {"goes_live_at": newsroom.now + timedelta(hours=1)}
    with pytest.raises(NotNow):
        newsroom.act(verb, story, **more)
    assert not story.article.editions.exists()


def test_a_story_that_is_approved_or_was_on_air_never_comes_on_the_shelf(newsroom: Newsroom) -> None:
    revised = newsroom.on_air()
    newsroom.act("revise", revised)
    for story in (newsroom.approved(), revised):
        with pytest.raises(NotNow):
            newsroom.act("shelve", story, reason="Later.")


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED, Status.KILLED])
def test_the_database_itself_approves_nothing_that_is_on_the_shelf(newsroom: Newsroom, status: Status) -> None:
    story = shelved(newsroom)
    with (
        pytest.raises(IntegrityError, match="shelved_story_is_not_approved"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE workflow_story SET status = %s WHERE id = %s", [status, story.pk])
    with pytest.raises(IntegrityError, match="shelved_story_is_not_approved"), transaction.atomic():
        Story.objects.filter(pk__in=[story.pk]).update(status=status)


def test_the_database_keeps_no_release_of_what_is_not_on_the_shelf(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    with pytest.raises(IntegrityError, match="only_a_shelved_story_is_half_released"), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(shelved_at=None)


def test_a_changed_file_brings_a_new_text_to_the_shelf_and_nothing_off_it(newsroom: Newsroom, tmp_path: Path) -> None:
    story = imported(newsroom, tmp_path, "The first version.")
    newsroom.act("shelve", story, by=newsroom.editor, reason="Ahead of the funeral.")
    newsroom.act("release", story, by=newsroom.editor)
    assert imported(newsroom, tmp_path, "The second version.") == story
    head = Story.objects.select_related("article__head").get(pk=story.pk).article.head
    assert "second version" in head.body
    assert on_the_shelf(story) == (True, None)


def imported(newsroom: Newsroom, folder: Path, body: str) -> Story:
    post = folder / "2026-01-02-bell.md"
    post.write_text(f"---\ntitle: A bell-ringer dies\npublished: true\n---\n\n{body}\n", encoding="utf-8")
    run = importing.Importer(desk=newsroom.desk, by=None, now=newsroom.later(minutes=1), zone=ZoneInfo("UTC"))
    (report,) = run.take(files.find([folder]))
    assert report.outcome in {importing.Outcome.CREATED, importing.Outcome.UPDATED}, report
    return Story.objects.latest("pk")


def test_another_desk_takes_the_shelf_over_with_the_story(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    story = released_once(newsroom)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=other.desk, reason="Theirs.")
    assert on_the_shelf(story) == (True, "Edith")
    newsroom.act("release", story, by=other.publisher)
    assert on_the_shelf(story) == (False, None)


def test_a_release_by_somebody_whose_account_was_shut_since_does_not_count(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    newsroom.editor.is_active = False
    newsroom.editor.save()
    newsroom.act("release", story, by=newsroom.publisher)
    assert on_the_shelf(story) == (True, "Pia")


def test_a_release_by_somebody_whom_the_new_desk_does_not_know_does_not_count(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    story = shelved(newsroom)
    newsroom.act("release", story, by=newsroom.publisher)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=other.desk, reason="Theirs.")
    newsroom.act("release", story, by=other.publisher)
    assert on_the_shelf(story) == (True, "Pia")
    newsroom.act("release", story, by=newsroom.editor)
    assert on_the_shelf(story) == (False, None)


@pytest.mark.parametrize("releases", [0, 1])
def test_a_spiked_story_comes_back_to_the_shelf(newsroom: Newsroom, releases: int) -> None:
    story = released_once(newsroom) if releases else shelved(newsroom)
    before = on_the_shelf(story)
    newsroom.act("spike", story)
    assert on_the_shelf(story) == before
    newsroom.act("restore", story)
    assert (story.status, on_the_shelf(story)) == (Status.IN_REVIEW, before)
    with pytest.raises(NotNow):
        newsroom.act("approve", story)


def test_whoever_sends_it_back_leaves_it_on_the_shelf(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    newsroom.act("send_back", story, note="Ask the family.")
    newsroom.act("file", story)
    assert on_the_shelf(story) == (True, "Edith")


@pytest.mark.parametrize("who", ["the first releaser", "somebody else"])
def test_a_text_that_changes_after_the_first_release_has_to_be_released_twice_again(
    newsroom: Newsroom, who: str
) -> None:
    story = shelved(newsroom)
    second = person("Sam", Role.EDITOR, desk=newsroom.desk)
    newsroom.act("release", story, by=newsroom.editor)
    event = newsroom.save(story, by=newsroom.editor if who == "the first releaser" else second, body="She rang.\n")
    assert event is not None
    assert event.facts["release_taken_back"] is True
    assert on_the_shelf(story) == (True, None)
    newsroom.act("release", story, by=newsroom.publisher)
    assert on_the_shelf(story) == (True, "Pia")
    assert "release taken back: yes" in words(browser(second).get(f"/desk/{story.pk}/history/"))


def test_a_save_that_changes_no_word_leaves_the_release_as_it_is(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    assert newsroom.save(story, by=newsroom.editor) is None
    fresh = Story.objects.select_related("article__head").get(pk=story.pk)
    text = drafting.text_of(fresh.article.head)
    common = {"story": fresh, "by": newsroom.editor, "now": newsroom.now}
    event = actions.save(text=text, version=fresh.version, slugline="bell-ringer", **common)
    assert "release_taken_back" not in event.facts
    with pytest.raises(WorkflowError):
        actions.save(text=replace(text, body="From a stale page.\n"), version=1, **common)
    assert on_the_shelf(story) == (True, "Edith")


@pytest.mark.parametrize("loss", ["deactivated", "demoted", "off the desk"])
def test_a_first_release_counts_only_while_its_giver_could_still_give_it(newsroom: Newsroom, loss: str) -> None:
    story = released_once(newsroom)
    if loss == "deactivated":
        people.deactivate(user=newsroom.editor)
    elif loss == "demoted":
        Membership.objects.filter(user=newsroom.editor).update(role=Role.REPORTER)
    else:
        Membership.objects.filter(user=newsroom.editor).delete()
    newsroom.act("release", story, by=newsroom.publisher)
    assert on_the_shelf(story) == (True, "Pia")
    other = person("Sam", Role.EDITOR, desk=newsroom.desk)
    newsroom.act("release", story, by=other)
    assert on_the_shelf(story) == (False, None)


def test_the_button_is_refused_in_words_and_moves_nothing(newsroom: Newsroom) -> None:
    story = shelved(newsroom)
    client = browser(newsroom.publisher)
    assert {"override", "approve", "break_news"}.isdisjoint(buttons(client.get(f"/desk/{story.pk}/")))
    sent = {"version": Story.objects.get(pk=story.pk).version, "reason": "The bells toll."}
    for verb in ("override", "break_news"):
        response = client.post(f"/desk/{story.pk}/{verb}/", sent)
        assert response.status_code == 409
        assert REFUSAL in words(response)
    assert Story.objects.get(pk=story.pk).status == Status.IN_REVIEW


def test_an_administrator_can_read_a_shelved_story_and_change_nothing_of_it(newsroom: Newsroom) -> None:
    story = shelved(newsroom)
    chief = person("Root")
    chief.is_staff = chief.is_superuser = True
    chief.save()
    client = browser(chief)
    page = f"/admin/workflow/story/{story.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"status": "APPROVED", "shelved_at": ""}).status_code == 403
    assert on_the_shelf(story) == (True, None)


def test_the_shelf_lists_what_is_on_it_with_who_released_it(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    other = Newsroom.open("Sport")
    shelved(other)
    newsroom.draft("Elsewhere")
    response = browser(newsroom.editor).get("/desk/shelf/")
    assert [row.story for row in response.context["rows"]] == [story]
    assert "on the shelf, released by Edith Test" in words(response)
    assert "on the shelf, released by Edith Test" in words(browser(newsroom.editor).get("/desk/all/"))


def test_the_shelf_takes_as_many_queries_for_thirty_stories_as_for_one(newsroom: Newsroom) -> None:
    client, counts = browser(newsroom.editor), []
    for more in (1, 29):
        for _number in range(more):
            released_once(newsroom)
        counts.append(queries(client, "/desk/shelf/"))
    assert counts[0] == counts[1]


def test_an_edit_of_a_shelved_story_goes_through_the_same_door(newsroom: Newsroom) -> None:
    story = released_once(newsroom)
    sent = untouched(story) | {"body": "She rang for forty years.\r\n", "shelved_at": "", "released_by": "1"}
    assert browser(newsroom.editor).post(f"/desk/{story.pk}/edit/", sent).status_code == 302
    assert on_the_shelf(story) == (True, None)
