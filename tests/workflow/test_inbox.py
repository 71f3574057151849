"""What a person was told, on the desk: theirs alone, while they may read it."""

from typing import Any

import pytest
from django.test import Client

from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from workflow import deliveries
from workflow.deliveries import inbox
from workflow.enums import Promptness, Role, Verb, Verdict
from workflow.models import Delivery, Event, MailChoice, NotificationRule, Story

INBOX, READ, CHOICES = "/desk/inbox/", "/desk/inbox/read/", "/desk/notifications/"


def told_of(newsroom: Newsroom, count: int = 1) -> list[Story]:
    """File stories, and tell the editor."""
    stories = [newsroom.filed(f"Ferry {number}") for number in range(count)]
    deliveries.dispatch(now=newsroom.now)
    return stories


def test_the_inbox_shows_what_happened_unread_first(newsroom: Newsroom) -> None:
    first, second = told_of(newsroom, 2)
    client = browser(newsroom.editor)
    page = client.get(INBOX)
    assert [line.event.story for line in page.context["lines"]] == [second, first]
    assert "Inbox 2 unread" in words(page)
    assert "Ferry 1 filed Rita Test" in words(page)
    newest = page.context["lines"][0].delivery
    assert client.post(READ, {"delivery": newest.pk}).url == INBOX
    page = client.get(INBOX)
    assert [line.event.story for line in page.context["lines"]] == [first, second]
    assert "Inbox 1 unread" in words(page)


def test_looking_marks_nothing_as_read(newsroom: Newsroom) -> None:
    told_of(newsroom)
    client = browser(newsroom.editor)
    client.get(INBOX)
    assert client.get(READ).status_code == 405
    assert inbox.unread_count(newsroom.editor) == 1


def test_all_is_what_was_there_when_the_page_was_shown(newsroom: Newsroom) -> None:
    told_of(newsroom, 2)
    client = browser(newsroom.editor)
    newest = client.get(INBOX).context["newest"]
    told_of(newsroom)
    client.post(READ, {"up_to": newest})
    assert inbox.unread_count(newsroom.editor) == 1


def test_all_is_what_one_was_told_oneself(newsroom: Newsroom) -> None:
    olga = person("Olga", Role.EDITOR, desk=newsroom.desk)
    told_of(newsroom)
    newest = Delivery.objects.latest("pk").pk
    browser(newsroom.editor).post(READ, {"up_to": newest})
    assert (inbox.unread_count(newsroom.editor), inbox.unread_count(olga)) == (0, 1)


@pytest.mark.parametrize("said", [{}, {"delivery": "x"}, {"delivery": "9" * 30}, {"up_to": "-1"}, {"up_to": "٣"}])
def test_an_odd_form_marks_nothing(newsroom: Newsroom, said: dict[str, str]) -> None:
    told_of(newsroom)
    assert browser(newsroom.editor).post(READ, said).status_code == 302
    assert inbox.unread_count(newsroom.editor) == 1


def test_nobody_reads_or_marks_what_somebody_else_was_told(newsroom: Newsroom) -> None:
    told_of(newsroom)
    sam = person("Sam", Role.EDITOR, desk=newsroom.desk)
    client = browser(sam)
    assert client.get(INBOX).context["lines"] == []
    client.post(READ, {"delivery": Delivery.objects.get(user=newsroom.editor, channel="INBOX").pk})
    assert inbox.unread_count(newsroom.editor) == 1


def test_w18_who_left_the_desk_sees_nothing_of_what_they_were_told(newsroom: Newsroom) -> None:
    told_of(newsroom)
    sport = Newsroom.open("Sport")
    sport.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    newsroom.desk.memberships.filter(user=newsroom.editor).delete()
    page = browser(newsroom.editor).get(INBOX)
    assert page.context["lines"] == []
    assert "unread" not in words(page)
    assert "Ferry" not in words(page)


def test_the_inbox_takes_the_same_queries_for_one_line_and_for_thirty(newsroom: Newsroom) -> None:
    told_of(newsroom)
    client = browser(newsroom.editor)
    one = queries(client, INBOX)
    told_of(newsroom, 29)
    assert queries(client, INBOX) == one
    assert one <= 9


def test_an_inbox_has_pages(newsroom: Newsroom) -> None:
    told_of(newsroom, 31)
    client = browser(newsroom.editor)
    assert len(client.get(INBOX).context["lines"]) == 30
    assert len(client.get(INBOX + "?page=2").context["lines"]) == 1


def test_a_page_goes_on_where_the_unread_end(newsroom: Newsroom) -> None:
    told_of(newsroom, 40)
    client = browser(newsroom.editor)
    for line in client.get(INBOX + "?page=2").context["lines"]:
        client.post(READ, {"delivery": line.delivery.pk})
    told_of(newsroom, 10)
    told = [line.delivery for number in (1, 2) for line in client.get(f"{INBOX}?page={number}").context["lines"]]
    assert [delivery.read_at is None for delivery in told] == [True] * 40 + [False] * 10
    assert [one.pk for one in told[:40]] == sorted((one.pk for one in told[:40]), reverse=True)
    assert [one.pk for one in told[40:]] == sorted((one.pk for one in told[40:]), reverse=True)


def test_a_count_of_very_many_ends(newsroom: Newsroom) -> None:
    (story,) = told_of(newsroom)
    filed = story.events.get(verb=Verb.FILE)
    events = Event.objects.bulk_create(Event(story=story, verb=Verb.KILL, at=filed.at) for _number in range(150))
    Delivery.objects.bulk_create(
        Delivery(event=event, channel="INBOX", user=newsroom.editor, made_at=filed.at, done_at=filed.at)
        for event in events
    )
    assert "Inbox 99+ unread" in words(browser(newsroom.editor).get(INBOX))


def test_a_signature_is_told_by_its_verdict(newsroom: Newsroom) -> None:
    story = newsroom.filed("Ferry")
    newsroom.act("sign", story, stage=newsroom.stage, verdict=Verdict.REQUEST_CHANGES, note="Who says so?")
    deliveries.dispatch(now=newsroom.now)
    page = browser(newsroom.reporter).get(INBOX)
    assert "Ferry changes requested (Copy) Edith Test" in words(page)
    assert "signed off" not in words(page)


def test_a_slugline_in_the_inbox_is_words_and_no_markup(newsroom: Newsroom) -> None:
    newsroom.filed("<script>alert(1)</script>")
    deliveries.dispatch(now=newsroom.now)
    page = browser(newsroom.editor).get(INBOX).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_budget_lines_news_is_in_the_inbox_without_a_link(newsroom: Newsroom) -> None:
    NotificationRule.objects.create(verb=Verb.PLAN, audience="EDITORS")
    line = newsroom.desk.assignments.create(slugline="Regatta", made_at=newsroom.now, made_by=newsroom.publisher)
    Event.objects.create(assignment=line, verb=Verb.PLAN, at=newsroom.now, by=newsroom.publisher)
    deliveries.dispatch(now=newsroom.now)
    assert "Regatta" in words(browser(newsroom.editor).get(INBOX))


def choices(client: Client) -> dict[str, Any]:
    form = client.get(CHOICES).context["form"]
    return {field.name: field.value() for field in form}


def test_a_person_sees_and_changes_when_each_kind_is_mailed(newsroom: Newsroom) -> None:
    client = browser(newsroom.editor)
    before = choices(client)
    assert (before["FILE"], before["NAG"], before["COMMENT"]) == ("DIGEST", "AT_ONCE", "AT_ONCE")
    assert client.post(CHOICES, before | {"FILE": "OFF"}).url == CHOICES
    assert choices(client) == before | {"FILE": "OFF"}
    assert choices(browser(newsroom.publisher)) == before, "each has their own"


@pytest.mark.parametrize("odd", ["SOMETIMES", "", "x" * 5000])
def test_an_odd_choice_is_refused_in_words_and_nothing_is_kept(newsroom: Newsroom, odd: str) -> None:
    client = browser(newsroom.editor)
    said = choices(client) | {"FILE": odd}
    page = client.post(CHOICES, said)
    assert page.status_code == 422
    assert "look at the marked fields" in words(page)
    assert not MailChoice.objects.exists()


def test_a_choice_for_what_is_no_kind_is_left_alone(newsroom: Newsroom) -> None:
    client = browser(newsroom.editor)
    assert client.post(CHOICES, choices(client) | {"NONSENSE": "OFF"}).status_code == 302
    assert set(MailChoice.objects.values_list("verb", flat=True)) <= set(Verb.values)
    assert Promptness.OFF not in MailChoice.objects.values_list("promptness", flat=True)


@pytest.mark.parametrize("where", [INBOX, CHOICES])
def test_a_stranger_is_asked_to_sign_in_and_nothing_is_stored(newsroom: Newsroom, where: str) -> None:
    response = Client().get(where)
    assert (response.status_code, response.headers["Cache-Control"]) == (302, "private, no-store")
    assert browser(newsroom.editor).get(where).headers["Cache-Control"] == "private, no-store"
