"""The budget at the desk: who sees which lines, what each page offers, and what comes of odd requests."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import told
from tests.workflow.test_assignments import FERRY, do, planned
from workflow import deliveries
from workflow.budget import dates
from workflow.budget.deeds import DEEDS
from workflow.deliveries import letters
from workflow.enums import Resolution, Role
from workflow.models import Assignment, Membership

DAY = timedelta(days=1)


def today(newsroom: Newsroom, **more: Any) -> Any:
    """Plan something for today."""
    span = dates.holding(newsroom.now, Resolution.DAY, zone=settings.NEWSROOM_TIME_ZONE)
    return replace(FERRY, planned=span, **more)


def sluglines(client: Client, asked: str = "") -> list[str]:
    response = client.get(f"/desk/budget/{asked}")
    assert response.status_code == 200, words(response)
    return [row.line.slugline for group in response.context["groups"] for row in group.rows]


def address(line: Assignment, name: str = "") -> str:
    return f"/desk/budget/{line.pk}/{name.replace('_', '-')}{'/' if name else ''}"


def offered(client: Client, line: Assignment) -> list[str]:
    return [form.deed.name for form in client.get(address(line)).context["forms"]]


@pytest.mark.parametrize("where", ["/desk/budget/", "/desk/budget/new/", "/desk/budget/1/"])
def test_a_stranger_is_asked_to_sign_in_and_no_page_is_stored(newsroom: Newsroom, where: str) -> None:
    planned(newsroom)
    where = where.replace("/1/", f"/{Assignment.objects.get().pk}/")
    assert Client().get(where).status_code == 302
    assert browser(person("Nora")).get(where).status_code == 403
    response = browser(newsroom.editor).get(where)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_line_of_another_desk_does_not_exist_at_any_entrance(newsroom: Newsroom) -> None:
    line, other = planned(newsroom, plan=today(newsroom)), browser(Newsroom.open("Sport").publisher)
    assert sluglines(other) == []
    assert other.get(address(line)).status_code == 404
    for name in DEEDS:
        sent = {"version": line.version, "slugline": "x", "reason": "x"}
        assert other.post(address(line, name), sent).status_code == 404
        assert browser(newsroom.editor).get(address(line, name)).status_code == 405
    assert browser(newsroom.editor).get("/desk/budget/99999999999999999999999/").status_code == 404
    assert line.events.count() == 1


def test_lines_stand_under_their_planned_dates(newsroom: Newsroom) -> None:
    zone = settings.NEWSROOM_TIME_ZONE
    spans = [dates.holding(newsroom.now, which, zone=zone) for which in Resolution]
    for span in spans:
        planned(newsroom, plan=replace(FERRY, slugline=span.resolution, planned=span))
    planned(newsroom, plan=replace(FERRY, slugline="undated", planned=None))
    do(newsroom, "cancel", planned(newsroom, plan=today(newsroom)), newsroom.editor, reason="dropped")
    groups = browser(newsroom.reporter).get("/desk/budget/").context["groups"]
    found = {group.label: [row.line.slugline for row in group.rows] for group in groups}
    month, week, day, _minute = (dates.in_words(span, zone=zone) for span in spans)
    assert found == {month: ["MONTH"], week: ["WEEK"], day: ["DAY", "MINUTE"], "No planned date": ["undated"]}


def test_the_budget_is_narrowed_to_a_time_a_desk_a_person_and_what_is_late(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    month_ago = dates.holding(newsroom.now - 31 * DAY, Resolution.DAY, zone=settings.NEWSROOM_TIME_ZONE)
    planned(newsroom, newsroom.reporter, plan=replace(FERRY, slugline="late", planned=month_ago))
    planned(newsroom, newsroom.editor, plan=today(newsroom, slugline="mine"))
    planned(newsroom, plan=today(newsroom, slugline="nobodys", planned_words=None))
    planned(other, plan=today(newsroom, slugline="sport"))
    editor = browser(newsroom.editor)
    assert sluglines(editor) == ["mine", "nobodys", "sport"]
    assert sluglines(browser(newsroom.reporter)) == ["mine", "nobodys"]
    assert sluglines(editor, f"?desk={other.desk.slug}") == ["sport"]
    assert sluglines(editor, "?mine=on") == ["mine"]
    assert sluglines(editor, "?reporter=nobody") == ["nobodys", "sport"]
    assert sluglines(editor, f"?reporter={newsroom.reporter.pk}&risk=LATE") == ["late"]
    assert sluglines(editor, "?risk=LATE") == ["late"]
    assert sluglines(editor, "?risk=AT_RISK") == ["mine", "nobodys", "sport"]
    assert sluglines(editor, f"?when={dates.as_typed(month_ago, zone=settings.NEWSROOM_TIME_ZONE)}") == ["late"]
    assert sluglines(editor, "?when=2026-01-01T10:00") == []


@pytest.mark.parametrize(
    "asked",
    ["when=soon", "desk=none", "reporter=999999", "reporter=x", "risk=LATER", "when=" + "9" * 99],
)
def test_what_cannot_be_read_narrows_nothing_and_is_said(newsroom: Newsroom, asked: str) -> None:
    planned(newsroom, plan=today(newsroom))
    response = browser(newsroom.editor).get(f"/desk/budget/?{asked}")
    assert response.status_code == 422
    assert "ferry fares" in words(response)
    assert browser(newsroom.editor).get("/desk/budget/?page=x&page=-1&mine=x&more=1").status_code == 200


def test_a_day_leads_to_its_week_its_month_and_the_days_around_it(newsroom: Newsroom) -> None:
    response = browser(newsroom.editor).get("/desk/budget/?when=2026-12-03&risk=LATE")
    ways = {str(way["label"]): way["query"] for way in response.context["times"]}
    assert ways == {
        label: f"when={when}&risk=LATE"
        for label, when in (
            ("Day", "2026-12-03"),
            ("Week", "2026-W49"),
            ("Month", "2026-12"),
            ("Earlier", "2026-12-02"),
            ("Later", "2026-12-04"),
        )
    }


def test_the_budget_takes_the_same_queries_for_one_line_and_for_thirty(newsroom: Newsroom) -> None:
    client = browser(newsroom.editor)

    def add(count: int) -> None:
        for place in range(count):
            line = planned(newsroom, newsroom.reporter, plan=today(newsroom, slugline=f"line {place}"))
            do(newsroom, "start", line, newsroom.reporter)

    add(1)
    one, page = queries(client, "/desk/budget/"), queries(client, address(Assignment.objects.get()))
    add(29)
    line = Assignment.objects.earliest("pk")
    for _time in range(5):
        do(newsroom, "replan", line, newsroom.editor, plan=today(newsroom))
    assert len(sluglines(client)) == 30
    assert (queries(client, "/desk/budget/"), queries(client, address(line))) == (one, page)
    assert one <= 9


def test_a_line_shows_how_long_its_story_is(newsroom: Newsroom) -> None:
    line = planned(newsroom, newsroom.reporter, plan=today(newsroom))
    assert "– of 600 planned" in words(browser(newsroom.editor).get("/desk/budget/"))
    story = do(newsroom, "start", line, newsroom.reporter).story
    newsroom.save(story, body="The *ferry* [sails](https://example.org/) again.\n")
    for where in ("/desk/budget/", address(line), f"/desk/{story.pk}/"):
        assert "4 of 600 planned" in words(browser(newsroom.editor).get(where))


def test_a_story_that_went_to_another_desk_is_told_of_no_more_than_that(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    line = planned(newsroom, newsroom.reporter, plan=today(newsroom))
    story = do(newsroom, "start", line, newsroom.reporter).story
    newsroom.save(story, headline="A secret of sport", body="One two three.\n")
    newsroom.act("hand_over", story, by=newsroom.editor, desk=other.desk, reason="a match")
    for where in ("/desk/budget/", address(line)):
        page = browser(newsroom.publisher).get(where)
        assert "with another desk" in words(page)
        assert f'href="/desk/{story.pk}/"' not in page.content.decode()
        assert "3 of 600" not in words(page)
    assert "In the budget" not in words(browser(other.publisher).get(f"/desk/{story.pk}/"))
    assert "In the budget" in words(browser(newsroom.editor).get(f"/desk/{story.pk}/"))


def test_each_person_is_offered_what_is_open_to_them(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    editor, reporter = browser(newsroom.editor), browser(newsroom.reporter)
    colleague = browser(person("Olga", Role.REPORTER, desk=newsroom.desk))
    assert offered(reporter, line) == ["claim"]
    assert offered(editor, line) == ["claim", "link", "assign", "replan", "pass_on", "cancel"]
    do(newsroom, "claim", line, newsroom.reporter)
    assert offered(reporter, line) == ["start", "link", "give_back"]
    assert offered(colleague, line) == []
    do(newsroom, "start", line, newsroom.reporter)
    assert offered(reporter, line) == ["give_back"]
    assert offered(editor, line) == ["assign", "replan", "pass_on", "unlink", "cancel"]
    do(newsroom, "cancel", line, newsroom.editor, reason="dropped")
    assert offered(reporter, line) == []
    assert offered(editor, line) == ["reinstate"]


def test_a_cancelled_line_is_found_and_taken_up_again(newsroom: Newsroom) -> None:
    line, editor = planned(newsroom, newsroom.reporter, plan=today(newsroom)), browser(newsroom.editor)
    planned(newsroom, plan=today(newsroom, slugline="stands"))
    do(newsroom, "cancel", line, newsroom.editor, reason="The wrong one.")
    assert sluglines(editor) == ["stands"]
    assert sluglines(editor, "?risk=CANCELLED") == ["ferry fares"]
    assert sluglines(editor, "?risk=CANCELLED&when=2026-01-01") == []
    page = editor.post(address(line, "reinstate"), {"version": line.version}, follow=True)
    assert "Done: budget line taken up again." in words(page)
    assert "Cancel the line" in words(page)
    assert sluglines(editor) == ["ferry fares", "stands"]
    assert sluglines(editor, "?risk=CANCELLED") == []
    deliveries.dispatch(now=newsroom.now)
    assert told(newsroom.reporter) == ["PLAN", "CANCEL", "REINSTATE"]


def test_not_even_a_superuser_changes_a_line_in_the_administration(newsroom: Newsroom) -> None:
    chief = person("Chief")
    chief.is_staff = chief.is_superuser = True
    chief.save()
    line, client = planned(newsroom, newsroom.reporter), browser(chief)
    do(newsroom, "start", line, newsroom.reporter)
    one = queries(client, "/admin/workflow/assignment/")
    for _place in range(20):
        do(newsroom, "start", planned(newsroom, newsroom.reporter), newsroom.reporter)
    assert queries(client, "/admin/workflow/assignment/") == one
    path = f"/admin/workflow/assignment/{line.pk}"
    assert client.get(f"{path}/change/").status_code == 200
    assert client.get("/admin/workflow/assignment/?q=ferry").status_code == 200
    assert client.post(f"{path}/change/", {"slugline": "x"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/workflow/assignment/add/").status_code == 403


def test_whoever_is_given_a_line_finds_the_way_to_it_in_their_inbox_and_mail(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    event = do(newsroom, "assign", line, newsroom.editor, reporter=newsroom.reporter)
    deliveries.dispatch(now=newsroom.now, mail_within=DAY)
    page = browser(newsroom.reporter).get("/desk/inbox/").content.decode()
    assert f'href="{address(line)}"' in page
    assert letters.address_of(event) == f"{settings.SITE_URL}{address(line)}"
    assert address(line) not in browser(newsroom.publisher).get("/desk/inbox/").content.decode()
