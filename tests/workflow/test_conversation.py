"""People talk about a story: on its words or on the whole, with whoever may read it, and with nobody else."""

from collections.abc import Callable

import pytest

from articles import drafting
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.talks import called, fresh, said, talk
from workflow import actions, audit, mentions
from workflow.actions import conversing
from workflow.enums import Role, Verb
from workflow.exceptions import Missing, MovedMeanwhile, NotNow, NotYours, QuoteIsTwice
from workflow.models import Comment, Desk, Event, Mention, Story, Thread

Walk = Callable[[Newsroom], Story]

BODY = "The ferry sails again.\n\nThe walk-out is over, and the ferry sails at nine.\n"


def put_away(newsroom: Newsroom, verb: str, story: Story, **more: str) -> Story:
    newsroom.act(verb, story, **more)
    return story


WALKS: dict[str, Walk] = {
    "draft": Newsroom.draft,
    "in review": Newsroom.filed,
    "approved": Newsroom.approved,
    "published": Newsroom.on_air,
    "spiked": lambda newsroom: put_away(newsroom, "spike", newsroom.draft()),
    "killed": lambda newsroom: put_away(newsroom, "kill", newsroom.on_air(), reason="libel", notice="Withdrawn."),
}


@pytest.mark.parametrize("where", WALKS)
@pytest.mark.parametrize("role", Role.values)
def test_anybody_on_the_desk_talks_wherever_the_story_stands_and_moves_nothing(
    newsroom: Newsroom, role: str, where: str
) -> None:
    story = fresh(WALKS[where](newsroom))
    head = story.article.head_id
    member = person("Mia", role, desk=newsroom.desk)
    thread = talk(newsroom, story, by=member)
    actions.reply(thread=thread, by=member, now=newsroom.now, text="Yes.")
    actions.resolve(thread=thread, by=member, now=newsroom.now)
    actions.reopen_talk(thread=thread, by=member, now=newsroom.now)
    after = fresh(story)
    assert (after.version, after.status, after.article.head_id) == (story.version, story.status, head)
    assert said(thread) == ["Is that so?", "Yes."]
    newsroom.tick()
    assert list(audit.differences(now=newsroom.now)) == []


def test_the_record_names_the_thread_and_the_comment_and_holds_no_word_of_it(newsroom: Newsroom) -> None:
    thread = talk(newsroom, newsroom.draft(), "zqxsecret")
    actions.resolve(thread=thread, by=newsroom.reporter, now=newsroom.now)
    comment, resolved = Event.objects.order_by("pk")[1:]
    assert (comment.verb, comment.facts) == (Verb.COMMENT, {"thread": thread.pk, "comment": thread.comments.get().pk})
    assert (resolved.verb, resolved.facts, resolved.by) == (Verb.RESOLVE, {"thread": thread.pk}, newsroom.reporter)


def test_who_is_not_on_the_desk_says_nothing_and_reads_nothing(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    thread = talk(newsroom, story, "zqxsecret")
    elsewhere = person("Otto", *Role.values, desk=Newsroom.open("Sport").desk)
    left = person("Lena", *Role.values, desk=newsroom.desk)
    left.is_active = False
    left.save()
    for stranger in (elsewhere, left):
        with pytest.raises(NotYours):
            talk(newsroom, story, by=stranger)
        for act, more in ((actions.reply, {"text": "x"}), (actions.resolve, {}), (actions.reopen_talk, {})):
            with pytest.raises(NotYours):
                act(thread=thread, by=stranger, now=newsroom.now, **more)
    client = browser(elsewhere)
    for path in ("", f"{thread.pk}/reply/", f"{thread.pk}/resolve/", f"{thread.pk}/reopen/"):
        answer = client.post(f"/desk/{story.pk}/conversation/{path}", {"text": "x"})
        assert (answer.status_code, b"zqxsecret" in answer.content) == (404, False)
    assert client.get(f"/desk/{story.pk}/conversation/").status_code == 404
    assert said(thread) == ["zqxsecret"]


def test_a_thread_of_another_story_does_not_exist_under_this_one(newsroom: Newsroom) -> None:
    here, there = newsroom.draft(), newsroom.draft()
    thread = talk(newsroom, there, "zqxsecret")
    client = browser(newsroom.editor)
    for path in ("reply", "resolve", "reopen"):
        answer = client.post(f"/desk/{here.pk}/conversation/{thread.pk}/{path}/", {"text": "x"})
        assert (answer.status_code, b"zqxsecret" in answer.content) == (404, False)
    thread.refresh_from_db()
    assert (said(thread), thread.resolved_at) == (["zqxsecret"], None)


def test_a_quote_comes_with_its_surroundings_and_the_text_it_was_taken_from(newsroom: Newsroom) -> None:
    story = newsroom.draft(body=BODY)
    thread = talk(newsroom, story, quote="  walk-out\r\n is over ")
    assert (thread.quote, thread.prefix, thread.suffix) == (
        "walk-out is over",
        "is over. The ferry sails again. The "[-32:],
        ", and the ferry sails at nine.",
    )
    assert thread.revision_id == fresh(story).article.head_id


def test_the_headline_and_the_dek_can_be_quoted_too(newsroom: Newsroom) -> None:
    story = newsroom.draft("Ferry back in service", dek="Nobody swims.")
    assert talk(newsroom, story, quote="Ferry back").quote == "Ferry back"
    assert talk(newsroom, story, quote="Nobody swims").quote == "Nobody swims"


def test_words_that_stand_twice_are_asked_about_unless_it_is_said_which(newsroom: Newsroom) -> None:
    story = newsroom.draft(body=BODY)
    with pytest.raises(QuoteIsTwice) as which:
        talk(newsroom, story, quote="ferry sails")
    assert [place.suffix[:9] for place in which.value.places] == [" again. T", " at nine."]
    chosen = talk(newsroom, story, quote="ferry sails", occurrence=1)
    selected = talk(newsroom, story, quote="ferry sails", context=("over, and the ", " at nine."))
    assert (chosen.suffix, selected.suffix) == (" at nine.", " at nine.")
    assert Thread.objects.count() == 2


def test_words_that_are_not_in_the_text_are_refused_and_so_is_a_text_of_another_story(newsroom: Newsroom) -> None:
    story, other = newsroom.draft(body=BODY), newsroom.draft(body="Quite another thing.")
    with pytest.raises(Missing, match="not in the text"):
        talk(newsroom, story, quote="lock-out")
    with pytest.raises(Missing, match="not one of this story"):
        talk(newsroom, story, quote="another", revision=fresh(other).article.head)


def test_words_quoted_from_the_text_that_somebody_read_are_taken_from_that_one(newsroom: Newsroom) -> None:
    story = newsroom.draft(body=BODY)
    read = fresh(story).article.head
    newsroom.save(story, body="The ferry stays in port.\n")
    thread = talk(newsroom, story, quote="walk-out is over", revision=read)
    assert thread.revision_id == read.pk
    page = words(browser(newsroom.editor).get(f"/desk/{story.pk}/conversation/"))
    assert "walk-out is over the text changed" in page


def test_a_thread_says_where_its_words_stand_until_they_are_gone(newsroom: Newsroom) -> None:
    story = newsroom.draft(body=BODY)
    talk(newsroom, story, quote="walk-out is over")
    client = browser(newsroom.reporter)

    def shown() -> str:
        card, page = (words(client.get(f"/desk/{story.pk}/{path}")) for path in ("", "conversation/"))
        assert card.count("the text changed") == page.count("the text changed")
        return page

    assert "walk-out is over paragraph 4" in shown()
    newsroom.save(story, body=f"New first words.\n\n{BODY}")
    assert "walk-out is over paragraph 5" in shown()
    newsroom.save(story, body="The ferry stays in port.\n")
    assert "walk-out is over the text changed" in shown()


def test_a_thread_is_resolved_by_anybody_on_the_desk_and_takes_answers_again_once_it_is_open(
    newsroom: Newsroom,
) -> None:
    thread = talk(newsroom, newsroom.draft())
    actions.resolve(thread=thread, by=newsroom.reporter, now=newsroom.now)
    with pytest.raises(NotNow, match="resolved meanwhile"):
        actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text="Late.")
    with pytest.raises(NotNow, match="already"):
        actions.resolve(thread=thread, by=newsroom.editor, now=newsroom.now)
    actions.reopen_talk(thread=thread, by=newsroom.publisher, now=newsroom.now)
    with pytest.raises(NotNow, match="open already"):
        actions.reopen_talk(thread=thread, by=newsroom.editor, now=newsroom.now)
    actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text="Now.")
    assert said(thread) == ["Is that so?", "Now."]


@pytest.mark.parametrize("text", ["", " \n", "x" * 5_001, "a\x00b", "half \ud83d"])
def test_a_comment_that_says_nothing_or_that_no_page_could_show_is_refused(newsroom: Newsroom, text: str) -> None:
    story = newsroom.draft()
    with pytest.raises(Missing):
        talk(newsroom, story, text)
    thread = talk(newsroom, story)
    with pytest.raises(Missing):
        actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text=text)
    assert Comment.objects.count() == 1


def test_a_quote_longer_than_anybody_reads_is_refused(newsroom: Newsroom) -> None:
    with pytest.raises(Missing, match="2000 are allowed"):
        talk(newsroom, newsroom.draft(body="x" * 3_000), quote="x" * 2_001)


def test_a_story_has_room_for_so_many_threads_and_a_thread_for_so_many_comments(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversing, "MOST_THREADS", 1)
    monkeypatch.setattr(conversing, "MOST_COMMENTS", 2)
    story = newsroom.draft()
    thread = talk(newsroom, story)
    with pytest.raises(NotNow, match="1 threads"):
        talk(newsroom, story)
    actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text="Two.")
    with pytest.raises(NotNow, match="2 comments"):
        actions.reply(thread=thread, by=newsroom.editor, now=newsroom.now, text="Three.")


# Whom a comment calls.


def test_people_and_the_desk_are_called_by_choice_and_by_name(newsroom: Newsroom) -> None:
    story, desk = newsroom.draft(), newsroom.desk
    rita, pia = newsroom.reporter, newsroom.publisher
    text = f"@rita  test? @[{pia.email}], look. And @{desk.name}! Not press@example.org, nor @BBC."
    assert called(talk(newsroom, story, text.replace("rita  test", "Rita Test"))) == {
        ("person", rita.pk),
        ("person", pia.pk),
        ("desk", desk.pk),
    }
    assert called(talk(newsroom, story, people=[rita.pk], desks=[desk.pk])) == {("person", rita.pk), ("desk", desk.pk)}
    answer = talk(newsroom, story)
    actions.reply(thread=answer, by=rita, now=newsroom.now, text="Ask @edith test.")
    assert called(answer) == {("person", newsroom.editor.pk)}


def test_somebody_who_may_not_read_the_story_is_not_called_and_it_is_said_why(newsroom: Newsroom) -> None:
    story, sport = newsroom.draft(), Newsroom.open("Sport")
    otto = person("Otto", *Role.values, desk=sport.desk)
    left = person("Lena", Role.EDITOR, desk=newsroom.desk)
    left.is_active = False
    left.save()
    why = "may not read this story, so a comment can’t call them"
    for text in (
        "@Otto Test, look",
        f"@{otto.email}",
        f"@[{otto.email}]",
        "@lena test",
        f"Ask @{sport.desk.name} first",
    ):
        with pytest.raises(Missing, match=why):
            talk(newsroom, story, text)
    for chosen in ({"people": [otto.pk]}, {"people": [left.pk]}, {"desks": [sport.desk.pk]}, {"people": [10**9]}):
        with pytest.raises(Missing, match=why):
            talk(newsroom, story, **chosen)
    assert (Thread.objects.count(), Mention.objects.count()) == (0, 0)


def test_a_name_that_two_people_have_is_asked_about_and_one_that_nobody_has_is_refused_in_brackets(
    newsroom: Newsroom,
) -> None:
    story, twin = newsroom.draft(), person("Rita", Role.REPORTER, desk=newsroom.desk)
    with pytest.raises(Missing, match="Two people are called “Rita Test”"):
        talk(newsroom, story, "@Rita Test")
    assert called(talk(newsroom, story, f"@{twin.email}")) == {("person", twin.pk)}
    with pytest.raises(Missing, match="Nobody on the desk"):
        talk(newsroom, story, "@[Nobody Inparticular]")


def test_a_colleague_is_called_though_somebody_elsewhere_has_the_same_name(newsroom: Newsroom) -> None:
    person("Rita", Role.REPORTER, desk=Newsroom.open("Sport").desk)
    assert called(talk(newsroom, newsroom.draft(), "@Rita Test")) == {("person", newsroom.reporter.pk)}


def test_a_comment_calls_no_crowd(newsroom: Newsroom) -> None:
    text = " ".join(f"@[{number}]" for number in range(mentions.MOST + 1))
    with pytest.raises(Missing, match="20 people at most"):
        talk(newsroom, newsroom.draft(), text)


# At the desk.


def test_a_comment_is_not_taken_for_the_move_that_was_there_first(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    stale = fresh(story).version
    newsroom.act("send_back", story, note="More.")
    talk(newsroom, story, by=newsroom.reporter)
    with pytest.raises(MovedMeanwhile, match=r"Edith Test moved the story meanwhile \(sent back\)"):
        actions.approve(story=fresh(story), version=stale, by=newsroom.editor, now=newsroom.now)


def test_a_text_of_a_million_characters_is_quoted_and_shown(newsroom: Newsroom) -> None:
    body = "word and word again. " * 47_000
    assert len(body) < drafting.LIMITS["body"]
    story = newsroom.draft(body=f"{body}\n\nThe end is near.")
    talk(newsroom, story, quote="The end is near")
    with pytest.raises(Missing, match="very often"):
        talk(newsroom, story, quote="word and")
    assert "The end is near paragraph 4" in words(browser(newsroom.editor).get(f"/desk/{story.pk}/conversation/"))


def test_another_desk_takes_the_conversation_over_with_the_story(newsroom: Newsroom) -> None:
    sport = Newsroom.open("Sport")
    story = newsroom.draft()
    thread = talk(newsroom, story)
    sport.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=Desk.objects.get(pk=sport.desk.pk), reason="Sport.")
    with pytest.raises(NotYours):
        actions.reply(thread=thread, by=newsroom.reporter, now=newsroom.now, text="x")
    actions.reply(thread=thread, by=sport.reporter, now=newsroom.now, text="Ours now.")
    assert said(thread) == ["Is that so?", "Ours now."]
