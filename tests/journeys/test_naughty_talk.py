"""Words that break things, said in a conversation and from outside: shown as they were typed, and inert."""

import pytest
from django.test import Client

from tests.journeys.browsers import Browser
from tests.journeys.test_naughty_words import WORDS, assert_inert
from tests.people import Newsroom
from tests.workflow.talks import fresh, said, shared
from workflow.models import Comment, Thread

#: What a field of one line, or a header, can't hold.
ONE_LINE = [word for word in WORDS if "\x00" not in word and "\u2028" not in word and word.strip() == word]


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_what_is_said_on_the_desk_comes_back_as_it_was_typed(desk: Newsroom, editor: Browser, words: str) -> None:
    story = desk.draft(body=f"Before.\n\n{words}\n\nAfter.\n" if "\x00" not in words else "Plain.\n")
    typed = {"text": f"{words}.", "quote": words[:2_000]}
    answer = editor.send(
        editor.open(f"/desk/{story.pk}/conversation/").form(f"/desk/{story.pk}/conversation/"), **typed
    )
    assert answer.status in {200, 422}
    assert said(Thread.objects.get()) == [typed["text"]] if answer.status == 200 else not Thread.objects.exists()
    assert ("\x00" in words) == (answer.status == 422), answer.told
    for path in ("", "conversation/", "conversation/?paragraph=4"):
        page = editor.open(f"/desk/{story.pk}/{path}")
        assert page.status == 200
        assert_inert(page.response.content)


@pytest.mark.parametrize("words", ONE_LINE, ids=range(len(ONE_LINE)))
def test_what_comes_from_outside_is_shown_inert_on_both_sides(desk: Newsroom, editor: Browser, words: str) -> None:
    story = fresh(desk.draft(body=f"Before.\n\n{words}\n"))
    made = shared(desk, story, name=words[:200])
    address = f"/review/{made.token}/"
    agent = words.encode("utf-8").decode("latin-1")
    answer = Client().post(address, {"text": words, "quote": ""}, headers={"user-agent": agent})
    assert (answer.status_code, Comment.objects.get().text) == (302, words)
    for page in (
        Client().get(address),
        editor.client.get(f"/desk/{story.pk}/share/"),
        editor.client.get(f"/desk/{story.pk}/"),
    ):
        assert page.status_code == 200
        assert_inert(page.content)
