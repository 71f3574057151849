"""Who is editing, at the desk: pages that beat, colleagues who take over, and words that come back."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, untouched, words
from workflow.actions.locking import BEAT_LASTS
from workflow.enums import Role, Verb
from workflow.models import EditingLock, Event, Story


def edit(story: Story) -> str:
    return f"/desk/{story.pk}/edit/"


def page_of(response: HttpResponse) -> str:
    page: str = response.context["presence"].page
    return page


def beat(client: Client, story: Story, **sent: Any) -> Any:
    return client.post(f"/desk/{story.pk}/editing/", sent)


def text_of(story: Story, page: str, **typed: str) -> dict[str, Any]:
    return untouched(story) | {"page": page, "held": "1"} | typed


def crash(who: User) -> None:
    """Let the pages of this person fall silent for long enough."""
    lock = EditingLock.objects.get(user=who)
    lock.lapses_at -= BEAT_LASTS * 100
    lock.save()


def test_the_second_editor_sees_who_edits_everywhere(newsroom: Newsroom, story: Story, second: User) -> None:
    assert "You are editing this; your colleagues see that." in words(browser(newsroom.editor).get(edit(story)))
    client = browser(second)
    assert "Edith Test is editing this, since" in words(client.get(edit(story)))
    assert "Edith Test is editing this, since" in words(client.get(f"/desk/{story.pk}/"))
    for where in ("/desk/waiting/", "/desk/all/"):
        assert "Edith Test is editing" in words(client.get(where))
    saved = client.post(edit(story), untouched(story) | {"body": "Against the lock.\r\n"})
    assert saved.status_code == 302
    assert story.article.revisions.filter(body="Against the lock.\n").exists()


def test_a_glance_at_the_headers_takes_nothing(newsroom: Newsroom, story: Story) -> None:
    assert browser(newsroom.editor).head(edit(story)).status_code == 200
    assert not EditingLock.objects.exists()


def test_a_page_learns_within_a_beat_that_it_was_taken_over_and_by_whom(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    edith, sam = browser(newsroom.editor), browser(second)
    page = page_of(edith.get(edit(story)))
    first = beat(edith, story, **text_of(story, page, body="Half a sentence")).json()
    assert first == {
        "message": "You are editing this; your colleagues see that.",
        "is_mine": True,
        "holder": None,
        "taken": "",
    }
    taken = sam.post(f"/desk/{story.pk}/take-over/", {"holder": newsroom.editor.pk}, follow=True)
    assert "You are editing now" in words(taken)
    kept = story.article.revisions.get(body="Half a sentence")
    answer = beat(edith, story, page=page, held="1").json()
    assert answer["is_mine"] is False
    assert answer["holder"] == second.pk
    assert answer["message"].startswith("Sam Test is editing this, since ")
    assert answer["taken"] == (
        "Sam Test took over the editing. Go on if you have to: saving is safe, and shows you both texts. "
        f"What you had not saved is kept as side text {kept.pk}."
    )
    assert beat(edith, story, page=page, held="0").json()["taken"] == ""


def test_a_page_that_lapsed_is_told_so_and_not_of_a_take_over_long_ago(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    edith, sam = browser(newsroom.editor), browser(second)
    page = page_of(edith.get(edit(story)))
    crash(newsroom.editor)
    sam.get(edit(story))
    answer = beat(edith, story, page=page, held="1").json()
    assert answer["taken"] == (
        "Sam Test began to edit while nothing was heard of this page. Saving is safe all the same."
    )
    assert not Event.objects.filter(verb=Verb.TAKE_OVER).exists()


def test_what_was_typed_before_pressing_take_over_comes_along(newsroom: Newsroom, story: Story, second: User) -> None:
    browser(newsroom.editor).get(edit(story))
    sam = browser(second)
    page = page_of(sam.get(edit(story)))
    sent = text_of(story, page, body="Typed while I waited.\r\n", holder=str(newsroom.editor.pk))
    response = sam.post(f"/desk/{story.pk}/take-over/", sent, follow=True)
    assert response.context["sheet"].words["body"].value() == "Typed while I waited.\n"
    assert response.context["presence"].holder_id is None
    assert story.article.revisions.count() == 1


def test_unsaved_words_are_offered_to_their_owner_with_what_they_change(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    edith, sam = browser(newsroom.editor), browser(second)
    page = page_of(edith.get(edit(story)))
    beat(edith, story, **text_of(story, page, body="The ferry sinks again.\r\n"))
    crash(newsroom.editor)
    shown = words(sam.get(edit(story)))
    assert "We kept what you had not saved" not in shown
    assert "sinks" not in shown
    back = edith.get(edit(story))
    assert "We kept what you had not saved" in words(back)
    assert "<del>sails</del><ins>sinks</ins>" in back.content.decode()
    assert back.context["sheet"].words["body"].value() == "The ferry sails again.\n"
    goes_on = edith.get(f"{edit(story)}?kept={page}")
    assert goes_on.context["sheet"].words["body"].value() == "The ferry sinks again.\n"
    assert page_of(goes_on) == page
    assert edith.post(edit(story), text_of(story, page, body="The ferry sinks again.\r\n")).status_code == 302
    assert not EditingLock.objects.filter(user=newsroom.editor).exists()


def test_unsaved_words_stay_offered_while_their_owner_writes_something_else(newsroom: Newsroom, story: Story) -> None:
    edith = browser(newsroom.editor)
    old = page_of(edith.get(edit(story)))
    beat(edith, story, **text_of(story, old, body="Kept"))
    new = page_of(edith.get(edit(story)))
    assert new != old
    beat(edith, story, **text_of(story, new))
    beat(edith, story, **text_of(story, new, body="Something else"))
    offers = edith.get(edit(story)).context["presence"].offers
    assert {offer.unsaved.text.body for offer in offers} == {"Kept", "Something else"}
    edith.post(f"/desk/{story.pk}/unsaved/", {"page": old})
    offers = edith.get(edit(story)).context["presence"].offers
    assert [offer.unsaved.text.body for offer in offers] == ["Something else"]


def test_going_on_from_unsaved_words_over_a_newer_text_shows_both(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    edith = browser(newsroom.editor)
    page = page_of(edith.get(edit(story)))
    beat(edith, story, **text_of(story, page, body="Edith's.\r\n"))
    newsroom.save(story, by=second, body="Sam's.\n")
    assert "The story was changed since" in words(edith.get(edit(story)))
    form = edith.get(f"{edit(story)}?kept={page}").context["sheet"].words
    sent = untouched(story) | {name: form[name].value() for name in ("version", "base", "body")} | {"page": page}
    response = edith.post(edit(story), sent)
    assert response.status_code == 409
    assert story.article.revisions.filter(body="Edith's.\n", created_by=newsroom.editor).exists()


@pytest.mark.parametrize(("button", "left"), [({}, 0), ({"go_on": "1"}, 1)])
def test_saving_frees_the_story_unless_one_goes_on(
    newsroom: Newsroom, story: Story, button: dict[str, str], left: int
) -> None:
    edith = browser(newsroom.editor)
    page = page_of(edith.get(edit(story)))
    beat(edith, story, **text_of(story, page, body="Saved soon.\r\n"))
    edith.post(edit(story), text_of(story, page, body="Saved soon.\r\n") | button)
    assert EditingLock.objects.exclude(taken_at=None).count() == left
    assert all(lock.unsaved == [] for lock in EditingLock.objects.all())


def test_a_text_that_was_frozen_meanwhile_is_kept_once(newsroom: Newsroom, story: Story) -> None:
    edith = browser(newsroom.editor)
    page = page_of(edith.get(edit(story)))
    sent = text_of(story, page, body="Too late.\r\n")
    beat(edith, story, **sent)
    newsroom.approve(story)
    answer = beat(edith, story, **sent)
    assert (answer.status_code, answer.json()) == (409, {"message": "The text is frozen: the story is approved."})
    assert edith.post(edit(story), sent).status_code == 409
    assert not EditingLock.objects.exists()
    assert story.article.revisions.filter(body="Too late.\n").count() == 1


def test_a_page_that_closes_frees_the_story_and_keeps_the_words(newsroom: Newsroom, story: Story) -> None:
    edith = browser(newsroom.editor)
    page = page_of(edith.get(edit(story)))
    assert beat(edith, story, leaving="1", **text_of(story, page, body="Closed by mistake")).status_code == 200
    lock = EditingLock.objects.get()
    assert lock.taken_at is None
    assert "Closed by mistake" in edith.get(edit(story)).content.decode()


def test_signing_out_frees_what_was_being_edited(newsroom: Newsroom, story: Story, second: User) -> None:
    edith = browser(newsroom.editor)
    page = page_of(edith.get(edit(story)))
    beat(edith, story, **text_of(story, page, body="Typed before signing out"))
    edith.post("/accounts/logout/")
    assert EditingLock.objects.get().taken_at is None
    assert browser(second).get(edit(story)).context["presence"].holder_id is None
    assert "Typed before signing out" in browser(newsroom.editor).get(edit(story)).content.decode()


def test_a_session_that_is_gone_holds_nothing_and_its_page_hears_so(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    edith = browser(newsroom.editor)
    page = page_of(edith.get(edit(story)))
    Session.objects.all().delete()
    assert browser(second).get(edit(story)).context["presence"].holder_id is None
    assert beat(edith, story, **text_of(story, page, body="Typed")).status_code == 403
    assert beat(edith, story, page=page).status_code == 302


@pytest.mark.parametrize("where", ["editing", "take-over", "unsaved"])
def test_the_doors_are_for_the_desk_and_for_posts(newsroom: Newsroom, story: Story, where: str) -> None:
    address = f"/desk/{story.pk}/{where}/"
    outsider = Newsroom.open("Sport").editor
    assert browser(outsider).post(address, {"holder": newsroom.editor.pk}).status_code == 404
    assert browser(newsroom.editor).get(address).status_code == 405
    assert Client().post(address).status_code == 302
    assert browser(newsroom.editor, enforce_csrf_checks=True).post(address).status_code == 403
    assert not EditingLock.objects.exists()


def test_a_reporter_has_no_part_in_the_story_of_another(newsroom: Newsroom, story: Story) -> None:
    olga = browser(person("Olga", Role.REPORTER, desk=newsroom.desk))
    answer = beat(olga, story, **text_of(story, "p", body="Mine"))
    assert answer.status_code == 403
    assert answer.json() == {"message": "This takes another role on the desk: author, editor."}
    newsroom_editor = browser(newsroom.editor)
    newsroom_editor.get(edit(story))
    response = olga.post(f"/desk/{story.pk}/take-over/", {"holder": newsroom.editor.pk}, follow=True)
    assert "This takes another role on the desk" in words(response)
    assert EditingLock.objects.get().user == newsroom.editor


HOSTILE: list[dict[str, Any]] = [
    {},
    {"page": "p"},
    {"page": "../" * 500, "headline": "x"},
    {"page": "", "headline": "x", "body": "y"},
    {"page": "p", "headline": "", "body": "x" * 1_000_001},
    {"page": "p", "headline": "x" * 600, "version": "no", "base": "-1", "tags": "t" * 20_000},
    {"page": "p", "headline": "NUL \x00", "body": "\x00"},
    {"page": "p", "headline": "x", "section": "99999999999999999999", "authors": ["1", "x", "-3"], "slug": "no slug!"},
    {"page": "p", "headline": "x", "pictures-TOTAL_FORMS": "99999", "pictures-0-picture": "x"},
    {"page": "p", "headline": "x", "user": "1", "taken_at": "2020-01-01", "story": "1", "unsaved": "[]"},
    {"page": "p", "headline": "x", "version": str(2**40), "base": str(2**62)},
    {"holder": "x", "held": "maybe", "leaving": "perhaps"},
]


@pytest.mark.parametrize("sent", HOSTILE)
@pytest.mark.parametrize("where", ["editing", "take-over", "unsaved"])
def test_a_hostile_body_changes_no_story_and_breaks_nothing(
    newsroom: Newsroom, story: Story, sent: dict[str, Any], where: str
) -> None:
    before = Story.objects.values().get(pk=story.pk), story.article.revisions.count()
    edith = browser(newsroom.editor)
    assert edith.post(f"/desk/{story.pk}/{where}/", sent).status_code in {200, 302, 400, 404, 413, 422}
    assert (Story.objects.values().get(pk=story.pk), story.article.revisions.count()) == before
    assert edith.get(edit(story)).status_code == 200
    assert all(lock.user == newsroom.editor for lock in EditingLock.objects.all())


@pytest.mark.parametrize("body", [b"", b"{", b'{"page": "p", "headline": ["x"]}', b"[" * 100_000, b"\xff\xfe\x00"])
def test_a_body_that_is_no_form_says_nothing(newsroom: Newsroom, story: Story, body: bytes) -> None:
    edith = browser(newsroom.editor)
    for kind in ("application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "no/type"):
        answer = edith.post(f"/desk/{story.pk}/editing/", body, content_type=kind)
        assert answer.status_code in {200, 400}
    assert all(lock.unsaved == [] for lock in EditingLock.objects.all())


def test_more_than_any_text_is_refused(newsroom: Newsroom, story: Story) -> None:
    answer = beat(browser(newsroom.editor), story, page="p", headline="x", body="x" * 6_000_000)
    assert answer.status_code in {400, 413}
    assert not EditingLock.objects.exists()


def test_the_base_of_another_story_is_no_base(newsroom: Newsroom, story: Story) -> None:
    other = Newsroom.open("Sport").draft("A secret of the other desk")
    edith = browser(newsroom.editor)
    sent = text_of(story, "p", body="Typed", base=str(other.article.head_id))
    assert beat(edith, story, **sent).status_code == 200
    (kept,) = EditingLock.objects.get().unsaved
    assert kept["base"] == story.article.head_id
    assert "secret" not in str(kept)


def test_nobody_goes_on_from_the_unsaved_words_of_another(newsroom: Newsroom, story: Story, second: User) -> None:
    edith, sam = browser(newsroom.editor), browser(second)
    page = page_of(edith.get(edit(story)))
    beat(edith, story, **text_of(story, page, body="Edith's own"))
    assert "Edith's own" not in words(sam.get(f"{edit(story)}?kept={page}"))
    sam.post(f"/desk/{story.pk}/unsaved/", {"page": page})
    assert "Edith's own" in words(edith.get(f"{edit(story)}?kept={page}"))


def test_what_people_type_is_escaped(newsroom: Newsroom, story: Story) -> None:
    person_named = person("<b>Mallory", Role.EDITOR, desk=newsroom.desk)
    mallory = browser(person_named)
    page = page_of(mallory.get(edit(story)))
    beat(mallory, story, **text_of(story, page, body="<script>alert(1)</script>"))
    for client in (mallory, browser(newsroom.editor)):
        shown = client.get(edit(story)).content.decode()
        assert "<script>alert" not in shown
        assert "<b>Mallory" not in shown


def test_a_list_takes_as_many_queries_for_thirty_stories_in_hands_as_for_one(newsroom: Newsroom) -> None:
    edith, counts = browser(newsroom.editor), []
    for more in (1, 29):
        for _number in range(more):
            edith.get(edit(newsroom.filed()))
        assert "Edith Test is editing" in words(edith.get("/desk/all/"))
        counts.append(queries(edith, "/desk/all/"))
    assert counts[0] == counts[1]
    assert EditingLock.objects.count() == 30
