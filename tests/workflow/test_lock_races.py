"""Colleagues who reach for one story at one moment: one holds it, the others are told, and no word is lost."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connections

from articles import drafting
from articles.models import Revision
from tests.people import Newsroom, person
from tests.workflow.test_races import at_once, nothing_differs, one_winner
from workflow import actions
from workflow.actions.locking import Editing
from workflow.enums import Role, Verb
from workflow.exceptions import MovedMeanwhile, StaleSave
from workflow.models import EditingLock, Event, Story
from workflow.unsaved import Unsaved

ROUNDS = 8


@pytest.fixture(autouse=True)
def _wait_for_nobody(live_newsroom: Newsroom) -> Iterator[None]:
    """Give connections of threads back before the tables are emptied."""
    yield
    connections.close_all()


@pytest.fixture
def newsroom(live_newsroom: Newsroom) -> Newsroom:
    return live_newsroom


@pytest.fixture
def three(newsroom: Newsroom) -> list[User]:
    return [newsroom.editor, *(person(name, Role.EDITOR, desk=newsroom.desk) for name in ("Sam", "Thea"))]


def typed(story: Story, newsroom: Newsroom, body: str) -> Unsaved:
    fresh = Story.objects.select_related("article__head").get(pk=story.pk)
    head = fresh.article.head
    assert head is not None
    text = replace(drafting.text_of(head), body=body)
    return Unsaved("page", newsroom.now, fresh.version, head.pk, fresh.article.slugline, text)


def holders(story: Story, newsroom: Newsroom) -> list[User]:
    return [lock.user for lock in EditingLock.objects.filter(story=story).held(newsroom.now)]


def test_of_three_who_open_at_once_one_holds_and_all_agree_who(newsroom: Newsroom, three: list[User]) -> None:
    for _round in range(ROUNDS):
        story = newsroom.filed()
        opened = at_once(*(partial(actions.open_for_editing, story=story, by=by, now=newsroom.now) for by in three))
        assert all(isinstance(found, Editing) for found in opened), opened
        assert len({found.holder.user_id for found in opened if isinstance(found, Editing)}) == 1
        assert sum(found.is_mine for found in opened if isinstance(found, Editing)) == 1


def test_of_two_who_take_over_at_once_one_does_and_the_other_is_told(newsroom: Newsroom, three: list[User]) -> None:
    edith, sam, thea = three
    for _round in range(ROUNDS):
        story = newsroom.filed()
        words = typed(story, newsroom, "Half a sentence")
        actions.heartbeat(story=story, by=edith, now=newsroom.now, typed=words)
        take = {"story": story, "now": newsroom.now, "holder_id": edith.pk}
        event, refusal = one_winner(
            at_once(*(partial(actions.take_over, by=by, **take) for by in (sam, thea))), MovedMeanwhile
        )
        assert str(refusal).startswith(f"{event.by.get_full_name()} took over")
        assert holders(story, newsroom) == [event.by]
        assert story.article.revisions.filter(body="Half a sentence", created_by=edith).count() == 1
        assert story.events.filter(verb=Verb.TAKE_OVER).count() == 1
    nothing_differs()


def test_a_beat_at_the_moment_of_a_take_over_loses_no_word(newsroom: Newsroom, three: list[User]) -> None:
    edith, sam, _thea = three
    for _round in range(ROUNDS):
        story = newsroom.filed()
        for words in ("First words",):
            actions.heartbeat(story=story, by=edith, now=newsroom.now, typed=typed(story, newsroom, words))
        last = typed(story, newsroom, "Last words")
        outcomes = at_once(
            partial(actions.heartbeat, story=story, by=edith, now=newsroom.now, typed=last),
            partial(actions.take_over, story=story, by=sam, now=newsroom.now, holder_id=edith.pk),
        )
        assert isinstance(outcomes[1], Event), outcomes
        assert isinstance(outcomes[0], Editing), outcomes
        kept = set(story.article.revisions.filter(created_by=edith).values_list("body", flat=True))
        own = EditingLock.objects.get(story=story, user=edith)
        assert "Last words" in kept | {one["text"]["body"] for one in own.unsaved}
        assert holders(story, newsroom) == [sam]


def test_a_save_and_a_take_over_at_once_lose_no_word(newsroom: Newsroom, three: list[User]) -> None:
    edith, sam, _thea = three
    for _round in range(ROUNDS):
        story = newsroom.filed()
        words = typed(story, newsroom, "Saved words")
        actions.heartbeat(story=story, by=edith, now=newsroom.now, typed=words)
        save = {"story": story, "version": words.version, "by": edith, "now": newsroom.now, "text": words.text}
        saved, taken = at_once(
            partial(actions.save, **save),
            partial(actions.take_over, story=story, by=sam, now=newsroom.now, holder_id=edith.pk),
        )
        assert isinstance(saved, Event), saved
        assert isinstance(taken, Event), taken
        assert Revision.objects.filter(article=story.article, body="Saved words").count() in {1, 2}
        assert Story.objects.get(pk=story.pk).article.head_id == saved.revision_id
    nothing_differs()


def test_two_windows_that_save_at_once_keep_both_texts(newsroom: Newsroom) -> None:
    for _round in range(ROUNDS):
        story = newsroom.filed()
        left, right = (typed(story, newsroom, words) for words in ("Left\n", "Right\n"))
        common = {"story": story, "version": left.version, "by": newsroom.editor, "now": newsroom.now}
        event, refusal = one_winner(
            at_once(*(partial(actions.save, text=one.text, **common) for one in (left, right))), StaleSave
        )
        assert isinstance(refusal, StaleSave)
        bodies = set(story.article.revisions.values_list("body", flat=True))
        assert {"Left\n", "Right\n"} < bodies
        assert refusal.current == event.revision
    nothing_differs()


def test_of_two_first_releases_at_once_one_counts(newsroom: Newsroom, three: list[User]) -> None:
    for _round in range(ROUNDS):
        story = newsroom.filed()
        newsroom.act("shelve", story, reason="Ahead.")
        fresh = Story.objects.get(pk=story.pk)
        release = {"story": fresh, "version": fresh.version, "now": newsroom.now}
        one_winner(at_once(*(partial(actions.release, by=by, **release) for by in three[:2])), MovedMeanwhile)
        assert Story.objects.get(pk=story.pk).shelved_at is not None


def test_a_release_and_a_save_at_once_never_let_a_text_off_that_only_one_released(
    newsroom: Newsroom, three: list[User]
) -> None:
    edith, sam, thea = three
    for _round in range(ROUNDS):
        story = newsroom.filed()
        newsroom.act("shelve", story, reason="Ahead.")
        newsroom.act("release", story, by=edith)
        words = typed(story, newsroom, "Slipped in")
        common = {"story": story, "version": words.version, "now": newsroom.now}
        released, saved = at_once(
            partial(actions.release, by=sam, **common), partial(actions.save, by=thea, text=words.text, **common)
        )
        fresh = Story.objects.select_related("article__head").get(pk=story.pk)
        is_new = fresh.article.head.body == "Slipped in"
        assert (fresh.shelved_at is None) is not is_new, (released, saved)
        assert fresh.released_by_id is None
    nothing_differs()
