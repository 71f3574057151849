"""The desk's lists: as many queries for thirty rows as for one."""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.people import Newsroom
from workflow.desk.lists import STORIES, WAITING
from workflow.enums import Role
from workflow.models import Membership

ROWS = 30
LISTS = (WAITING, *STORIES.values())


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Lists")
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    client = Client()
    client.force_login(newsroom.reporter)
    _add_to_each(newsroom)
    before = {listing.url_name: _read(client, listing.url_name) for listing in LISTS}
    say(f"writing {4 * (ROWS - 1)} stories by real actions")
    for _number in range(ROWS - 1):
        _add_to_each(newsroom)
    for listing in LISTS:
        name, (one, _milliseconds) = f"desk list “{listing.title}”", before[listing.url_name]
        thirty, milliseconds = _read(client, listing.url_name)
        yield Result(f"{name}: queries for 1 row", one, "queries")
        yield Result(f"{name}: queries for {ROWS} rows", thirty, "queries", at_most=one)
        yield Result(f"{name}: {ROWS} rows", milliseconds, "ms")


def _add_to_each(newsroom: Newsroom) -> None:
    """Make a story for each list; all are the reporter's own."""
    newsroom.later(seconds=-1)
    newsroom.draft()
    newsroom.filed()
    newsroom.scheduled(goes_live_at=newsroom.now + timedelta(days=1))
    newsroom.on_air()


def _read(client: Client, url_name: str) -> tuple[int, float]:
    """Return how many queries the list takes, and the median of its milliseconds."""
    address = reverse(url_name)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    count, times = len(queries), []
    for _round in range(9):
        start = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - start))
    return count, median(times)
