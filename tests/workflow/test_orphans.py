"""Whoever planned a story loses the right before it airs: the plan stands, and the desk is told, once a plan."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.test_races import at_once
from workflow import audit, deliveries, people, permissions, tasks
from workflow.enums import Role, Status, Verb
from workflow.models import Delivery, Event, Membership, Story
from workflow.permissions import Who
from workflow.sweeps import orphans

Loss = Callable[[Newsroom, User], object]


def demoted(newsroom: Newsroom, user: User) -> None:
    Membership.objects.filter(desk=newsroom.desk, user=user, role=Role.PUBLISHER).delete()


def suspended(_newsroom: Newsroom, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def deactivated(_newsroom: Newsroom, user: User) -> None:
    people.deactivate(user=user)


LOSSES: dict[Loss, str] = {
    demoted: "They are no publisher of the desk any more.",
    suspended: "The account was deactivated.",
    deactivated: "The account was deactivated.",
}


@pytest.fixture
def planner(newsroom: Newsroom) -> User:
    """Another publisher of the desk, who plans what is then nobody's."""
    return person("Paul", Role.PUBLISHER, Role.REPORTER, desk=newsroom.desk)


def planned(newsroom: Newsroom, by: User, **delta: float) -> Story:
    story = newsroom.approved()
    newsroom.act("schedule", story, by, goes_live_at=newsroom.now + timedelta(**(delta or {"hours": 2})))
    return story


def told(story: Story) -> int:
    return story.events.filter(verb=Verb.ORPHAN).count()


def tick(newsroom: Newsroom) -> int:
    return orphans.tick(now=newsroom.now)


@pytest.mark.parametrize("lose", LOSSES)
def test_w16_a_plan_stands_when_its_scheduler_loses_the_right_and_the_desk_is_told_once(
    newsroom: Newsroom, planner: User, lose: Loss
) -> None:
    story = planned(newsroom, planner)
    assert tick(newsroom) == 0
    lose(newsroom, planner)
    assert [tick(newsroom) for _three in range(3)] == [1, 0, 0]
    event = story.events.get(verb=Verb.ORPHAN)
    said = {"scheduler": "Paul Test", "scheduler_id": planner.pk, "reason": LOSSES[lose]}
    assert (event.by, event.facts) == (None, said)
    story.refresh_from_db()
    assert story.status == Status.SCHEDULED
    newsroom.later(hours=3)
    newsroom.tick()
    assert story.events.latest("pk").verb == Verb.AIR
    assert list(audit.differences(now=newsroom.now)) == []


def test_w16_editors_and_publishers_hear_of_it_at_once_and_the_one_who_left_does_not(
    newsroom: Newsroom, planner: User
) -> None:
    story = planned(newsroom, planner)
    demoted(newsroom, planner)
    tick(newsroom)
    deliveries.dispatch(now=newsroom.now)
    mails = Delivery.objects.filter(event=story.events.get(verb=Verb.ORPHAN), channel="MAIL", is_in_digest=False)
    assert set(mails.values_list("user", flat=True)) == {newsroom.editor.pk, newsroom.publisher.pk}


def test_a_right_that_comes_back_is_no_news_and_neither_is_its_second_loss(newsroom: Newsroom, planner: User) -> None:
    story = planned(newsroom, planner)
    for _twice in range(2):
        demoted(newsroom, planner)
        tick(newsroom)
        Membership.objects.create(desk=newsroom.desk, user=planner, role=Role.PUBLISHER)
        tick(newsroom)
    assert told(story) == 1


def test_a_plan_that_another_publisher_makes_is_theirs(newsroom: Newsroom, planner: User) -> None:
    story = planned(newsroom, planner)
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + timedelta(hours=4))
    demoted(newsroom, planner)
    assert tick(newsroom) == 0
    demoted(newsroom, newsroom.publisher)
    assert tick(newsroom) == 1


def test_a_new_plan_that_is_orphaned_is_told_of_anew(newsroom: Newsroom, planner: User) -> None:
    story = planned(newsroom, planner)
    demoted(newsroom, planner)
    tick(newsroom)
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + timedelta(hours=4))
    assert tick(newsroom) == 0
    demoted(newsroom, newsroom.publisher)
    assert tick(newsroom) == 1
    assert told(story) == 2


def test_what_is_not_planned_any_more_or_is_on_air_concerns_nobody(newsroom: Newsroom, planner: User) -> None:
    aired, taken_back = planned(newsroom, planner, minutes=5), planned(newsroom, planner)
    newsroom.act("unschedule", taken_back)
    demoted(newsroom, planner)
    newsroom.later(minutes=5)
    assert tick(newsroom) == 0
    newsroom.tick()
    assert tick(newsroom) == 0
    assert (told(aired), told(taken_back)) == (0, 0)


def test_a_publisher_of_another_desk_is_none_of_this_one(newsroom: Newsroom, planner: User) -> None:
    other = Newsroom.open("Sport")
    planned(newsroom, planner)
    Membership.objects.filter(user=planner, role=Role.PUBLISHER).update(desk=other.desk)
    assert tick(newsroom) == 1


def test_the_right_that_is_asked_for_is_the_one_that_planning_takes() -> None:
    assert permissions.TABLE[Verb.SCHEDULE] == permissions.TABLE[Verb.RESCHEDULE] == {Who.PUBLISHER}


def test_the_page_and_the_list_say_so_as_long_as_it_is_so(newsroom: Newsroom, planner: User) -> None:
    story = planned(newsroom, planner)
    client = browser(newsroom.editor)
    sign, note = "its scheduler may no longer plan", "who may no longer plan it."
    assert sign not in words(client.get("/desk/scheduled/"))
    demoted(newsroom, planner)
    assert sign in words(client.get("/desk/scheduled/"))
    page = words(client.get(f"/desk/{story.pk}/"))
    assert note in page
    assert LOSSES[demoted] in page
    Membership.objects.create(desk=newsroom.desk, user=planner, role=Role.PUBLISHER)
    assert sign not in words(client.get("/desk/scheduled/"))
    assert note not in words(client.get(f"/desk/{story.pk}/"))


def test_the_list_takes_as_many_queries_for_ten_such_plans_as_for_one(newsroom: Newsroom, planner: User) -> None:
    client, counts = browser(newsroom.editor), []
    for more in (1, 9):
        Membership.objects.get_or_create(desk=newsroom.desk, user=planner, role=Role.PUBLISHER)
        for _number in range(more):
            planned(newsroom, planner)
        demoted(newsroom, planner)
        counts.append(queries(client, "/desk/scheduled/"))
    assert counts[0] == counts[1]


def test_only_so_many_plans_are_in_view_the_soonest_first(
    newsroom: Newsroom, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, soon = planned(newsroom, planner, hours=5), planned(newsroom, planner, hours=4)
    demoted(newsroom, planner)
    monkeypatch.setattr(orphans, "IN_VIEW", 1)
    assert tick(newsroom) == 1
    assert (told(soon), told(late)) == (1, 0)
    newsroom.later(hours=4)
    newsroom.tick()
    assert tick(newsroom) == 1
    assert told(late) == 1


def test_one_that_can_not_be_told_of_stops_no_other(
    newsroom: Newsroom, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, other = planned(newsroom, planner), planned(newsroom, planner)
    demoted(newsroom, planner)
    tell = orphans._tell

    def chokes(story: Story, *given: object) -> bool:
        assert story.pk != poison.pk, "poison"
        return tell(story, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(orphans, "_tell", chokes)
    assert tick(newsroom) == 1
    assert (told(poison), told(other)) == (0, 1)


def test_a_sweep_with_nobody_to_tell_asks_once(newsroom: Newsroom, planner: User) -> None:
    for _three in range(3):
        planned(newsroom, planner)
    with CaptureQueriesContext(connection) as captured:
        assert tick(newsroom) == 0
    assert len(captured) == 1


def test_the_job_of_every_half_minute_finds_them(newsroom: Newsroom, planner: User) -> None:
    story = planned(newsroom, planner)
    demoted(newsroom, planner)
    tasks.check_planned()
    assert told(story) == 1


def test_three_sweeps_at_once_tell_of_each_plan_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    stories = [planned(newsroom, newsroom.publisher) for _six in range(6)]
    demoted(newsroom, newsroom.publisher)
    done = at_once(*[partial(orphans.tick, now=newsroom.now)] * 3)
    assert sum(one for one in done if isinstance(one, int)) == len(stories), done
    assert Event.objects.filter(verb=Verb.ORPHAN).count() == len(stories)
    connections.close_all()
