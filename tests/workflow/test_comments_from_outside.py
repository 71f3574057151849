"""Somebody outside says something to the text that a link shows: to the desk alone, calling nobody, signing nothing."""

import pytest
from django.test import Client

from articles import instant
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import told
from tests.workflow.talks import address, fresh, opened, rewritten, said, sent, shared, talk
from workflow import actions, audit, deliveries
from workflow.actions import sharing
from workflow.deliveries import letters
from workflow.enums import Channel, Verb
from workflow.exceptions import NotNow
from workflow.models import Comment, Delivery, Event, Story, Thread


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return rewritten(newsroom)


def test_a_comment_from_outside_stands_in_the_conversation_with_its_name(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story, name="Ms Lex")
    before = fresh(story)
    answer = Client(enforce_csrf_checks=True).post(address(made), sent(quote="paid twice before", text="Not\r\ntrue."))
    assert (answer.status_code, answer["Location"]) == (302, f"{address(made)}?said#said")
    thread = Thread.objects.get()
    assert (said(thread), thread.quote, thread.comments.get().by) == (["Not\ntrue."], "paid twice before", None)
    assert "Ms Lex from outside" in words(browser(newsroom.reporter).get(f"/desk/{story.pk}/"))
    event = Event.objects.latest("pk")
    assert (event.verb, event.by) == (Verb.COMMENT, None)
    assert event.facts == {"thread": thread.pk, "comment": thread.comments.get().pk, "link": made.link.pk}
    assert "Your comment has reached the newsroom." in words(Client().get(f"{address(made)}?said"))
    assert (fresh(story).version, fresh(story).status) == (before.version, before.status)
    assert list(audit.differences(now=instant.now())) == []


def test_whoever_shared_the_text_hears_what_was_said_of_it_outside(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story)
    Client().post(address(made), sent())
    deliveries.dispatch(now=instant.now())
    assert told(newsroom.editor) == [Verb.COMMENT]
    assert told(newsroom.publisher) == []
    for page in (f"/desk/{story.pk}/", "/desk/inbox/"):
        assert "somebody outside" in words(browser(newsroom.editor).get(page)), page
    mail = Delivery.objects.get(user=newsroom.editor, channel=Channel.MAIL)
    assert "comment · somebody outside" in str(letters.letter([mail]).body)


def test_a_visitor_sees_what_they_said_and_nothing_of_what_the_desk_says(newsroom: Newsroom, story: Story) -> None:
    mine, other = shared(newsroom, story, name="Ms Lex"), shared(newsroom, story, name="Mr Source")
    talk(newsroom, story, "zqxsecret of the desk")
    Client().post(address(mine), sent(text="My own word."))
    thread = Thread.objects.latest("pk")
    actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text="zqxsecret answer")
    page = words(opened(mine))
    assert ("My own word." in page, "zqxsecret" in page) == (True, False)
    page = words(opened(other))
    assert ("My own word." in page, "zqxsecret" in page, "Ms Lex" in page) == (False, False, False)


def test_a_visitor_signs_nothing_and_calls_nobody(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    made = shared(newsroom, story)
    forged = {
        "verdict": "APPROVE",
        "stage": newsroom.stage.pk,
        "version": "1",
        "mention": [f"person-{newsroom.editor.pk}"],
    }
    assert Client().post(address(made), sent(text="@Edith Test, sign it!", **forged)).status_code == 302
    assert (fresh(story).sign_offs.count(), Comment.objects.get().mentions.count()) == (0, 0)


def test_words_that_stand_twice_are_asked_about_outside_too(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story)
    asked = Client().post(address(made), sent(quote="paid twice"))
    page = asked.content.decode()
    assert (asked.status_code, page.count('type="radio" name="occurrence"')) == (422, 2)
    assert "\nThat is libel.</textarea>" in page
    assert Client().post(address(made), sent(quote="paid twice", occurrence="1")).status_code == 302
    assert Thread.objects.get().suffix == " before."


def test_no_words_of_an_earlier_text_can_be_guessed(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story)
    early = story.article.revisions.earliest("pk").pk
    answer = Client().post(address(made), sent(quote="An early word", revision=early))
    assert (answer.status_code, Thread.objects.count()) == (409, 0)


def test_who_may_only_read_has_no_form_and_is_refused(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story, may_comment=False)
    assert b"<form" not in opened(made).content
    assert (Client().post(address(made), sent()).status_code, Comment.objects.count()) == (409, 0)


@pytest.mark.parametrize(
    "more", [{"text": ""}, {"text": "x" * 5_001}, {"text": "\x00"}, {"quote": "x" * 2_001}, {"occurrence": "9" * 30}]
)
def test_a_broken_form_from_outside_gets_one_clear_answer(
    newsroom: Newsroom, story: Story, more: dict[str, str]
) -> None:
    answer = Client().post(address(shared(newsroom, story)), sent(**more))
    assert (answer.status_code, b'role="alert"' in answer.content, Comment.objects.count()) == (422, True, 0)


def test_one_link_brings_so_many_comments_and_no_more(
    newsroom: Newsroom, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shared(newsroom, story)
    monkeypatch.setattr(sharing, "MOST_IN_AN_HOUR", 2)
    monkeypatch.setattr(sharing, "MOST_COMMENTS", 3)
    say = {"link": made.link, "text": "Word."}
    for _time in range(2):
        actions.comment_from_outside(now=newsroom.now, **say)
    with pytest.raises(NotNow, match="no more for now"):
        actions.comment_from_outside(now=newsroom.now, **say)
    actions.comment_from_outside(now=newsroom.later(hours=2), **say)
    with pytest.raises(NotNow):
        actions.comment_from_outside(now=newsroom.later(hours=2), **say)
