"""“Waiting for me” and the board in a large house: as fast with 100,000 stories as with 1,000.

Two databases are read in turn, person by person: the small house, copied as soon as it is full, and the large one that
it grows into. So whatever else the machine does, and however long the process runs, weighs on both. Pages of the same
length are compared: even the small house fills the board's columns and the pages of those who are timed (its lawyer has
four stories where the large one's has forty, and opens no page here), and stories wait as long in one as in the other.
"""

import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median, quantiles

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import bulk
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.busy import Busy
from workflow.enums import Role, Status

DESKS = 10
#: On each desk of a small house, and of one with ten times as much in hand and an archive.
FEW = {Status.DRAFT: 12, Status.IN_REVIEW: 48, Status.APPROVED: 25, Status.SCHEDULED: 12, Status.PUBLISHED: 3}
MANY = {Status.DRAFT: 120, Status.IN_REVIEW: 480, Status.APPROVED: 250, Status.SCHEDULED: 120, Status.PUBLISHED: 9030}
TIMED = (Role.EDITOR, Role.PUBLISHER, Role.PICTURES)
ROUNDS = 3
PAGES = {"waiting for me": "/desk/waiting/", "the board": "/desk/board/", "all stories": "/desk/all/"}
PROMISED = ("waiting for me", "the board")
SMALL = "small"


@dataclass(slots=True)
class House:
    """One of the two databases, with everybody signed in, and milliseconds for the page that is read."""

    database: BaseDatabaseWrapper
    clients: list[Client]
    milliseconds: list[float] = field(default_factory=list)

    @classmethod
    def enter(cls, database: BaseDatabaseWrapper, people: list[User]) -> "House":
        connections[DEFAULT_DB_ALIAS] = database
        bulk.count_rows()
        return cls(database, [_signed_in(user) for user in people])

    @property
    def p95(self) -> float:
        return quantiles(self.milliseconds, n=20)[-1]

    def queries(self, address: str) -> int:
        """Count everything that the request asks."""
        connections[DEFAULT_DB_ALIAS] = self.database
        with CaptureQueriesContext(self.database) as queries:
            assert self.clients[0].get(address).status_code == 200
        return len(queries)

    def read(self, person: int, address: str) -> None:
        connections[DEFAULT_DB_ALIAS] = self.database
        start = time.perf_counter()
        self.clients[person].get(address)
        self.milliseconds.append(1000 * (time.perf_counter() - start))


def run() -> Iterator[Result]:
    large = connections[DEFAULT_DB_ALIAS]
    desks = [Busy.open(f"Desk{number}") for number in range(DESKS)]
    people = [user for desk in desks for role in TIMED for user in desk.crew[role]]
    _fill(desks, FEW)
    small = _copy(large)
    try:
        _fill(desks, {status: count - FEW[status] for status, count in MANY.items()})
        yield from _compared(House.enter(small, people), House.enter(large, people))
    finally:
        connections[DEFAULT_DB_ALIAS] = large
        small.close()
        large.creation.destroy_test_db(suffix=SMALL, verbosity=0)


def _fill(desks: list[Busy], count: dict[Status, int]) -> None:
    say(f"writing {DESKS * sum(count.values()):,} stories on {DESKS} desks of twenty people")
    for desk in desks:
        for status in (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED):
            desk.works_on(count[status], status)
        bulk.on_air(desk.newsroom, count[Status.PUBLISHED])
        bulk.scheduled(desk.newsroom, count[Status.SCHEDULED], goes_live_at=desk.newsroom.now + timedelta(days=1))


def _copy(database: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Copy a test database as parallel tests do; it has to be let go of for that."""
    database.close()
    database.creation.clone_test_db(SMALL, verbosity=0)
    copy = connections.create_connection(DEFAULT_DB_ALIAS)
    copy.settings_dict = deepcopy(database.settings_dict) | {
        "NAME": database.creation.get_test_db_clone_settings(SMALL)["NAME"]
    }
    return copy


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _compared(small: House, large: House) -> Iterator[Result]:
    for name, address in PAGES.items():
        queries = _read(small, large, address)
        keeps = name in PROMISED
        yield Result(f"{name}: queries with 100,000", queries, "queries", at_most=8 if keeps else None)
        yield Result(f"{name}: p95 with 1,000 stories", small.p95, "ms")
        fast = keeps and connection.vendor == "postgresql"
        yield Result(f"{name}: p95 with 100,000 stories", large.p95, "ms", at_most=100 if fast else None)
        ratio = median(large.milliseconds) / median(small.milliseconds)
        yield Result(f"{name}: 100,000 against 1,000", ratio, "ratio", at_most=1.3 if fast else None)


def _read(small: House, large: House, address: str) -> int:
    """Let everybody open the page in both houses, now in one first and now in the other; some do to warm up."""
    for person in range(0, len(small.clients), 5):
        small.read(person, address)
        large.read(person, address)
    queries = large.queries(address)
    small.milliseconds, large.milliseconds = [], []
    for each in range(ROUNDS):
        for person in range(len(small.clients)):
            for house in (small, large) if (person + each) % 2 else (large, small):
                house.read(person, address)
    return queries
