"""The page where people talk about a story: forms without a script, and nothing that was typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.talks import called, fresh, said, talk
from workflow import actions
from workflow.enums import Role, Status
from workflow.models import Story, Thread

Walk = Callable[[Newsroom], Story]

BODY = "The ferry sails again.\n\nThe walk-out is over, and the ferry sails at nine.\n"


def sent(**more: Any) -> dict[str, Any]:
    return {"text": "Is that so?", "quote": "", "before": "", "after": "", "occurrence": "", **more}


def test_a_conversation_is_held_without_a_script(newsroom: Newsroom) -> None:
    story = newsroom.draft(body=BODY)
    editor, reporter = browser(newsroom.editor), browser(newsroom.reporter)
    page = editor.get(f"/desk/{story.pk}/conversation/?paragraph=4").content.decode()
    assert re.search(r"<textarea[^>]*>\s*The walk-out is over, and the ferry sails at nine.</textarea>", page)
    begun = editor.post(
        f"/desk/{story.pk}/conversation/",
        sent(quote="walk-out is over", text="Says\r\nwho?", mention=[f"person-{newsroom.reporter.pk}"]),
    )
    thread = Thread.objects.get()
    assert begun.url == f"/desk/{story.pk}/conversation/#talk-{thread.pk}"
    assert called(thread) == {("person", newsroom.reporter.pk)}
    base = f"/desk/{story.pk}/conversation/{thread.pk}"
    assert reporter.post(f"{base}/reply/", {"text": "The union."}).status_code == 302
    assert said(thread) == ["Says\nwho?", "The union."]
    assert "Called: Rita Test" in words(reporter.get(f"/desk/{story.pk}/conversation/"))
    assert reporter.post(f"{base}/resolve/").status_code == 302
    assert "Resolved by Rita Test" in words(reporter.get(f"/desk/{story.pk}/"))
    assert editor.post(f"{base}/reopen/").status_code == 302


def test_words_that_stand_twice_are_asked_about_on_the_page_and_nothing_typed_is_lost(newsroom: Newsroom) -> None:
    story, client = newsroom.draft(body=BODY), browser(newsroom.editor)
    typed = sent(quote="ferry sails", text="Which one?")
    asked = client.post(f"/desk/{story.pk}/conversation/", typed)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert page.count('type="radio" name="occurrence"') == 2
    assert "[ferry sails] at nine.…" in words(asked)
    assert all(f"\n{one}</textarea>" in page for one in ("ferry sails", "Which one?"))
    assert client.post(f"/desk/{story.pk}/conversation/", {**typed, "occurrence": "1"}).status_code == 302
    assert Thread.objects.get().suffix == " at nine."


def test_a_refused_mention_leaves_the_comment_in_its_form(newsroom: Newsroom) -> None:
    otto = person("Otto", Role.EDITOR, desk=Newsroom.open("Sport").desk)
    story, client = newsroom.draft(), browser(newsroom.editor)
    thread = talk(newsroom, story)
    for path in ("", f"{thread.pk}/reply/"):
        answer = client.post(f"/desk/{story.pk}/conversation/{path}", sent(text="Ask @Otto Test."))
        assert answer.status_code == 409
        assert "“Otto Test” is not on the desk" in words(answer)
        assert "\nAsk @Otto Test.</textarea>" in answer.content.decode()
    forged = client.post(f"/desk/{story.pk}/conversation/", sent(mention=[f"person-{otto.pk}"]))
    assert (forged.status_code, "may not read this story" in words(forged)) == (409, True)
    assert Thread.objects.count() == 1


def test_an_answer_calls_somebody_from_the_desks_list(newsroom: Newsroom) -> None:
    story, client = newsroom.draft(), browser(newsroom.editor)
    twin, otto = person("Rita", Role.LEGAL, desk=newsroom.desk), person("Otto")
    thread = talk(newsroom, story)
    where = f"/desk/{story.pk}/conversation/"
    for page in (client.get(where), client.get(f"/desk/{story.pk}/")):
        listed = re.findall(r'<option value="([^"]*)"></option>', page.content.decode())
        assert listed == [newsroom.desk.name, "Edith Test", "Pia Test", newsroom.reporter.email, twin.email]
    assert client.post(f"{where}{thread.pk}/reply/", sent(call=twin.email)).status_code == 302
    assert client.post(where, sent(call=newsroom.desk.name)).status_code == 302
    assert called(thread) == {("person", twin.pk)}
    assert called(Thread.objects.latest("pk")) == {("desk", newsroom.desk.pk)}
    for name, why in (("Rita Test", "Two people are called"), (otto.email, "may not read this story"), ("X", "Nobody")):
        refused = client.post(f"{where}{thread.pk}/reply/", sent(call=name))
        assert (refused.status_code, why in words(refused)) == (409, True)
        assert f'value="{name}"' in refused.content.decode()
    assert len(said(thread)) == 2


def test_an_answer_that_came_after_the_thread_was_resolved_is_shown_back(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    thread = talk(newsroom, story)
    for _one in range(25):
        talk(newsroom, story)
    actions.resolve(thread=thread, by=newsroom.reporter, now=newsroom.now)
    answer = browser(newsroom.editor).post(f"/desk/{story.pk}/conversation/{thread.pk}/reply/", {"text": "Too late"})
    assert (answer.status_code, "What you typed: Too late" in words(answer)) == (409, True)


@pytest.mark.parametrize(
    "more",
    [
        {"text": "x" * 5_001},
        {"text": ""},
        {"text": "a\x00b"},
        {"quote": "x" * 2_001},
        {"quote": "a\x00b"},
        {"before": "x" * 1_001},
        {"occurrence": "-1"},
        {"occurrence": "9" * 40},
        {"occurrence": "x"},
        {"revision": "9" * 40},
        {"revision": "x"},
        {"mention": ["person-x"]},
        {"mention": ["person-" + "9" * 30]},
        {"mention": ["desk-٣"]},
        {"mention": ["x" * 10_000]},
    ],
)
def test_a_form_with_broken_fields_gets_one_clear_answer(newsroom: Newsroom, more: dict[str, Any]) -> None:
    story = newsroom.draft(body=BODY)
    answer = browser(newsroom.editor).post(f"/desk/{story.pk}/conversation/", sent(**more))
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert Thread.objects.count() == 0


def test_fields_that_no_page_asked_for_change_nothing(newsroom: Newsroom) -> None:
    story, other = newsroom.draft(), newsroom.draft()
    forged = {
        "by": newsroom.publisher.pk,
        "story": other.pk,
        "status": "KILLED",
        "link": "1",
        "resolved_at": "2020-01-01",
    }
    response = browser(newsroom.reporter).post(f"/desk/{story.pk}/conversation/", sent(**forged))
    thread = Thread.objects.get()
    assert (response.status_code, thread.story, thread.resolved_at) == (302, story, None)
    assert (thread.comments.get().by, fresh(story).status) == (newsroom.reporter, Status.DRAFT)


def test_a_revision_of_another_story_is_no_ground_for_a_quote(newsroom: Newsroom) -> None:
    story, other = newsroom.draft(body=BODY), newsroom.draft(body="zqxsecret words")
    head = fresh(other).article.head_id
    answer = browser(newsroom.editor).post(f"/desk/{story.pk}/conversation/", sent(quote="zqxsecret", revision=head))
    assert (answer.status_code, Thread.objects.count()) == (409, 0)


def test_a_form_without_its_token_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    thread = talk(newsroom, story)
    client = browser(newsroom.editor, enforce_csrf_checks=True)
    for path in ("", f"{thread.pk}/reply/", f"{thread.pk}/resolve/", f"{thread.pk}/reopen/"):
        assert client.post(f"/desk/{story.pk}/conversation/{path}", sent()).status_code == 403
    assert said(thread) == ["Is that so?"]


def test_what_was_typed_while_signed_out_is_shown_back(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    answer = Client().post(f"/desk/{story.pk}/conversation/", sent(text="A long thought", quote="ferry"))
    assert answer.status_code == 403
    assert all(word in answer.content.decode() for word in ("A long thought", "ferry"))


@pytest.mark.parametrize("path", ["", "conversation/"])
def test_a_page_asks_as_often_for_thirty_threads_as_for_one(newsroom: Newsroom, path: str) -> None:
    story, client = newsroom.draft(body=BODY), browser(newsroom.editor)

    def grow(count: int) -> None:
        for number in range(count):
            thread = talk(newsroom, story, "@Rita Test", quote="walk-out", by=newsroom.editor)
            actions.reply(thread=thread, by=newsroom.reporter, now=newsroom.now, text=f"@{newsroom.desk.name}")
            if number % 2:
                actions.resolve(thread=thread, by=newsroom.reporter, now=newsroom.now)

    grow(2)
    few = queries(client, f"/desk/{story.pk}/{path}")
    grow(30)
    assert queries(client, f"/desk/{story.pk}/{path}") == few
