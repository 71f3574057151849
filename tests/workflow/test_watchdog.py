"""The watchdog: each danger is seen in time, raised once whoever looks, told whatever is dead, and cleared once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import DatabaseError

from articles import instant
from tests import processes
from tests.people import Newsroom, person
from tests.workflow.mailroom import answering, lay_down_the_rules, receiver, told
from tests.workflow.poison import poisoned
from tests.workflow.test_races import at_once
from workflow import audit, deliveries
from workflow.deliveries import outbox
from workflow.enums import Channel, Danger, Role, Verb
from workflow.models import Alarm, Delivery, Dispatch, Event, Heartbeat, Webhook
from workflow.watch import broker, signs_of_life, watchdog
from workflow.watch.pulses import BEAT, BROKER, PULSES
from workflow.watch.signs_of_life import Sign
from workflow.watch.watchdog import Late, Look

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALIVE = (BEAT, BROKER, *PULSES)


def look(*, there_for: timedelta = HOUR, unrecorded: float = 0, late: float = 0, **silences: float) -> Look:
    """Look at a newsroom in which everything lives but for these silences, in seconds."""
    signs = {name: Sign(NOON, NOON - HOUR) for name in ALIVE}
    signs |= {name: Sign(NOON - timedelta(seconds=span), NOON - HOUR) for name, span in silences.items()}
    return Look(
        NOON,
        there_for,
        signs,
        Late(1, timedelta(seconds=unrecorded)) if unrecorded else Late(),
        Late(1, timedelta(seconds=late)) if late else Late(),
    )


@pytest.mark.parametrize(
    ("danger", "what", "just_not", "just"),
    [
        (Danger.BEAT_SILENT, "beat", 60, 61),
        (Danger.BROKER_GONE, "broker", 10, 11),
        (Danger.QUEUE_SILENT, "clock", 60, 61),
        (Danger.QUEUE_SILENT, "deliveries", 120, 121),
        (Danger.QUEUE_SILENT, "pictures", 900, 901),
        (Danger.AIR_UNRECORDED, "unrecorded", 10, 11),
        (Danger.DELIVERIES_LATE, "late", 300, 301),
    ],
)
def test_s6_s10_each_danger_shows_at_its_limit_and_alone(danger: Danger, what: str, just_not: int, just: int) -> None:
    assert watchdog.dangers(look(**{what: just_not})) == {}
    assert set(watchdog.dangers(look(**{what: just}))) == {danger}


def test_s5_with_beat_silent_nobody_blames_the_workers() -> None:
    found = watchdog.dangers(look(beat=90, broker=90, clock=90, deliveries=150, pictures=1000))
    assert set(found) == {Danger.BEAT_SILENT, Danger.BROKER_GONE}


def test_s6_a_deaf_worker_is_told_by_its_queues_name() -> None:
    assert watchdog.dangers(look(deliveries=130, clock=70))[Danger.QUEUE_SILENT] == {"queues": ["clock", "deliveries"]}


def test_a_worker_gets_its_time_after_beat_came_back() -> None:
    back = {BEAT: Sign(NOON, NOON - timedelta(seconds=20)), "clock": Sign(NOON - HOUR, NOON - 2 * HOUR)}
    assert watchdog.dangers(Look(NOON, HOUR, {**look().signs, **back})) == {}


def test_who_has_just_come_blames_nobody_for_the_night() -> None:
    night = {"beat": 36_000, "broker": 36_000, "clock": 36_000}
    soon = look(there_for=timedelta(seconds=5), unrecorded=36_000, late=36_000, **night)
    assert watchdog.dangers(soon) == {}
    assert set(watchdog.dangers(look(there_for=timedelta(seconds=61), **night))) == {
        Danger.BEAT_SILENT,
        Danger.BROKER_GONE,
    }


def test_s10_a_first_start_is_quiet_for_a_minute_and_then_asks_where_beat_is() -> None:
    assert watchdog.dangers(Look(NOON, timedelta(seconds=9))) == {}
    assert set(watchdog.dangers(Look(NOON, timedelta(seconds=61)))) == {Danger.BEAT_SILENT, Danger.BROKER_GONE}
    assert watchdog.readiness(Look(NOON, timedelta(seconds=60)))["beat"] == "ok"
    assert watchdog.readiness(Look(NOON, timedelta(seconds=61)))["beat"] == "silent"


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_superuser("chief@example.org", "chief@example.org", "x")


def all_lives(now: datetime) -> None:
    for name in ALIVE:
        signs_of_life.give(name, now=now)


def watch(now: datetime) -> list[tuple[str, str]]:
    return [(event.verb, event.facts["danger"]) for event in watchdog.watch(now=now, there_for=HOUR)]


@pytest.fixture
def silent_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """No broker is asked: what is known of it are the signs that the test gives."""
    monkeypatch.setattr(broker, "ask", lambda **_asked: broker.Answer(is_there=False))


@pytest.mark.usefixtures("silent_broker")
def test_an_alarm_is_raised_once_goes_on_and_is_cleared_once_when_all_is_calm(newsroom: Newsroom) -> None:
    now = newsroom.now
    all_lives(now)
    assert watch(now) == []
    now += timedelta(seconds=65)
    for name in (BROKER, *PULSES):
        signs_of_life.give(name, now=now)
    assert watch(now) == [(Verb.ALARM, Danger.BEAT_SILENT)]
    for _look in range(3):
        now += timedelta(seconds=5)
        signs_of_life.give(BROKER, now=now)
        assert watch(now) == []
    all_lives(now)
    assert watch(now) == []
    now += timedelta(seconds=50)
    all_lives(now)
    assert watch(now) == [], "it may come again at once"
    now += timedelta(seconds=20)
    all_lives(now)
    assert watch(now) == [(Verb.ALL_CLEAR, Danger.BEAT_SILENT)]
    assert watch(now) == []
    alarm = Alarm.objects.get()
    assert (alarm.danger, alarm.cleared_at) == (Danger.BEAT_SILENT, now)
    assert list(audit.differences(now=now)) == []


@pytest.mark.usefixtures("silent_broker")
def test_a_danger_that_comes_and_goes_is_one_alarm(newsroom: Newsroom) -> None:
    now = newsroom.now
    all_lives(now)
    said = []
    for _time in range(6):
        now += timedelta(seconds=70)
        signs_of_life.give(BROKER, now=now)
        said += watch(now)
        all_lives(now)
        now += timedelta(seconds=20)
        signs_of_life.give(BROKER, now=now)
        said += watch(now)
    assert [verb for verb, danger in said if danger == Danger.BEAT_SILENT] == [Verb.ALARM]


def test_what_airs_unrecorded_raises_an_alarm_even_when_it_is_set_aside(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=1)
    all_lives(newsroom.now)
    with poisoned(story):
        newsroom.tick()
        newsroom.later(seconds=9)
        assert (Verb.ALARM, Danger.AIR_UNRECORDED) not in watch(newsroom.now)
        newsroom.later(seconds=2)
        assert (Verb.ALARM, Danger.AIR_UNRECORDED) in watch(newsroom.now)
    facts = Alarm.objects.get(danger=Danger.AIR_UNRECORDED).facts
    assert (facts["waiting"], facts["seconds"]) == (1, 11)
    newsroom.later(minutes=2)
    assert newsroom.tick().aired == 1
    assert (Verb.ALL_CLEAR, Danger.AIR_UNRECORDED) in watch(newsroom.now)


def test_what_expired_unrecorded_counts_too(newsroom: Newsroom) -> None:
    newsroom.on_air(expires_at=newsroom.now + timedelta(minutes=1))
    assert watchdog.unrecorded(now=newsroom.later(minutes=1, seconds=30)) == Late(1, timedelta(seconds=30))
    newsroom.tick()
    assert watchdog.unrecorded(now=newsroom.now) == Late()


def test_deliveries_are_late_when_nobody_dispatches_or_sends_but_not_while_a_receiver_is_dead(
    newsroom: Newsroom,
) -> None:
    newsroom.act("send_back", newsroom.filed(), note="Names, please.")
    assert watchdog.late_deliveries(now=newsroom.later(minutes=6)).by == timedelta(minutes=6)
    deliveries.dispatch(now=newsroom.now)
    assert watchdog.late_deliveries(now=newsroom.later(minutes=7)) == Late(1, timedelta(minutes=7))
    Delivery.objects.filter(channel=Channel.MAIL).update(attempts=5, due_at=newsroom.now + HOUR, failure="No answer.")
    assert watchdog.late_deliveries(now=newsroom.later(minutes=30)) == Late()


def test_what_waits_for_a_receiver_that_rests_is_not_late(newsroom: Newsroom) -> None:
    lay_down_the_rules()
    hook = Webhook.objects.create(name="Wire", url="https://wire.example/", secret="s", verbs=[Verb.FILE])
    newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    Delivery.objects.exclude(webhook=hook).filter(is_in_digest=True).delete()
    newsroom.later(minutes=6)
    assert watchdog.late_deliveries(now=newsroom.now).count == 1
    Webhook.objects.filter(pk=hook.pk).update(failures_in_a_row=1)
    assert watchdog.late_deliveries(now=newsroom.now) == Late()


@pytest.mark.usefixtures("silent_broker")
def test_administrators_hear_of_it_and_nobody_else_by_inbox_mail_and_webhook(
    newsroom: Newsroom, chief: User, settings: Any
) -> None:
    settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = True
    lay_down_the_rules()
    former = User.objects.create_superuser("former@example.org", "former@example.org", "x", is_active=False)
    with receiver(answering(204)) as heard:
        heard.hook(verbs=[Verb.ALARM])
        watch(newsroom.now)
        watchdog.tell(now=newsroom.now)
        ((_headers, body),) = [one for one in heard.received if b"BEAT" in one[1]]
    assert json.loads(body)["danger"] == Danger.BEAT_SILENT
    assert set(told(chief)) == {Verb.ALARM}
    assert [one.to for one in mail.outbox if "beat is silent" in one.subject] == [[chief.email]]
    assert "/desk/clock/" in str(mail.outbox[0].body)
    assert (told(former), told(newsroom.publisher)) == ([], [])


@pytest.mark.usefixtures("silent_broker")
def test_telling_of_alarms_sends_nothing_else_and_forgets_nothing(newsroom: Newsroom, chief: User) -> None:
    lay_down_the_rules()
    newsroom.act("send_back", newsroom.filed(), note="Names, please.")
    watch(newsroom.now)
    watchdog.tell(now=newsroom.now)
    assert {one.to[0] for one in mail.outbox} == {chief.email}
    assert not outbox.undispatched(0).exists(), "what is older is dispatched first, or it would never be"
    deliveries.deliver(now=newsroom.now)
    assert newsroom.reporter.email in {one.to[0] for one in mail.outbox}


@pytest.mark.usefixtures("silent_broker")
def test_telling_again_tells_nobody_twice_and_asks_little(
    newsroom: Newsroom, chief: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    lay_down_the_rules()
    watch(newsroom.now)
    for _time in range(2):
        watchdog.tell(now=newsroom.now)
    count = len(mail.outbox)
    with django_assert_max_num_queries(4):
        watchdog.tell(now=newsroom.now)
    assert len(mail.outbox) == count == Event.objects.filter(verb=Verb.ALARM).count()


@pytest.mark.usefixtures("silent_broker")
def test_of_many_watchers_at_once_one_raises_and_one_clears(live_newsroom: Newsroom) -> None:
    now = live_newsroom.now
    for verb in (Verb.ALARM, Verb.ALL_CLEAR):
        outcomes = at_once(*[partial(watchdog.watch, now=now, there_for=HOUR)] * 4)
        assert all(isinstance(one, list) for one in outcomes), outcomes
        written = Event.objects.filter(verb=verb).values_list("facts__danger", flat=True)
        assert sorted(written) == sorted([Danger.BEAT_SILENT, Danger.BROKER_GONE])
        now += timedelta(minutes=2)
        all_lives(now)
    assert Alarm.objects.filter(cleared_at=now - timedelta(minutes=2)).count() == 2


@pytest.mark.usefixtures("silent_broker")
def test_an_alarm_whose_event_fails_is_not_raised_either_and_is_raised_at_the_next_look(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_columns: object) -> Event:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(Event.objects, "create", fail)
        with pytest.raises(DatabaseError):
            watch(newsroom.now)
    assert not Alarm.objects.exists()
    assert (Verb.ALARM, Danger.BEAT_SILENT) in watch(newsroom.now)


def test_s5_without_a_broker_the_watch_loop_raises_the_alarm_and_tells_the_administrators_by_itself(
    live_newsroom: Newsroom, tmp_path: Path
) -> None:
    lay_down_the_rules()
    chief = User.objects.create_superuser("chief@example.org", "chief@example.org", "x")
    post = tmp_path / "post"
    changes = {"REDIS_URL": "redis://127.0.0.1:1/0", "EMAIL_URL": f"filemail:///{post}"}
    env = processes.environment(**changes, DEBUG="yes", WEBHOOK_ALLOW_PRIVATE="yes")
    with (
        receiver(answering(204)) as heard,
        processes.running("manage.py", "publish_due", "--watch", "1", env=env) as loop,
    ):
        heard.hook(verbs=[Verb.ALARM])
        processes.wait_until(lambda: heard.events and post.exists() and list(post.iterdir()), loop)
        (alarm,) = Alarm.objects.all()
        assert (alarm.danger, alarm.cleared_at) == (Danger.BROKER_GONE, None)
        assert told(chief) == [Verb.ALARM]
        assert "Alarm: the broker does not answer" in loop.said
        assert Heartbeat.objects.filter(name="publish_due").exists()
    (letter,) = post.iterdir()
    assert f"To: {chief.email}" in letter.read_text()
    assert Dispatch.objects.filter(event__verb=Verb.ALARM).count() == 1


def test_a_person_without_rights_over_the_house_is_not_asked_about_its_mails(newsroom: Newsroom) -> None:
    lay_down_the_rules()
    chief = person("Ada", Role.EDITOR, desk=newsroom.desk)
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    chief.refresh_from_db()
    house = {Verb.ALARM, Verb.ALL_CLEAR}
    assert house <= set(deliveries.inbox.choices_of(chief))
    assert not house & set(deliveries.inbox.choices_of(newsroom.publisher))


def test_signs_and_looks_go_by_the_databases_clock(db: None) -> None:
    """The signs and the looks go by one clock, whatever that of the machine says."""
    signs_of_life.pulse("clock", now=instant.now(), sent_at=instant.now() + HOUR)
    sign = signs_of_life.read()["clock"]
    assert sign.delay == 0
    assert instant.now() - sign.at < timedelta(minutes=1)
