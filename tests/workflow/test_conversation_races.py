"""People who talk while others move the story: the record stays whole, and of two who settle a thread one is told."""

import threading
from functools import partial

import pytest
from django.db import connections, transaction

from tests.people import Newsroom
from tests.workflow.talks import fresh, shared, talk
from tests.workflow.test_races import at_once, nothing_differs, one_winner
from workflow import actions
from workflow.actions import sharing
from workflow.enums import Status
from workflow.exceptions import NotNow
from workflow.models import Comment, Event


def test_of_two_who_resolve_a_thread_at_once_one_is_told(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    for _round in range(5):
        thread = talk(newsroom, newsroom.draft())
        ask = partial(actions.resolve, thread=thread, now=newsroom.now)
        event, _refusal = one_winner(
            at_once(partial(ask, by=newsroom.editor), partial(ask, by=newsroom.reporter)), NotNow
        )
        thread.refresh_from_db()
        assert thread.resolved_by_id == event.by_id
    nothing_differs()


def test_a_comment_waits_for_a_move_so_that_the_record_replays(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    story = fresh(newsroom.draft())
    said: list[Event] = []

    def say() -> None:
        said.append(actions.open_thread(story=story, by=newsroom.editor, now=newsroom.now, text="A word."))
        connections.close_all()

    comment = threading.Thread(target=say)
    with transaction.atomic():
        actions.file(story=story, version=story.version, by=newsroom.reporter, now=newsroom.now)
        comment.start()
        comment.join(timeout=0.5)
    comment.join(timeout=30)
    assert [(event.status_before, event.status_after) for event in said] == [(Status.IN_REVIEW, Status.IN_REVIEW)]
    nothing_differs()


def test_a_link_takes_no_more_comments_than_it_may_however_many_come_at_once(
    live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = live_newsroom
    monkeypatch.setattr(sharing, "MOST_IN_AN_HOUR", 2)
    made = shared(newsroom, newsroom.draft())
    say = partial(actions.comment_from_outside, link=made.link, now=newsroom.now, text="A word.")
    outcomes = at_once(*[say] * 5)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Event"] * 2 + ["NotNow"] * 3
    assert Comment.objects.count() == 2
    nothing_differs()
