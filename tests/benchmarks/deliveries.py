"""10,000 Events for three receivers: written down and sent, with all of them alive, and with one that only hangs.

The receivers are another process, and real sockets. Nobody has a mail or an inbox here: people hear by the batch.
"""

import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from unittest import mock

from articles import instant
from tests import bulk
from tests.benchmarks.progress import say
from tests.benchmarks.receivers import Receivers, listening
from tests.benchmarks.result import Result, peak_megabytes
from tests.people import Newsroom
from workflow import deliveries
from workflow.deliveries import destinations
from workflow.enums import Status, Verb
from workflow.models import Delivery, Event, NotificationRule, Story, Webhook

EVENTS, STORIES = 10_000, 1000
RECEIVERS = 3
#: Receivers on this machine are otherwise refused, and so is plain HTTP.
HERE = SimpleNamespace(DEBUG=True, WEBHOOK_ALLOW_PRIVATE=True)


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Deliveries")
    NotificationRule.objects.all().delete()
    bulk.on_air(newsroom, STORIES)
    while deliveries.dispatch(now=instant.now()):
        pass
    with mock.patch.object(destinations, "settings", HERE), listening(RECEIVERS) as receivers:
        alive = yield from _all_alive(receivers)
        yield from _one_silent(receivers, alive)


def _all_alive(receivers: Receivers) -> Generator[Result, None, float]:
    _hooks(*receivers.answering)
    written = _written()
    memory = peak_megabytes()
    seconds = _delivered(receivers, EVENTS)
    assert not Delivery.objects.exclude(done_at__isnull=False).exists()
    yield Result("deliveries: written down", RECEIVERS * EVENTS / written, "a second", at_least=1000)
    yield Result("deliveries: sent to three receivers", RECEIVERS * EVENTS / seconds, "a second", at_least=1000)
    yield Result("deliveries: memory added by 30,000", peak_megabytes() - memory, "MB", at_most=50)
    return seconds


def _one_silent(receivers: Receivers, alive: float) -> Iterator[Result]:
    """Let the third one hang: the other two are to have theirs as soon as with three alive, or sooner."""
    silent = Webhook.objects.order_by("pk").last()
    assert silent is not None
    Webhook.objects.filter(pk=silent.pk).update(url=receivers.silent)
    _written()
    seconds = _delivered(receivers, 2 * EVENTS, besides=1)
    asked = Delivery.objects.filter(webhook=silent).exclude(attempts=0).filter(done_at=None).count()
    yield Result("deliveries: sent with one receiver silent", 2 * EVENTS / seconds, "a second", at_least=1000)
    yield Result("deliveries: one silent against three alive", seconds / alive, "ratio", at_most=1.1)
    yield Result("deliveries: times the silent one was asked", asked, "times")


def _hooks(*addresses: str) -> None:
    for number, url in enumerate(addresses):
        Webhook.objects.create(name=f"Receiver {number}", url=url, secret="secret", verbs=[Verb.FILE])


def _written() -> float:
    """Let 10,000 stories be filed, and write down who hears of it."""
    say(f"writing {EVENTS:,} Events")
    now, keys = instant.now(), list(Story.objects.values_list("pk", flat=True))
    states = {"status_before": Status.DRAFT, "status_after": Status.IN_REVIEW}
    Event.objects.bulk_create(
        (Event(story_id=keys[number % STORIES], verb=Verb.FILE, at=now, **states) for number in range(EVENTS)),
        batch_size=1000,
    )
    start = time.perf_counter()
    while deliveries.dispatch(now=instant.now()):
        pass
    return time.perf_counter() - start


def _delivered(receivers: Receivers, each: int, *, besides: int = 0) -> float:
    """Deliver, and return when all that answer had so many, though the run may wait longer for one that does not."""
    say(f"sending {EVENTS:,} to each of {RECEIVERS - besides}")
    start, had = time.perf_counter(), threading.Event()
    with ThreadPoolExecutor(1) as looking:
        seconds = looking.submit(_heard, receivers, each, RECEIVERS - besides, had)
        while not had.is_set():
            deliveries.deliver(now=instant.now())
    return seconds.result() - start


def _heard(receivers: Receivers, each: int, count: int, had: threading.Event) -> float:
    while min(receivers.heard()[:count]) < each:
        time.sleep(0.1)
    had.set()
    return time.perf_counter()
