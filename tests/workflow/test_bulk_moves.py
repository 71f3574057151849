"""One move of many stories: what is refused is listed, the rest is done, each once, whoever goes on with it."""

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Edition
from tests import bulk
from tests.people import Newsroom, person
from tests.processes import wait_until
from tests.workflow.test_packages import together
from tests.workflow.test_races import at_once, many_writers, somebody_waits_for_us
from workflow import actions
from workflow.actions import bulk as bulk_actions
from workflow.enums import Role, Status, Verb
from workflow.exceptions import Missing, NotYours
from workflow.models import BulkMove, Event, Story

HOUR = timedelta(hours=1)


def ask(newsroom: Newsroom, verb: Verb, by: User | None = None, **said: Any) -> BulkMove:
    stories = Story.objects.order_by("pk").values_list("pk", "version")
    return actions.ask_for_many(verb=verb, stories=stories, by=by or newsroom.publisher, now=newsroom.now, said=said)


def go_on(newsroom: Newsroom) -> int:
    return actions.go_on(now=lambda: newsroom.now)


def refusals(bulk_move: BulkMove) -> dict[int, str]:
    return dict(bulk_move.items.exclude(refusal="").values_list("story_id", "refusal"))


def test_three_refusals_are_listed_and_the_rest_is_done(newsroom: Newsroom) -> None:
    bulk.scheduled(newsroom, 60, goes_live_at=newsroom.now + HOUR)
    keys = list(Story.objects.order_by("pk").values_list("pk", flat=True))
    moved, aired, foreign = (Story.objects.get(pk=keys[index]) for index in (5, 20, 40))
    job = ask(newsroom, Verb.RESCHEDULE, goes_live_at=newsroom.now + 5 * HOUR)
    newsroom.act("annotate", moved, urgency=1, ednote="")
    Edition.objects.filter(article=aired.article).update(goes_live_at=newsroom.now + timedelta(seconds=1))
    Story.objects.filter(pk=foreign.pk).update(desk=Newsroom.open("Sport").desk)
    assert go_on(newsroom) == 60
    assert refusals(job).keys() == {moved.pk, aired.pk, foreign.pk}, refusals(job)
    assert "meanwhile" in refusals(job)[moved.pk]
    assert Edition.objects.filter(goes_live_at=newsroom.now + 5 * HOUR).count() == 57
    assert Event.objects.filter(verb=Verb.RESCHEDULE, by=newsroom.publisher).count() == 57
    job.refresh_from_db()
    assert job.finished_at == newsroom.now
    assert go_on(newsroom) == 0


def test_a_second_run_does_nothing_twice_and_a_killed_one_is_gone_on_with(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.scheduled(newsroom, 10, goes_live_at=newsroom.now + HOUR)
    job = ask(newsroom, Verb.UNSCHEDULE)
    done = 0

    def dying() -> datetime:
        nonlocal done
        done += 1
        if done == 5:
            raise KeyboardInterrupt
        return newsroom.now

    with pytest.raises(KeyboardInterrupt):
        actions.go_on(now=dying)
    assert Story.objects.filter(status=Status.APPROVED).count() == 4
    assert go_on(newsroom) == 6
    assert refusals(job) == {}
    assert Event.objects.filter(verb=Verb.UNSCHEDULE).count() == 10


def test_a_fault_in_the_midst_of_one_leaves_it_whole_and_stops_no_other(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.scheduled(newsroom, 3, goes_live_at=newsroom.now + HOUR)
    broken = Story.objects.order_by("pk")[1]
    real = bulk_actions.ACTIONS[Verb.UNSCHEDULE]

    def poisoned(*, story: Story, **said: Any) -> Event:
        event = real(story=story, **said)
        if story.pk == broken.pk:
            raise ZeroDivisionError
        return event

    monkeypatch.setitem(bulk_actions.ACTIONS, Verb.UNSCHEDULE, poisoned)
    job = ask(newsroom, Verb.UNSCHEDULE)
    go_on(newsroom)
    assert refusals(job).keys() == {broken.pk}
    assert set(Story.objects.filter(status=Status.SCHEDULED)) == {broken}
    assert Event.objects.filter(verb=Verb.UNSCHEDULE).count() == 2


@pytest.mark.parametrize("verb", [Verb.UNSCHEDULE, Verb.PUBLISH, Verb.RESCHEDULE])
def test_what_went_with_its_package_is_no_refusal(newsroom: Newsroom, verb: Verb) -> None:
    stories = [newsroom.approved(f"Storm {number}") for number in range(3)]
    together(newsroom, *stories)
    at = newsroom.now + 5 * HOUR
    job = ask(newsroom, verb, **({"goes_live_at": at} if verb is Verb.RESCHEDULE else {}))
    assert go_on(newsroom) == 3
    assert refusals(job) == {}
    assert Event.objects.filter(verb=verb, by=newsroom.publisher).count() == 3


def test_what_was_moved_elsewhere_meanwhile_is_one(newsroom: Newsroom) -> None:
    stories = [newsroom.scheduled(f"Storm {number}", goes_live_at=newsroom.now + HOUR) for number in range(3)]
    job = ask(newsroom, Verb.RESCHEDULE, goes_live_at=newsroom.now + 5 * HOUR)
    newsroom.act("reschedule", stories[0], goes_live_at=newsroom.now + 4 * HOUR)
    newsroom.act("reschedule", stories[1], goes_live_at=newsroom.now + 5 * HOUR)
    newsroom.act("annotate", stories[1], urgency=1, ednote="")
    go_on(newsroom)
    assert refusals(job).keys() == {stories[0].pk, stories[1].pk}


def test_stopped_it_goes_no_further_and_only_who_asked_stops_it(newsroom: Newsroom) -> None:
    bulk.scheduled(newsroom, 4, goes_live_at=newsroom.now + HOUR)
    job = ask(newsroom, Verb.UNSCHEDULE)
    with pytest.raises(NotYours):
        actions.stop(bulk_move=job, by=newsroom.editor, now=newsroom.now)
    actions.stop(bulk_move=job, by=newsroom.publisher, now=newsroom.now)
    assert go_on(newsroom) == 0
    assert not Story.objects.filter(status=Status.APPROVED).exists()


def test_whoever_stops_it_in_the_midst_stops_it_before_the_next_story(newsroom: Newsroom) -> None:
    bulk.scheduled(newsroom, 4, goes_live_at=newsroom.now + HOUR)
    job = ask(newsroom, Verb.UNSCHEDULE)

    def stopping() -> datetime:
        actions.stop(bulk_move=job, by=newsroom.publisher, now=newsroom.now)
        return newsroom.now

    assert actions.go_on(now=stopping) == 1
    assert Story.objects.filter(status=Status.APPROVED).count() == 1


def test_what_a_colleague_did_meanwhile_is_not_taken_for_ones_own_move(newsroom: Newsroom) -> None:
    newsroom.filed()
    job = ask(newsroom, Verb.SEND_BACK, by=newsroom.editor, note="Names, please.")
    olga = person("Olga", Role.EDITOR, desk=newsroom.desk)
    newsroom.act("send_back", Story.objects.get(), by=olga, note="Shorter, please.")
    go_on(newsroom)
    assert "Olga Test moved the story meanwhile" in refusals(job)[Story.objects.get().pk]


def test_what_one_did_before_one_asked_is_not_taken_for_it(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.later(minutes=1)
    newsroom.act("send_back", story, note="Names, please.")
    newsroom.later(minutes=1)
    job = ask(newsroom, Verb.FILE, by=newsroom.reporter)
    newsroom.save(story, by=newsroom.editor, dek="Changed.")
    go_on(newsroom)
    assert "meanwhile" in refusals(job)[story.pk]


def test_g10_rights_are_those_of_the_moment_at_which_each_story_is_moved(newsroom: Newsroom) -> None:
    bulk.scheduled(newsroom, 3, goes_live_at=newsroom.now + HOUR)
    job = ask(newsroom, Verb.UNSCHEDULE)
    newsroom.desk.memberships.filter(user=newsroom.publisher).delete()
    go_on(newsroom)
    assert len(refusals(job)) == 3
    assert not Story.objects.filter(status=Status.APPROVED).exists()


@pytest.mark.parametrize("why", ["none", "many", "kill", "foreign", "nowhere"])
def test_what_can_not_be_asked_of_many_is_refused_at_once(newsroom: Newsroom, why: str) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + HOUR)
    stories = [(story.pk, story.version)]
    verb, by = Verb.UNSCHEDULE, newsroom.publisher
    if why == "none":
        stories = []
    if why == "many":
        stories = [(key, 1) for key in range(1, bulk_actions.MOST + 2)]
    if why == "kill":
        verb = Verb.KILL
    if why == "foreign":
        by = person("Otto", Role.PUBLISHER, desk=Newsroom.open("Sport").desk)
    if why == "nowhere":
        stories.append((10**9, 1))
    with pytest.raises((Missing, NotYours)):
        actions.ask_for_many(verb=verb, stories=stories, by=by, now=newsroom.now, said={})
    assert not BulkMove.objects.exists()


def test_two_workers_at_once_move_each_story_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    bulk.scheduled(newsroom, 30, goes_live_at=newsroom.now + HOUR)
    job = ask(newsroom, Verb.UNSCHEDULE)
    outcomes = at_once(*[partial(go_on, newsroom)] * 3)
    assert sum(outcomes) == 30, outcomes
    assert refusals(job) == {}
    assert Event.objects.filter(verb=Verb.UNSCHEDULE).count() == 30


@many_writers
def test_s13_it_is_noted_in_the_order_in_which_stories_are_locked(live_newsroom: Newsroom) -> None:
    """Else it has the second story and waits for the first, while a package has the first and waits for the second."""
    newsroom = live_newsroom
    first, second = (newsroom.scheduled(f"Storm {number}", goes_live_at=newsroom.now + HOUR) for number in range(2))
    stories = [(second.pk, second.version), (first.pk, first.version)]
    asking = partial(
        actions.ask_for_many, verb=Verb.UNSCHEDULE, stories=stories, by=newsroom.publisher, now=newsroom.now, said={}
    )
    outcomes: list[object] = []
    asker = threading.Thread(target=lambda: outcomes.extend(at_once(asking)))
    with transaction.atomic():
        held = Story.objects.select_for_update(nowait=True).order_by("pk")
        list(held.filter(pk=first.pk))
        asker.start()
        wait_until(somebody_waits_for_us)
        list(held.filter(pk=second.pk))
    asker.join(timeout=60)
    assert [type(one) for one in outcomes] == [BulkMove]
