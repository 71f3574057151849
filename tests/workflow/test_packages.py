"""A package has one plan: one instant, one transaction, and what one of its stories loses, they all lose."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Edition
from tests.people import Newsroom, person
from tests.workflow.test_races import at_once, nothing_differs
from workflow import actions, audit
from workflow.actions import move
from workflow.actions.packages import MOST
from workflow.enums import Role, Status, Verb
from workflow.exceptions import AlreadyOnAir, Missing, MovedMeanwhile, NotNow, NotYours, WorkflowError
from workflow.models import Event, Package, Story

HOUR = timedelta(hours=1)


def seen(*stories: Story) -> list[tuple[Story, int]]:
    fresh = [Story.objects.select_related("article").get(pk=story.pk) for story in stories]
    return [(story, story.version) for story in fresh]


def together(newsroom: Newsroom, *stories: Story, at: datetime | None = None, by: User | None = None) -> Package:
    package = actions.schedule_together(
        stories=seen(*stories),
        by=by or newsroom.publisher,
        now=newsroom.now,
        slugline="storm",
        goes_live_at=at or newsroom.now + 3 * HOUR,
    )
    for story in stories:
        story.refresh_from_db()
    return package


def standing(*stories: Story) -> set[tuple[str, datetime | None]]:
    """Where the stories are, and when they are planned for."""
    found = set()
    for story in stories:
        story.refresh_from_db()
        planned = Edition.objects.filter(article=story.article_id, announced_at=None).first()
        found.add((story.status, planned.goes_live_at if planned else None))
    return found


@pytest.fixture
def three(newsroom: Newsroom) -> Iterator[list[Story]]:
    yield [newsroom.approved(f"Storm, part {number}") for number in range(3)]
    assert list(audit.differences(now=newsroom.now)) == []


def test_stories_are_planned_for_one_instant_and_air_at_it(newsroom: Newsroom, three: list[Story]) -> None:
    at = newsroom.now + 2 * HOUR
    package = together(newsroom, *three, at=at)
    assert standing(*three) == {(Status.SCHEDULED, at)}
    events = Event.objects.filter(story__in=three, verb=Verb.SCHEDULE)
    assert [event.facts["package"] for event in events] == [package.pk] * 3
    assert not Edition.objects.on_air(at - timedelta(microseconds=1)).exists()
    assert Edition.objects.on_air(at).count() == 3
    newsroom.later(hours=2)
    assert newsroom.tick().aired == 3
    assert standing(*three) == {(Status.PUBLISHED, None)}


@pytest.mark.parametrize("why", ["twice", "alone", "nameless", "endless", "draft", "late", "stale", "many"])
def test_a_package_that_can_not_be_is_refused_and_nothing_is_planned(
    newsroom: Newsroom, three: list[Story], why: str
) -> None:
    stories, slugline, at = seen(*three), "storm", newsroom.now + HOUR
    if why == "twice":
        stories.append(stories[1])
    if why == "alone":
        stories = stories[:1]
    if why == "nameless":
        slugline = "  "
    if why == "endless":
        slugline = "x" * 101
    if why == "draft":
        stories.append(seen(newsroom.draft("Storm, the draft"))[0])
    if why == "late":
        at = newsroom.now
    if why == "stale":
        stories[2] = (stories[2][0], stories[2][1] - 1)
    if why == "many":
        stories += [(Story(pk=10**6 + number), 1) for number in range(MOST)]
    words = {"twice": "is twice", "draft": "Storm, the draft", "stale": "Storm, part 2", "late": "has passed"}
    with pytest.raises((Missing, NotNow, MovedMeanwhile), match=words.get(why, ".")):
        actions.schedule_together(
            stories=stories, by=newsroom.publisher, now=newsroom.now, slugline=slugline, goes_live_at=at
        )
    assert standing(*three) == {(Status.APPROVED, None)}
    assert not Package.objects.exists()


def test_somebody_without_the_right_to_one_of_them_plans_none(newsroom: Newsroom, three: list[Story]) -> None:
    other = Newsroom.open("Sport")
    theirs = other.approved("Their secret")
    with pytest.raises(NotYours) as refusal:
        together(newsroom, *three, theirs)
    assert "secret" not in str(refusal.value)
    with pytest.raises(NotYours):
        together(newsroom, *three, by=newsroom.editor)
    assert standing(*three, theirs) == {(Status.APPROVED, None)}


def test_a_move_of_one_moves_all_and_each_keeps_its_own_end(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three)
    end, at = newsroom.now + 9 * HOUR, newsroom.now + 5 * HOUR
    newsroom.act("set_expiry", three[0], expires_at=end)
    newsroom.act("reschedule", three[1], goes_live_at=at)
    assert standing(*three) == {(Status.SCHEDULED, at)}
    ends = (
        Edition.objects.filter(article__story__in=three).order_by("article__story").values_list("expires_at", flat=True)
    )
    assert list(ends) == [end, None, None]
    with pytest.raises(Missing, match=r"Storm, part 0.*would expire before"):
        newsroom.act("reschedule", three[1], goes_live_at=end)
    assert standing(*three) == {(Status.SCHEDULED, at)}


def test_publishing_one_now_airs_all(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three)
    newsroom.act("publish", three[2])
    assert standing(*three) == {(Status.PUBLISHED, None)}
    assert set(Edition.objects.values_list("goes_live_at", flat=True)) == {newsroom.now}


def test_unscheduling_one_takes_all_back(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three)
    newsroom.act("unschedule", three[0])
    assert standing(*three) == {(Status.APPROVED, None)}


@pytest.mark.parametrize("verb", ["hold", "send_back", "set_embargo"])
def test_what_takes_one_out_of_the_plan_holds_the_others_and_says_why(
    newsroom: Newsroom, three: list[Story], verb: str
) -> None:
    together(newsroom, *three)
    said = {"hold": {"reason": "No credit."}, "send_back": {"note": "Ask again."}, "set_embargo": {"source": "Palace"}}
    more = {"embargoed_until": None} if verb == "set_embargo" else {}
    newsroom.act(verb, three[1], **said[verb], **more)
    assert standing(three[0], three[2]) == {(Status.APPROVED, None)}
    assert "Storm, part 1" in three[0].held_reason
    assert not Edition.objects.exists()
    held = Event.objects.filter(story__in=[three[0], three[2]], verb=Verb.HOLD)
    assert [event.by for event in held] == [None, None]


def test_a_kill_of_a_story_whose_update_is_planned_with_others_holds_them(newsroom: Newsroom) -> None:
    aired, fresh = newsroom.on_air("Storm is near"), newsroom.approved("Where to go")
    newsroom.later(minutes=1)
    newsroom.update(aired, "Storm is here")
    together(newsroom, aired, fresh)
    newsroom.act("kill", aired, reason="libel", notice="Withdrawn.")
    assert standing(fresh) == {(Status.APPROVED, None)}


def test_one_that_leaves_keeps_its_time_and_is_moved_alone(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three)
    at = newsroom.now + 3 * HOUR
    newsroom.act("detach", three[0])
    assert standing(*three) == {(Status.SCHEDULED, at)}
    newsroom.act("hold", three[1], reason="No credit.")
    assert standing(three[0]) == {(Status.SCHEDULED, at)}
    assert standing(three[1], three[2]) == {(Status.APPROVED, None)}


def test_one_that_is_planned_anew_by_itself_is_in_no_package_any_more(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three)
    newsroom.act("hold", three[0], reason="No credit.")
    newsroom.act("schedule", three[0], goes_live_at=newsroom.now + HOUR)
    assert three[0].package is None


def test_a_planned_story_joins_and_the_package_that_it_left_stays(newsroom: Newsroom, three: list[Story]) -> None:
    more = [newsroom.approved(f"Flood, part {number}") for number in range(2)]
    together(newsroom, *three)
    together(newsroom, three[0], *more, at=newsroom.now + HOUR)
    assert standing(three[0], *more) == {(Status.SCHEDULED, newsroom.now + HOUR)}
    assert standing(three[1], three[2]) == {(Status.SCHEDULED, newsroom.now + 3 * HOUR)}


def test_an_update_that_airs_later_moves_nobody_of_an_old_package(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three, at=newsroom.now + HOUR)
    newsroom.later(hours=1)
    newsroom.tick()
    newsroom.update(three[0], "Storm, again")
    newsroom.act("schedule", three[0], goes_live_at=newsroom.now + HOUR)
    newsroom.update(three[1], "Storm, once more")
    newsroom.act("schedule", three[1], goes_live_at=newsroom.now + 2 * HOUR)
    newsroom.act("unschedule", three[0])
    assert standing(three[1]) == {(Status.SCHEDULED, newsroom.now + 2 * HOUR)}


def test_s25_moves_of_two_stories_of_a_package_at_once_have_one_winner(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    other = person("Bea", Role.PUBLISHER, desk=newsroom.desk)
    for round_ in range(6):
        two = [newsroom.approved(f"Storm {round_} {number}") for number in range(2)]
        together(newsroom, *two)
        at = newsroom.now + 5 * HOUR
        (first, was), (second, were) = seen(*two)
        outcomes = at_once(
            partial(
                actions.reschedule, story=second, version=were, by=newsroom.publisher, now=newsroom.now, goes_live_at=at
            ),
            partial(actions.unschedule, story=first, version=was, by=other, now=newsroom.now),
        )
        lost = [one for one in outcomes if isinstance(one, WorkflowError)]
        assert (len(lost), {type(one) for one in outcomes}) == (1, {Event, type(lost[0])}), outcomes
        assert isinstance(lost[0], MovedMeanwhile | NotNow | AlreadyOnAir)
        assert standing(*two) in ({(Status.SCHEDULED, at)}, {(Status.APPROVED, None)})
    nothing_differs()


def test_g6_a_package_races_against_its_own_instant_whole(live_newsroom: Newsroom) -> None:
    """However it ends, no package is half on air."""
    newsroom = live_newsroom
    two = [newsroom.approved(f"Storm {number}") for number in range(2)]
    together(newsroom, *two)
    Edition.objects.filter(article__story=two[1]).update(goes_live_at=newsroom.now + timedelta(seconds=1))
    with pytest.raises(AlreadyOnAir, match=f"{two[1].article}"):
        newsroom.act("unschedule", two[0])
    assert {status for status, _at in standing(*two)} == {Status.SCHEDULED}


def test_a_storys_page_names_its_mates_as_far_as_the_person_may_read_them(
    newsroom: Newsroom, client: Client, three: list[Story]
) -> None:
    together(newsroom, *three)
    client.force_login(newsroom.publisher)
    page = client.get(f"/desk/{three[0].pk}/").content.decode()
    assert ("storm" in page, "Storm, part 1" in page, "Storm, part 2" in page) == (True, True, True)
    Story.objects.filter(pk=three[2].pk).update(desk=Newsroom.open("Sport").desk)
    assert "Storm, part 2" not in client.get(f"/desk/{three[0].pk}/").content.decode()


@pytest.mark.parametrize("is_poisoned", [False, True], ids=["seconds before", "unannounced"])
def test_a_kill_waits_for_no_mate_that_can_not_be_held_any_more(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, is_poisoned: bool
) -> None:
    aired, fresh = newsroom.on_air("Storm is near"), newsroom.approved("Where to go")
    newsroom.later(minutes=1)
    newsroom.update(aired, "Storm is here")
    together(newsroom, aired, fresh)
    if is_poisoned:
        Edition.objects.filter(article=fresh.article).update(goes_live_at=newsroom.now)
    else:
        monkeypatch.setattr(move, "LAST_MOMENT", 9 * HOUR)
    newsroom.act("kill", aired, reason="libel", notice="Withdrawn.")
    assert aired.status == Status.KILLED
    assert {status for status, _at in standing(fresh)} == {Status.SCHEDULED}


def test_w18_a_hold_tells_another_desk_nothing_of_the_story_that_it_is_for(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.publisher, role=Role.PUBLISHER)
    two = [newsroom.approved("Our secret"), other.approved("Theirs")]
    together(newsroom, *two)
    newsroom.act("hold", two[0], reason="No credit.")
    assert standing(*two) == {(Status.APPROVED, None)}
    assert two[1].held_reason
    told = Event.objects.get(story=two[1], verb=Verb.HOLD)
    assert "secret" not in two[1].held_reason + str(told.facts)


def test_a_list_that_is_far_too_long_is_refused_before_it_is_compared_with_itself(newsroom: Newsroom) -> None:
    """Else ten thousand stories are compared with ten thousand."""
    stories = [(newsroom.draft(), 1)] * (MOST + 1)
    with pytest.raises(Missing, match="at most"):
        actions.schedule_together(
            stories=stories, by=newsroom.publisher, now=newsroom.now, slugline="s", goes_live_at=newsroom.now + HOUR
        )


def test_what_goes_to_another_desk_leaves_its_package_behind(newsroom: Newsroom, three: list[Story]) -> None:
    together(newsroom, *three)
    newsroom.act("send_back", three[0], note="Theirs.")
    other = Newsroom.open("Sport")
    newsroom.desk.memberships.create(user=newsroom.publisher, role=Role.EDITOR)
    other.desk.memberships.create(user=newsroom.publisher, role=Role.EDITOR)
    newsroom.act("hand_over", three[0], desk=other.desk, reason="It is about sport.")
    assert three[0].package is None
