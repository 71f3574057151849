"""10,000 stories due in the same second, and one story by itself, announced by the processes that `make run` starts."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from articles import instant
from articles.models import Article, Edition
from newsroom import embedded_broker
from newsroom.launcher import jobs
from newsroom.launcher.claims import claim_port
from tests import bulk, copies
from tests.benchmarks import announced, load, pages, server, steady
from tests.benchmarks.load import Question
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.benchmarks.server import Server
from tests.people import Newsroom
from tests.processes import empty_queues

DUE, RUSHES = 10_000, 3
PAGES_A_SECOND = 50
SINGLE, DISTANCE = 120, 0.5  # stories, seconds
WITHOUT_BROKER = 12
ASKED_FOR = 20
PLANNED_AHEAD = timedelta(seconds=8)  # time enough to move 10,000 plans


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Rush")
    article = newsroom.on_air("The ferry sails again", body=pages.BODY).article
    with ExitStack() as stack:
        if not os.environ.get("TEST_REDIS_URL"):
            stack.enter_context(embedded_broker.running(settings.VAR_DIR))
        empty_queues()
        web = stack.enter_context(server.running())
        with _behind_the_web(server.environment()):
            _wait_for_the_first(newsroom)
            yield from _single(newsroom)
            yield from _rushes(newsroom, web, Question(Article.objects.get(pk=article.pk).path or ""))
    with claim_port("127.0.0.1", 0) as nobody:
        port = nobody.getsockname()[1]
    with _behind_the_web({**server.environment(), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}):
        yield from _without_broker(newsroom)


@contextmanager
def _behind_the_web(environment: dict[str, str]) -> Iterator[None]:
    """Run the clock, the watch loop, beat and the other workers, as the launcher does."""
    with tempfile.TemporaryFile("w+") as log:
        started = [
            subprocess.Popen(job.command, cwd=server.ROOT, env=environment, stdout=log, stderr=log)
            for job in jobs.behind_the_web(picture_workers=1)
        ]
        try:
            yield
        except Exception:
            log.seek(0)
            sys.stderr.write(log.read())
            raise
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=30)


def _wait_for_the_first(newsroom: Newsroom) -> None:
    """Return when beat and clock are up: several stories in a row are announced at once."""
    say("starting clock, beat and workers")
    for _attempt in range(20):
        late = _announced_one_by_one(newsroom, [instant.now() + timedelta(seconds=0.3 + n) for n in range(3)])
        if max(late) < 1:
            return
    raise RuntimeError("Stories are not announced in time even one by one.")


def _announced_one_by_one(newsroom: Newsroom, moments: list[datetime]) -> list[float]:
    watch = announced.watching(len(moments), since=instant.now(), patience=moments[-1].timestamp() - time.time() + 60)
    bulk.scheduled_one_by_one(newsroom, moments)
    return watch.all_late()


def _single(newsroom: Newsroom) -> Iterator[Result]:
    say(f"announcing {SINGLE} stories one by one, for a minute")
    late = _announced_one_by_one(newsroom, _moments(SINGLE, DISTANCE))
    yield Result("single story: announced, median", _percentile(late, 50), "s")
    yield Result("single story: announced, p99", _percentile(late, 99), "s", at_most=1.5)


def _moments(count: int, distance: float) -> list[datetime]:
    """Return instants so far apart, each at some moment of a second."""
    chance = random.Random(2026)
    start = instant.now() + timedelta(seconds=3)
    return [start + timedelta(seconds=distance * (number + 0.8 * chance.random())) for number in range(count)]


def _rushes(newsroom: Newsroom, web: Server, page: Question) -> Iterator[Result]:
    """Let three rushes come while pages are read at a steady pace, and one while readers ask as fast as they can."""
    late: list[float] = []
    latencies: list[float] = []
    opened = []
    for _rush in range(RUSHES):
        due = _plan_rush(newsroom)
        watch = announced.watching(DUE, since=due, patience=120)
        readers = steady.Steady(web.port, page, per_second=PAGES_A_SECOND)
        readers.start()
        opened.append(_opened_at(web, due))
        late += watch.all_late()
        latencies += readers.stop().latencies
    about, is_promised = f"rush: {DUE:,} due in one second", connection.vendor == "postgresql"
    yield Result(f"{about}: open then, of {ASKED_FOR}", min(opened), "pages", at_least=ASKED_FOR)
    yield from _lateness(about, sorted(late), is_promised=is_promised)
    name = f"{about}: article p95, {PAGES_A_SECOND} a second"
    yield Result(name, 1000 * _percentile(sorted(latencies), 95), "ms", at_most=500 if is_promised else None)
    yield from _at_full_tilt(newsroom, web, page)


def _at_full_tilt(newsroom: Newsroom, web: Server, page: Question) -> Iterator[Result]:
    due = _plan_rush(newsroom)
    watch = announced.watching(DUE, since=due, patience=120)
    _sleep_until(due)
    read = load.read(web.port, page, seconds=5)
    about = f"rush, {load.READERS} readers who never pause"
    yield from _lateness(about, watch.all_late(), is_promised=False)
    yield Result(f"{about}: pages", read.per_second, "requests/s")
    yield Result(f"{about}: article p95", read.milliseconds(95), "ms")


def _lateness(about: str, late: list[float], *, is_promised: bool) -> Iterator[Result]:
    yield Result(f"{about}: announced, median", _percentile(late, 50), "s")
    yield Result(f"{about}: announced, p99", _percentile(late, 99), "s", at_most=2 if is_promised else None)
    yield Result(f"{about}: announced, last", late[-1], "s", at_most=5 if is_promised else None)


def _plan_rush(newsroom: Newsroom) -> datetime:
    """Write 10,000 plans for tomorrow, move all of them to one whole second soon, and say which."""
    say(f"planning {DUE:,} stories for one second")
    tomorrow = instant.now() + timedelta(days=1)
    newsroom.now = instant.now()
    copies.scheduled(newsroom, DUE, goes_live_at=tomorrow)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    due = instant.now().replace(microsecond=0) + PLANNED_AHEAD
    moved = Edition.objects.filter(goes_live_at=tomorrow).update(goes_live_at=due, first_published_at=due)
    assert moved == DUE
    assert instant.now() < due - timedelta(seconds=1), "the machine is too busy to plan so many in time"
    return due


def _opened_at(web: Server, due: datetime) -> int:
    """Ask for some of the stories half a second too early, which is refused, and when they are due; count who opens."""
    paths = list(Article.objects.filter(editions__goes_live_at=due).values_list("path", flat=True)[:: DUE // ASKED_FOR])
    _sleep_until(due - timedelta(seconds=0.5))
    assert web.get(paths[0])[0] == 404
    _sleep_until(due)
    return sum(web.get(path)[0] == 200 for path in paths)


def _sleep_until(moment: datetime) -> None:
    time.sleep(max(0, (moment - instant.now()).total_seconds()))


def _without_broker(newsroom: Newsroom) -> Iterator[Result]:
    say("announcing stories with no broker")
    late = _announced_one_by_one(newsroom, _moments(WITHOUT_BROKER, 1.7))
    yield Result("single story, no broker: announced, last", late[-1], "s", at_most=15)


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
