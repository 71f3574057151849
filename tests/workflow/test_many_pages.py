"""Many stories at once through the desk's pages: ticked in a list, asked once, followed to the end."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from articles.models import Edition
from tests import bulk
from tests.people import Newsroom, person
from workflow import actions
from workflow.enums import Role, Status
from workflow.models import BulkMove, Package, Story

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(newsroom: Newsroom, client: Client) -> Client:
    client.force_login(newsroom.publisher)
    return client


def ticked(*stories: Story) -> list[str]:
    return [f"{story.pk}:{story.version}" for story in Story.objects.filter(pk__in=[story.pk for story in stories])]


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_list_offers_it_to_who_edits_or_publishes_alone(newsroom: Newsroom, desk: Client) -> None:
    newsroom.approved()
    assert 'name="story"' in desk.get("/desk/all/").content.decode()
    desk.force_login(newsroom.reporter)
    assert 'name="story"' not in desk.get("/desk/all/").content.decode()


def test_ticked_stories_are_unscheduled_and_the_page_says_how_far_it_is(newsroom: Newsroom, desk: Client) -> None:
    bulk.scheduled(newsroom, 3, goes_live_at=newsroom.now + HOUR)
    stories = list(Story.objects.order_by("pk"))
    page = desk.post("/desk/many/", {"move": "UNSCHEDULE", "story": ticked(*stories[:2])}).content.decode()
    assert "2 stories" in page
    said = {"move": "UNSCHEDULE", "stories": hidden(page, "stories"), "go_on": "yes"}
    newsroom.act("annotate", stories[1], urgency=2, ednote="")
    answer = desk.post("/desk/many/", said)
    where = answer["Location"]
    assert "0 of 2" in desk.get(where).content.decode()
    actions.go_on(now=lambda: newsroom.now)
    shown = desk.get(where).content.decode()
    assert "Finished." in shown
    assert "2 of 2: 1 moved, 1 refused" in shown
    assert str(stories[1].article) in shown
    assert "meanwhile" in shown
    assert list(Story.objects.order_by("pk").values_list("status", flat=True)) == ["APPROVED", "SCHEDULED", "SCHEDULED"]


def test_all_of_a_list_means_as_it_is_narrowed(newsroom: Newsroom, desk: Client) -> None:
    bulk.scheduled(newsroom, 40, goes_live_at=newsroom.now + HOUR)
    newsroom.approved("Not planned")
    sent = {"move": "UNSCHEDULE", "all": "on", "list": "desk_scheduled", "query": "q=bulk+1"}
    page = desk.post("/desk/many/", sent).content.decode()
    assert "11 stories" in page
    page = desk.post("/desk/many/", sent | {"list": "desk_all", "query": ""}).content.decode()
    assert "41 stories" in page


def test_stories_are_planned_together(newsroom: Newsroom, desk: Client) -> None:
    two = [newsroom.approved(f"Storm {number}") for number in range(2)]
    page = desk.post("/desk/many/", {"move": "TOGETHER", "story": ticked(*two)}).content.decode()
    said = {"move": "TOGETHER", "stories": hidden(page, "stories"), "go_on": "yes", "slugline": "storm"}
    when = {"goes_live_at": "2150-01-01T12:00", "zone": "UTC"}
    wrong = desk.post("/desk/many/", said | when | {"goes_live_at": "2020-01-01T12:00"})
    assert (wrong.status_code, "has passed" in wrong.content.decode()) == (409, True)
    assert desk.post("/desk/many/", said | when)["Location"] == "/desk/scheduled/"
    assert Package.objects.get().stories.count() == 2
    assert Edition.objects.values("goes_live_at").distinct().count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"move": "KILL"},
        {"move": "UNSCHEDULE", "story": "x"},
        {"move": "UNSCHEDULE", "story": "1:2:3"},
        {"move": "UNSCHEDULE", "story": f"{10**30}:1"},
        {"move": "UNSCHEDULE", "all": "on", "list": "admin"},
        {"move": "UNSCHEDULE", "go_on": "yes", "stories": "1:x"},
    ],
)
def test_a_move_or_a_choice_that_there_is_not_is_refused(desk: Client, sent: dict[str, str]) -> None:
    assert desk.post("/desk/many/", sent).status_code == 400
    assert not BulkMove.objects.exists()


def test_nothing_ticked_is_said_so(desk: Client) -> None:
    answer = desk.post("/desk/many/", {"move": "UNSCHEDULE", "go_on": "yes", "stories": ""})
    assert answer.status_code == 422


def test_w2_stories_of_other_desks_are_neither_moved_nor_named(newsroom: Newsroom, desk: Client) -> None:
    other = Newsroom.open("Sport")
    theirs = [other.approved(f"Their secret {number}") for number in range(2)]
    page = desk.post("/desk/many/", {"move": "UNSCHEDULE", "story": ticked(*theirs)}).content.decode()
    assert "secret" not in page
    pairs = ",".join(ticked(*theirs))
    answer = desk.post("/desk/many/", {"move": "UNSCHEDULE", "stories": pairs, "go_on": "yes"})
    assert answer.status_code == 403
    when = {"goes_live_at": "2150-01-01T12:00", "zone": "UTC", "slugline": "storm"}
    assert desk.post("/desk/many/", {"move": "TOGETHER", "stories": pairs, "go_on": "yes", **when}).status_code == 404
    assert set(Story.objects.values_list("status", flat=True)) == {Status.APPROVED}


def test_somebody_elses_bulk_move_is_not_there(newsroom: Newsroom, desk: Client) -> None:
    bulk.scheduled(newsroom, 2, goes_live_at=newsroom.now + HOUR)
    pairs = ",".join(ticked(*Story.objects.all()))
    where = desk.post("/desk/many/", {"move": "UNSCHEDULE", "stories": pairs, "go_on": "yes"})["Location"]
    desk.force_login(person("Bea", Role.PUBLISHER, desk=newsroom.desk))
    assert desk.get(where).status_code == 404
    assert desk.post(f"{where}stop/").status_code == 404
    desk.force_login(newsroom.publisher)
    assert desk.post(f"{where}stop/").status_code == 302
    assert actions.go_on(now=lambda: newsroom.now) == 0
    assert "Stopped" in desk.get(where).content.decode()


def test_whoever_left_the_page_of_one_finds_it_again_and_nobody_else_does(newsroom: Newsroom, desk: Client) -> None:
    bulk.scheduled(newsroom, 3, goes_live_at=newsroom.now + HOUR)
    stories = list(Story.objects.order_by("pk"))
    assert "None so far" in desk.get("/desk/many/").content.decode()
    asked = [
        desk.post("/desk/many/", {"move": "UNSCHEDULE", "stories": ",".join(ticked(*some)), "go_on": "yes"})["Location"]
        for some in (stories[:1], stories[1:])
    ]
    newsroom.act("annotate", stories[0], urgency=2, ednote="")
    actions.go_on(now=lambda: newsroom.now)
    assert 'href="/desk/many/"' in desk.get("/desk/all/").content.decode()
    shown = desk.get("/desk/many/").content.decode()
    assert shown.index(asked[1]) < shown.index("2 of 2: 2 moved, 0 refused") < shown.index(asked[0])
    assert shown.index(asked[0]) < shown.index("1 of 1: 0 moved, 1 refused")
    assert 'href="/desk/many/"' in desk.get(asked[0]).content.decode()
    desk.force_login(person("Bea", Role.PUBLISHER, desk=newsroom.desk))
    assert asked[0] not in desk.get("/desk/many/").content.decode()


def test_a_refused_story_that_left_the_desk_is_not_named(newsroom: Newsroom, desk: Client) -> None:
    bulk.scheduled(newsroom, 1, goes_live_at=newsroom.now + HOUR)
    story = Story.objects.get()
    sent = {"move": "UNSCHEDULE", "stories": ",".join(ticked(story)), "go_on": "yes"}
    where = desk.post("/desk/many/", sent)["Location"]
    Story.objects.filter(pk=story.pk).update(desk=Newsroom.open("Sport").desk)
    actions.go_on(now=lambda: newsroom.now)
    shown = desk.get(where).content.decode()
    assert "1 refused" in shown
    assert str(story.article) not in shown
