"""The clock's page: to administrators all of it, to publishers what is their desks', to others a refusal."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import instant
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import lay_down_the_rules
from tests.workflow.poison import poisoned
from workflow import deliveries
from workflow.enums import Channel, Danger, Role, Verb
from workflow.models import Alarm, Delivery, Dispatch, Event
from workflow.times import spans
from workflow.watch import broker, signs_of_life
from workflow.watch.broker import Answer
from workflow.watch.pulses import BEAT, PULSES

CLOCK = "/desk/clock/"
TABLES = ("days", "announcements")


@pytest.fixture
def chief(db: None) -> Client:
    """An administrator of no desk."""
    return browser(User.objects.create_superuser("chief@example.org", "chief@example.org", "x"))


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """Pages go by the database's clock: what is told happened before."""
    newsroom.later(hours=-2)
    return newsroom


def aired(room: Newsroom, headline: str, late: float = 3) -> None:
    plan = room.now + timedelta(minutes=1)
    room.scheduled(headline, goes_live_at=plan)
    room.now = plan + timedelta(seconds=late)
    room.tick()


def table(client: Client, name: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(f"{CLOCK}{name}.csv", query)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_publishers_read_of_their_desks_and_of_nothing_else(room: Newsroom) -> None:
    sport = Newsroom.open("Sport")
    sport.now = room.now
    for one in (room, sport):
        aired(one, f"{one.desk.name} aired")
        one.now = instant.now()
        one.scheduled(f"{one.desk.name} planned", goes_live_at=one.now + timedelta(hours=1))
    client = browser(room.publisher)
    page = client.get(CLOCK)
    said = words(page)
    assert page["Cache-Control"] == "private, no-store"
    assert f"{room.desk.name} aired" in said
    assert f"{room.desk.name} planned" in said
    assert "Sport" not in page.content.decode()
    assert "The machinery" not in said, "that is the administrators'"
    assert [line["desk"] for line in table(client, "announcements")] == [room.desk.name]
    assert sum(int(line["announcements"]) for line in table(client, "days")) == 1


def test_administrators_read_of_every_desk_and_are_led_only_where_they_may_go(chief: Client, room: Newsroom) -> None:
    aired(room, "Ferry")
    page = chief.get(CLOCK)
    assert "Ferry" in words(page)
    assert f"/desk/{room.desk.stories.get().pk}/" not in page.content.decode()
    member = person("Ada", Role.REPORTER, desk=room.desk)
    User.objects.filter(pk=member.pk).update(is_superuser=True)
    assert f'href="/desk/{room.desk.stories.get().pk}/"' in browser(member).get(CLOCK).content.decode()


def test_only_administrators_and_publishers_read_the_ledger(room: Newsroom) -> None:
    aired(room, "Ferry")
    for path in (CLOCK, *(f"{CLOCK}{name}.csv" for name in TABLES)):
        for user in (room.reporter, room.editor):
            answer = browser(user).get(path)
            assert (answer.status_code, b"Ferry" in answer.content) == (403, False)
        assert Client().get(path).status_code == 302
        assert browser(person("Otto")).get(path).status_code == 403
        former = person("Finn")
        User.objects.filter(pk=former.pk).update(is_superuser=True, is_active=False)
        assert browser(former).get(path).status_code == 302


def test_the_menu_leads_to_the_ledger_those_alone_who_read_it(chief: Client, room: Newsroom) -> None:
    link = f'href="{CLOCK}"'
    assert [link in browser(user).get("/desk/").content.decode() for user in (room.editor, room.publisher)] == [
        False,
        True,
    ]
    assert link in chief.get(CLOCK).content.decode()


def test_silence_without_an_alarm_is_no_good_news(
    chief: Client, room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No alarm is raised where nobody is left to raise one."""
    monkeypatch.setattr(signs_of_life, "uptime", lambda: timedelta(days=1))
    assert "can’t raise one" in words(chief.get(CLOCK))


def test_the_chart_and_its_table_say_the_same_as_the_file(chief: Client, room: Newsroom) -> None:
    for late in (1, 2, 9):
        aired(room, "Ferry", late=late)
    page = chief.get(CLOCK)
    bars = page.context["chart"].drawing.bars
    assert {bar.series for bar in bars} == {0, 1, 2, 3}
    assert bars[-1].height == 160, "the latest is the highest"
    assert "2.00 s" in words(page)
    today = table(chief, "days")[-1]
    assert (today["announcements"], today["p50_seconds"], today["max_seconds"]) == ("3", "2.0", "9.0")
    assert [line["lateness_seconds"] for line in table(chief, "announcements")] == ["9.0", "2.0", "1.0"]


@pytest.mark.parametrize(("asked", "days"), [("30", 30), ("", 7), ("8", 7), ("x", 7), ("-1", 7), ("9" * 40, 7)])
def test_an_odd_number_of_days_is_a_week(chief: Client, asked: str, days: int) -> None:
    assert len(table(chief, "days", days=asked)) == days
    assert chief.get(CLOCK, {"days": asked, "page": "x"}).context["days"] == days


def test_what_was_not_announced_shows_with_its_reason_escaped(chief: Client, room: Newsroom) -> None:
    story = room.scheduled("<script>Ferry</script>", goes_live_at=room.now + timedelta(minutes=1))
    room.later(minutes=1)
    with poisoned(story):
        room.tick()
    page = chief.get(CLOCK)
    assert "a poisoned story" in words(page)
    assert "<script>Ferry" not in page.content.decode()
    (line,) = table(chief, "announcements")
    assert (line["announced"], "a poisoned story" in line["error"]) == ("", True)


def test_s5_s6_the_machinery_says_who_is_silent_what_waits_and_which_alarms_are_open(
    chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = instant.now()
    monkeypatch.setattr(broker, "ask", lambda **_asked: Answer(True, 0.002, dict.fromkeys(PULSES, 0) | {"clock": 7}))
    monkeypatch.setattr(signs_of_life, "uptime", lambda: timedelta(seconds=30))
    signs_of_life.give(BEAT, now=now)
    signs_of_life.give("clock", now=now - timedelta(seconds=70), delay=1.5)
    Alarm.objects.create(danger=Danger.QUEUE_SILENT, raised_at=now, facts={"queues": ["clock"]})
    Alarm.objects.create(danger=Danger.BROKER_GONE, raised_at=now, cleared_at=now)
    page = words(chief.get(CLOCK))
    assert "a queue has no worker, or one that is far behind : clock · since" in page.replace("behind:", "behind :")
    assert "worker of the queue clock silent 1 min ago 1.50 s 7" in page
    assert "worker of the queue deliveries not heard of yet never – 0" in page
    assert "broker answers in 2.0 ms" in page
    assert "Alarms that are over" in page
    monkeypatch.setattr(broker, "ask", lambda **_asked: Answer(is_there=False))
    assert "broker does not answer" in words(chief.get(CLOCK))


def test_a_long_ledger_asks_as_much_as_a_short_one(chief: Client, room: Newsroom) -> None:
    aired(room, "Ferry")
    few = queries(chief, CLOCK)
    for number in range(5):
        aired(room, f"Ferry {number}")
    assert queries(chief, CLOCK) == few


def test_too_much_for_one_page_says_so(chief: Client, room: Newsroom, monkeypatch: Any) -> None:
    for number in range(2):
        aired(room, f"Ferry {number}")
    monkeypatch.setattr("workflow.watch.ledger.BOUND", 1)
    answer = chief.get(CLOCK)
    assert (answer.status_code, "choose fewer days" in words(answer)) == (422, True)
    assert chief.get(f"{CLOCK}days.csv").status_code == 422


def test_a_short_span_is_exact_and_a_long_one_in_words() -> None:
    assert [spans.exact(timedelta(seconds=one)) for one in (0, 0.123, 59, 61)] == [
        "0.00 s",
        "0.12 s",
        "59.00 s",
        "1 min",
    ]


def test_why_nobody_heard_of_it_is_said_to_administrators_alone(chief: Client, room: Newsroom) -> None:
    """The reason may name a host or an address."""
    lay_down_the_rules()
    aired(room, "Ferry")
    deliveries.dispatch(now=room.now)
    told = Delivery.objects.filter(event__verb=Verb.AIR, channel=Channel.INBOX)
    assert told.update(done_at=None, failure="No answer from <hook.example>.")
    aired(room, "Quay")
    Dispatch.objects.create(event=Event.objects.latest("pk"), at=room.now, error="IntegrityError: odd")
    page, publishers = chief.get(CLOCK), browser(room.publisher)
    assert "No answer from <hook.example>." in words(page)
    assert "IntegrityError: odd" in words(page)
    assert {line["failure"] for line in table(chief, "announcements")} == {
        "No answer from <hook.example>.",
        "IntegrityError: odd",
    }
    assert "hook.example" not in publishers.get(CLOCK).content.decode()
    assert {line["failure"] for line in table(publishers, "announcements")} == {""}


def test_a_list_that_is_cut_says_so(chief: Client, room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.watch.ledger.MOST", 2)
    room.now = instant.now()
    for hours in (1, 2):
        room.scheduled(f"Plan {hours}", goes_live_at=room.now + timedelta(hours=hours))
    assert "Only the first" not in words(chief.get(CLOCK))
    room.on_air("Ending", expires_at=room.now + timedelta(hours=1, minutes=30))
    said = words(chief.get(CLOCK))
    assert "Only the first 2 are listed here." in said
    assert ("Plan 1" in said, "Plan 2" in said) == (True, False)
