"""Writing and working upon a budget line at the desk: nothing typed is lost, whatever is refused."""

from typing import Any

import pytest
from django.conf import settings

from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.test_assignments import do, planned
from tests.workflow.test_budget_pages import address, today
from workflow.budget.deeds import DEEDS
from workflow.enums import Resolution, Role
from workflow.models import Assignment, Event, Story
from workflow.times import wall_time


def test_a_line_is_written_in_a_form_that_loses_nothing(newsroom: Newsroom) -> None:
    client = browser(newsroom.editor)
    sent = {
        "desk": newsroom.desk.pk,
        "slugline": "ferry fares",
        "brief": "Who pays?\r\nAsk the crew.",
        "reporter": newsroom.reporter.pk,
        "due_at": "2026-12-03T18:00",
        "zone": "Europe/London",
        "planned": "2026-W50",
        "planned_words": "600",
    }
    wrong = client.post("/desk/budget/new/", sent | {"planned": "some day"})
    assert wrong.status_code == 422
    assert "Write a month" in words(wrong)
    assert "Ask the crew." in wrong.content.decode()
    right = client.post("/desk/budget/new/", sent)
    line = Assignment.objects.get()
    assert right.url == address(line)
    assert (line.brief, line.planned_resolution, line.made_by) == (
        "Who pays?\nAsk the crew.",
        Resolution.WEEK,
        newsroom.editor,
    )
    assert line.due_at == wall_time.parse("2026-12-03T18:00", zone=settings.NEWSROOM_TIME_ZONE)
    shown = next(form for form in client.get(address(line)).context["forms"] if form.deed.name == "replan")
    untouched = {name: shown[name].value() for name in shown.fields}
    client.post(address(line, "replan"), {name: value for name, value in untouched.items() if value is not None})
    assert line.events.latest("pk").facts == {}


def test_a_due_time_that_comes_twice_is_asked_for(newsroom: Newsroom) -> None:
    client = browser(newsroom.editor)
    sent = {"desk": newsroom.desk.pk, "slugline": "ferry", "planned": "2026-10-25 01:30", "zone": "Europe/London"}
    asked = client.post("/desk/budget/new/", sent)
    assert asked.status_code == 422
    assert asked.content.decode().count('name="planned_fold"') == 2
    client.post("/desk/budget/new/", sent | {"planned_fold": "1"})
    assert Assignment.objects.get().planned_at.hour == 1
    gap = client.post("/desk/budget/new/", sent | {"planned": "2026-03-29 01:30"})
    assert "does not exist" in words(gap)


def test_reporters_are_told_that_editors_write_the_lines(newsroom: Newsroom) -> None:
    client = browser(newsroom.reporter)
    sent = {"desk": newsroom.desk.pk, "slugline": "my own"}
    for response in (client.get("/desk/budget/new/"), client.post("/desk/budget/new/", sent)):
        assert response.status_code == 403
        assert "written by editors" in words(response)
    elsewhere = Newsroom.open("Sport").desk.pk
    assert browser(newsroom.editor).post("/desk/budget/new/", sent | {"desk": elsewhere}).status_code == 422
    assert not Assignment.objects.exists()


def test_a_press_on_a_stale_page_is_refused_in_words_with_what_was_typed(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    do(newsroom, "claim", line, newsroom.reporter)
    client = browser(newsroom.editor)
    sent = {"version": 1, "slugline": "newer words", "brief": "Kept brief"}
    response = client.post(address(line, "replan"), sent)
    assert response.status_code == 409
    assert "Rita Test was first (claimed)" in words(response)
    assert "Kept brief" in response.content.decode()
    form = next(form for form in response.context["forms"] if form.deed.name == "replan")
    assert form["version"].value() == "2"
    late = browser(person("Olga", Role.REPORTER, desk=newsroom.desk)).post(address(line, "claim"), {"version": 1})
    assert late.status_code == 409
    assert "Rita Test was first (claimed)" in words(late)


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"version": "x"},
        {"version": "9" * 99},
        {"version": "1", "reporter": "x", "desk": "\0", "story": "9" * 99, "reason": "\0", "note": "\0"},
        {
            "version": "1",
            "slugline": "\0",
            "planned": "\0",
            "due_at": b"\xff\xfe",
            "planned_words": "1e9",
            "brief": "\0",
        },
        {"version": ["1", "2"], "reporter": ["1", "2"], "story": "-1", "status": "PUBLISHED", "made_by": "1"},
        {"version": "1", "reason": "x" * 6_000, "note": "x" * 6_000, "slugline": "x" * 201, "story": "１"},
        {"version": "1", "due_at": "2026-10-25T01:30", "due_at_fold": "7", "slugline": "x", "planned_fold": "\0"},
    ],
    ids=range(8),
)
def test_whatever_is_sent_is_answered_in_words(newsroom: Newsroom, name: str, sent: dict[str, Any]) -> None:
    line = planned(newsroom, None if name == "claim" else newsroom.reporter)
    if name == "unlink":
        do(newsroom, "start", line, newsroom.reporter)
    for who in (newsroom.editor, newsroom.reporter):
        response = browser(who).post(address(line, name), sent)
        assert response.status_code in {302, 400, 403, 409, 422}
    line.refresh_from_db()
    assert (line.made_by, line.desk) == (newsroom.editor, newsroom.desk)
    Event.objects.filter(assignment=line).latest("pk")


def test_what_people_typed_is_inert(newsroom: Newsroom) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}'
    line = planned(newsroom, newsroom.reporter, plan=today(newsroom, slugline=attack, brief=attack))
    do(newsroom, "assign", line, newsroom.editor, reporter=newsroom.reporter, note=attack)
    story = do(newsroom, "start", line, newsroom.reporter).story
    client = browser(newsroom.editor)
    for where in ("/desk/budget/", address(line), f"/desk/{story.pk}/"):
        page = client.get(where).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_reporter_starts_the_story_from_the_page_and_lands_on_it(newsroom: Newsroom) -> None:
    line = planned(newsroom, newsroom.reporter)
    client = browser(newsroom.reporter)
    response = client.post(address(line, "start"), {"version": 1}, follow=True)
    story = Story.objects.get()
    assert response.redirect_chain == [(f"/desk/{story.pk}/", 302)]
    assert "In the budget" in words(response)
    assert client.post(address(line, "start"), {"version": 1}).status_code == 409
    assert Story.objects.count() == 1
