"""Signs of life, of real processes: which part is silent can be told from the parts that are not."""

import signal
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import User
from django.test import Client

from articles import instant
from newsroom.celery import BEAT as BEAT_TABLE
from tests import processes
from tests.people import Newsroom
from workflow import clock
from workflow.models import Heartbeat
from workflow.tasks import pulse, watch
from workflow.watch import signs_of_life
from workflow.watch.pulses import BEAT, EVERY, PULSES


def silences() -> dict[str, timedelta]:
    now = instant.now()
    return {name: now - sign.at for name, sign in signs_of_life.read().items()}


def test_beat_feels_the_pulse_of_each_queue_in_that_queue() -> None:
    sent = {
        (entry["kwargs"]["queue"], entry["options"]["queue"], entry["options"]["expires"], entry["schedule"])
        for entry in BEAT_TABLE.values()
        if entry["task"] == pulse.name
    }
    assert sent == {(queue, queue, one.lasts, EVERY) for queue, one in PULSES.items()}
    assert {"clock", "pictures", "deliveries"} == set(PULSES)
    assert current_app.amqp.router.route({}, watch.name)["queue"].name == "clock"


def test_a_pulse_says_that_beat_lives_only_if_it_cannot_have_waited_for_long(db: None) -> None:
    now = instant.now()
    signs_of_life.pulse("pictures", now=now, sent_at=now - timedelta(minutes=10))
    assert {name: sign.delay for name, sign in signs_of_life.read().items()} == {"pictures": 600}
    signs_of_life.pulse("deliveries", now=now, sent_at=now)
    assert BEAT in signs_of_life.read()


def test_an_unbroken_life_remembers_its_beginning_and_a_broken_one_begins_anew(db: None) -> None:
    begin = now = instant.now()
    for seconds in (0, 10, 50):
        now += timedelta(seconds=seconds)
        signs_of_life.give(BEAT, now=now)
        assert signs_of_life.read()[BEAT].since == begin
    now += timedelta(seconds=61)
    signs_of_life.give(BEAT, now=now)
    assert signs_of_life.read()[BEAT].since == now
    assert Heartbeat.objects.count() == 1


def test_the_tick_itself_writes_no_sign(newsroom: Newsroom, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        clock.tick(now=newsroom.now)
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize("loop", ["publish_due", "deliver_due"])
def test_a_loop_says_that_it_lives_and_stops_when_asked(live_newsroom: Newsroom, loop: str) -> None:
    with processes.command(loop, "--watch", "0.2") as running:
        processes.wait_until(lambda: loop in signs_of_life.read(), running)
        running.popen.send_signal(signal.SIGTERM)
        assert running.popen.wait(timeout=20) == 0


def test_s6_s10_beat_and_the_workers_of_each_queue_are_told_apart(live_newsroom: Newsroom, broker: str) -> None:
    processes.empty_queues()
    with processes.beat() as beat, processes.worker("clock", "pictures") as worker:
        processes.wait_until(lambda: {BEAT, "clock", "pictures"} <= set(silences()), beat, worker)
        assert "deliveries" not in silences(), "nobody listens there"
        assert all(sign.delay is not None and sign.delay < 5 for sign in signs_of_life.read().values() if sign.delay)
        with processes.worker("deliveries") as second:
            processes.wait_until(lambda: "deliveries" in silences(), beat, worker, second)
            worker.kill()
            killed_at = instant.now()
            processes.wait_until(lambda: signs_of_life.read()["deliveries"].at > killed_at, beat, second)
        after = signs_of_life.read()
        assert after[BEAT].at > killed_at >= after["clock"].at


def test_administrators_look_at_the_signs_and_change_none(client: Client, db: None) -> None:
    chief = User.objects.create_superuser("chief@example.org", "chief@example.org", "x")
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    signs_of_life.give(BEAT, now=instant.now())
    page = client.get("/admin/workflow/heartbeat/")
    assert (page.status_code, b"beat" in page.content) == (200, True)
    assert client.get("/admin/workflow/alarm/").status_code == 200
    assert client.get("/admin/workflow/heartbeat/add/").status_code == 403
