"""“Waiting for me” and the board in a large house: as fast with 100,000 stories as with 1,000."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import bulk
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.busy import Busy
from workflow.enums import Role, Status

DESKS = 10
#: On each desk of a small house, and of one with ten times as much in hand and an archive. Even the small one fills the
#: board's columns and, but for the lawyer's, nearly every page, so that pages of the same length are compared.
FEW = {Status.DRAFT: 12, Status.IN_REVIEW: 48, Status.APPROVED: 25, Status.SCHEDULED: 12, Status.PUBLISHED: 3}
MANY = {Status.DRAFT: 120, Status.IN_REVIEW: 480, Status.APPROVED: 250, Status.SCHEDULED: 120, Status.PUBLISHED: 9030}
PAGES = {"waiting for me": "/desk/waiting/", "the board": "/desk/board/", "all stories": "/desk/all/"}
PROMISED = ("waiting for me", "the board")


@dataclass(frozen=True, slots=True)
class Read:
    """What a page took: its queries, all of the request's counted, and milliseconds over many people."""

    queries: int
    milliseconds: list[float]

    @property
    def p95(self) -> float:
        return quantiles(self.milliseconds, n=20)[-1]


def run() -> Iterator[Result]:
    house = [Busy.open(f"Desk{number}") for number in range(DESKS)]
    people = [user for desk in house for role, some in desk.crew.items() if role != Role.REPORTER for user in some]
    before = _measured(house, FEW, people)
    after = _measured(house, {status: count - FEW[status] for status, count in MANY.items()}, people)
    for name in PAGES:
        few, many = before[name], after[name]
        keeps = name in PROMISED
        yield Result(f"{name}: queries with 100,000", many.queries, "queries", at_most=8 if keeps else None)
        yield Result(f"{name}: p95 with 1,000 stories", few.p95, "ms")
        fast = keeps and connection.vendor == "postgresql"
        yield Result(f"{name}: p95 with 100,000 stories", many.p95, "ms", at_most=100 if fast else None)
        ratio = median(many.milliseconds) / median(few.milliseconds)
        yield Result(f"{name}: 100,000 against 1,000", ratio, "ratio", at_most=1.3 if fast else None)


def _measured(house: list[Busy], count: dict[Status, int], people: list[User]) -> dict[str, Read]:
    say(f"writing {DESKS * sum(count.values()):,} stories on {DESKS} desks of twenty people")
    for desk in house:
        _fill(desk, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    clients = [_signed_in(user) for user in people]
    return {name: _read(clients, address) for name, address in PAGES.items()}


def _fill(desk: Busy, count: dict[Status, int]) -> None:
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED):
        desk.works_on(count[status], status)
    bulk.on_air(desk.newsroom, count[Status.PUBLISHED])
    bulk.scheduled(desk.newsroom, count[Status.SCHEDULED], goes_live_at=desk.newsroom.now + timedelta(days=1))


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _read(clients: list[Client], address: str) -> Read:
    """Let everybody open the page twice, the first time to warm up what a server keeps."""
    for client in clients[::9]:
        client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert clients[0].get(address).status_code == 200
    asked, times = len(queries), []
    for _round in range(2):
        for client in clients:
            start = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - start))
    return Read(asked, times)
