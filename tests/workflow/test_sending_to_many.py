"""Many receivers at once: one that is dead keeps nobody else waiting, and each hears each thing under one id."""

import os
import signal
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db.backends.signals import connection_created
from django.db.models import F

from articles import instant
from tests import processes
from tests.people import Newsroom
from tests.workflow.mailroom import answering, only_rule, receiver
from workflow import deliveries
from workflow.deliveries import lines, parcels, sending, tours
from workflow.enums import Audience, Verb
from workflow.models import Delivery, Event, Webhook

SECONDS = 30


@pytest.fixture
def room(newsroom: Newsroom, settings: Any) -> Newsroom:
    """A newsroom whose people hear of nothing, and whose webhooks may lead to this machine without TLS."""
    settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = True
    only_rule(Verb.FILE)
    return newsroom


@pytest.fixture
def live_room(live_newsroom: Newsroom, settings: Any) -> Newsroom:
    """The same, for processes beside the test."""
    settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = True
    only_rule(Verb.FILE)
    return live_newsroom


def filed(room: Newsroom, count: int) -> None:
    for _number in range(count):
        room.filed()
    deliveries.dispatch(now=room.now)


class Dead:
    """A receiver that says nothing as long as something has not happened elsewhere."""

    def __init__(self) -> None:
        self.over, self.saw = threading.Event(), list[bool]()

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        self.saw.append(self.over.wait(SECONDS))
        answering(204)(request)


def test_i9_the_others_have_everything_while_the_dead_ones_line_is_still_open(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "TIMEOUT", float(SECONDS))
    dead = Dead()

    def answer(request: BaseHTTPRequestHandler) -> None:
        answering(204)(request)
        if len(alive.received) == 40:
            dead.over.set()

    with receiver(dead) as asleep, receiver(answer) as alive:
        asleep.hook()
        alive.hook()
        filed(room, 40)
        deliveries.deliver(now=room.now)
    assert dead.saw[0], "it was let go by the last delivery to the other"
    assert sorted(alive.keys) == sorted(set(alive.keys))


def test_i9_what_happens_while_a_receiver_hangs_reaches_the_others_in_the_same_run(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "TIMEOUT", float(SECONDS))
    monkeypatch.setattr(sending, "AGAIN", 0.05)
    dead = Dead()

    def answer(request: BaseHTTPRequestHandler) -> None:
        answering(204)(request)
        if len(alive.received) == 2:
            dead.over.set()

    def meanwhile() -> None:
        if Delivery.objects.count() == 2:
            filed(room, 1)

    with receiver(dead) as asleep, receiver(answer) as alive:
        asleep.hook()
        alive.hook()
        filed(room, 1)
        deliveries.deliver(now=room.now, meanwhile=meanwhile)
    assert dead.saw[0]
    assert len(set(alive.keys)) == 2


def test_i9_a_receiver_that_failed_rests_and_is_asked_by_one_delivery_until_it_is_back(room: Newsroom) -> None:
    status = 500
    with receiver(lambda request: answering(status)(request)) as heard:
        hook = heard.hook()
        filed(room, 5)
        assert deliveries.deliver(now=room.now).failed == 1
        filed(room, 1)
        assert not deliveries.deliver(now=room.later(seconds=9)), "it rests"
        assert deliveries.deliver(now=room.later(seconds=1)).failed == 1
        assert len(heard.received) == 2
        assert Delivery.objects.filter(attempts=0).count() == 4, "what was not tried has no attempt"
        hook.refresh_from_db()
        assert (hook.failures_in_a_row, hook.rests_until) == (2, room.now + timedelta(minutes=1))
        status = 204
        assert deliveries.deliver(now=room.later(minutes=1)).sent == 6
    hook.refresh_from_db()
    assert (hook.failures_in_a_row, hook.rests_until) == (0, None)


def test_the_rest_of_a_receiver_is_never_longer_than_five_minutes(room: Newsroom) -> None:
    with receiver(answering(500)) as heard:
        hook = heard.hook()
        Webhook.objects.update(failures_in_a_row=1000)
        filed(room, 1)
        deliveries.deliver(now=room.now)
    hook.refresh_from_db()
    assert hook.rests_until == room.now + timedelta(minutes=5)


def test_who_sends_again_by_hand_ends_a_receivers_rest(room: Newsroom) -> None:
    status = 500
    with receiver(lambda request: answering(status)(request)) as heard:
        heard.hook()
        filed(room, 1)
        deliveries.deliver(now=room.now)
        status = 204
        deliveries.send_again(deliveries=Delivery.objects.all(), now=room.now)
        assert deliveries.deliver(now=room.now).sent == 1


def test_one_line_carries_many_deliveries(room: Newsroom) -> None:
    with receiver(answering(204), protocol="HTTP/1.1") as heard:
        heard.hook()
        filed(room, 12)
        assert deliveries.deliver(now=room.now).sent == 12
    assert heard.lines == 1


def test_a_line_that_the_receiver_closed_meanwhile_is_opened_anew(room: Newsroom) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        answering(204)(request)
        request.close_connection = True

    with receiver(answer, protocol="HTTP/1.1") as heard:
        heard.hook()
        filed(room, 5)
        tally = deliveries.deliver(now=room.now)
    assert (tally.sent, tally.failed, len(set(heard.keys))) == (5, 0, 5)


def test_i8_a_line_that_is_opened_anew_has_its_address_looked_at_anew(
    room: Newsroom, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        answering(204)(request)
        settings.WEBHOOK_ALLOW_PRIVATE = False
        request.close_connection = True

    with receiver(answer, protocol="HTTP/1.1") as heard:
        heard.hook()
        filed(room, 2)
        tally = deliveries.deliver(now=room.now)
    assert (tally.sent, tally.failed) == (1, 1)
    assert "not on the public internet" in Delivery.objects.get(done_at=None).failure


def test_threads_that_send_ask_no_database(room: Newsroom) -> None:
    threads: list[str] = []

    def note(**_named: Any) -> None:
        threads.append(threading.current_thread().name)

    connection_created.connect(note)
    try:
        only_rule(Verb.FILE, Audience.SIGNERS)
        with receiver(answering(204)) as heard, receiver(answering(500)) as failing:
            heard.hook()
            failing.hook()
            filed(room, 3)
            assert deliveries.deliver(now=room.later(days=1)).sent > 3
    finally:
        connection_created.disconnect(note)
    assert [name for name in threads if name != threading.main_thread().name] == []


def worker() -> Any:
    return processes.running(
        "manage.py", "deliver_due", env=processes.environment(DEBUG="true", WEBHOOK_ALLOW_PRIVATE="true")
    )


def test_s8_two_workers_at_once_send_each_delivery_once(live_room: Newsroom) -> None:
    both = threading.Barrier(2)

    def answer(request: BaseHTTPRequestHandler) -> None:
        """Answer one worker's first when the other has begun, or will not in time."""
        with suppress(threading.BrokenBarrierError):
            both.wait(lines.TIMEOUT / 2)
        both.abort()
        answering(204)(request)

    with receiver(answer) as heard:
        heard.hook()
        story = live_room.filed()
        told = {"story": story, "verb": Verb.FILE, "at": live_room.now, "status_after": story.status}
        Event.objects.bulk_create(Event(**told) for _number in range(2 * tours.CLAIMED))
        while deliveries.dispatch(now=live_room.now):
            pass
        with worker() as one, worker() as other:
            for process in (one, other):
                assert process.popen.wait(timeout=SECONDS * 4) == 0, process.said
        assert Counter(heard.keys) == Counter(Delivery.objects.values_list("pk", flat=True))


def test_s1_a_worker_killed_in_the_midst_leaves_what_is_sent_again_under_the_same_id(live_room: Newsroom) -> None:
    is_reached, is_killed = threading.Event(), threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        if len(heard.received) == 25:
            is_reached.set()
            is_killed.wait(SECONDS)
        answering(204)(request)

    with receiver(answer) as heard:
        heard.hook()
        filed(live_room, 40)
        with worker() as process:
            assert is_reached.wait(SECONDS * 2), process.said
            os.killpg(process.popen.pid, signal.SIGKILL)
            process.popen.wait()
        is_killed.set()
        noted = set(Delivery.objects.exclude(done_at=None).values_list("pk", flat=True))
        unnoted = set(heard.keys) - noted
        assert unnoted
        before = len(heard.received)
        assert Delivery.objects.filter(due_at__lte=instant.now()).count() < 40 - len(noted), "some were under way"
        deliveries.deliver(now=instant.now() + parcels.LEASE)
        again = heard.keys[before:]
        assert sorted(again) == sorted(set(Delivery.objects.values_list("pk", flat=True)) - noted)
        assert unnoted <= set(again)
        assert not Delivery.objects.filter(done_at=None).exists()
        assert not Delivery.objects.filter(made_at__gt=F("done_at")).exists()
