"""Two people at one budget line at one moment, on connections of their own: one wins, the other is told who."""

import threading
from functools import partial

from django.db import transaction

from articles.models import Article
from tests.people import Newsroom, person
from tests.workflow.test_assignments import FERRY, do, planned
from tests.workflow.test_races import at_once, nothing_differs, one_winner
from workflow import actions
from workflow.enums import Role, Verb
from workflow.exceptions import MovedMeanwhile, NotNow
from workflow.models import Assignment, Event, Story

ROUNDS = 8


def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told_who(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    two = [newsroom.reporter, person("Olga", Role.REPORTER, desk=newsroom.desk)]
    for _round in range(ROUNDS):
        line = planned(newsroom)
        deeds = (partial(actions.claim, line=line, version=line.version, by=by, now=newsroom.now) for by in two)
        event, refusal = one_winner(at_once(*deeds), MovedMeanwhile)
        assert str(refusal).startswith(f"{event.by.get_full_name()} was first (claimed)")
        assert Assignment.objects.get(pk=line.pk).reporter == event.by
        assert line.events.filter(verb=Verb.CLAIM).count() == 1


def test_a_line_started_by_two_at_once_becomes_one_story(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    two = [newsroom.reporter, newsroom.editor]
    for round_ in range(1, ROUNDS + 1):
        line = planned(newsroom, newsroom.reporter)
        deeds = (partial(actions.start, line=line, version=line.version, by=by, now=newsroom.now) for by in two)
        event, _refusal = one_winner(at_once(*deeds), MovedMeanwhile)
        assert Assignment.objects.get(pk=line.pk).story == event.story
        assert (Story.objects.count(), Article.objects.count()) == (round_, round_)
        assert Event.objects.filter(verb=Verb.CREATE).count() == round_
    nothing_differs()


def test_a_story_linked_to_two_lines_at_once_belongs_to_one(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    for _round in range(ROUNDS):
        story, lines = newsroom.draft(), [planned(newsroom), planned(newsroom)]
        deeds = (
            partial(actions.link, line=line, version=line.version, by=newsroom.editor, now=newsroom.now, story=story)
            for line in lines
        )
        event, _refusal = one_winner(at_once(*deeds), NotNow)
        assert list(Assignment.objects.filter(story=story)) == [event.assignment]
        assert story.events.filter(verb=Verb.LINK).count() == 1
    nothing_differs()


def test_a_line_changed_while_its_story_moves_waits_and_leaves_the_record_whole(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    line = planned(newsroom, newsroom.reporter)
    story = do(newsroom, "start", line, newsroom.reporter).story
    fresh = Story.objects.get(pk=story.pk)
    common = {"by": newsroom.editor, "now": newsroom.now}
    changed: list[object] = []
    replan = partial(actions.replan, line=line, version=line.version, plan=FERRY, **common)
    other = threading.Thread(target=lambda: changed.extend(at_once(replan)))
    with transaction.atomic():
        actions.file(story=fresh, version=fresh.version, **common)
        other.start()
        other.join(timeout=0.5)
        assert changed == []
    other.join(timeout=30)
    (event,) = changed
    assert isinstance(event, Event), event
    assert (event.status_before, event.status_after) == ("IN_REVIEW", "IN_REVIEW")
    nothing_differs()
