"""A tick with nothing due reads two indexes and no row, however many stories there are."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import copies
from tests.people import Newsroom
from workflow import announcements, clock


@pytest.fixture
def archive(live_newsroom: Newsroom) -> Newsroom:
    """Stories on air that will expire, and stories that wait, in a database that knows how many there are."""
    newsroom = live_newsroom
    soon = newsroom.now + timedelta(minutes=1)
    copies.scheduled(newsroom, 1500, goes_live_at=soon, expires_at=newsroom.now + timedelta(days=30))
    newsroom.later(minutes=1)
    assert clock.tick(now=newsroom.now).aired == 1500
    copies.scheduled(newsroom, 1500, goes_live_at=newsroom.now + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE articles_edition")
    return newsroom


def asked_by_a_tick(newsroom: Newsroom) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert not newsroom.tick()
        assert not clock.stay(now=newsroom.now)
    return [query["sql"] for query in queries]


def plan(statement: str) -> Any:
    kind = "QUERY PLAN" if connection.vendor == "sqlite" else "(ANALYZE, FORMAT JSON)"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {kind} {statement}")
        rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        return [row[-1] for row in rows]
    found = rows[0][0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found, *(node for below in found.get("Plans", []) for node in nodes(below))]


def indexes_alone(statement: str) -> list[str]:
    """Return the indexes that a statement reads: no table, and on PostgreSQL nothing that it then leaves out."""
    found = plan(statement)
    if connection.vendor == "sqlite":
        assert not [line for line in found if "TEMP B-TREE" in line]
        return [line.partition("USING INDEX ")[2].split()[0] for line in found]
    reads = [node for node in nodes(found) if "Scan" in node["Node Type"]]
    assert [node["Node Type"] for node in reads] == ["Index Only Scan"]
    assert [node.get("Rows Removed by Filter", 0) for node in reads] == [0]
    return [node["Index Name"] for node in reads]


def test_a_tick_with_nothing_due_reads_its_two_indexes_alone(archive: Newsroom) -> None:
    to_air, to_expire = ["editions_to_announce"], ["expiries_to_announce"]
    assert [indexes_alone(statement) for statement in asked_by_a_tick(archive)] == [to_air, to_expire, to_air]


def test_what_a_tick_claims_stands_in_the_order_of_an_index(archive: Newsroom) -> None:
    """No sorting: the five hundred that are due the longest are the first that the index has."""
    archive.later(days=40)
    for due, order in (
        (announcements.due_to_air(archive.now), "goes_live_at"),
        (announcements.due_to_expire(archive.now), "expires_at"),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert len(announcements.longest_due(due, order=order, limit=500)) == 500
        assert len(indexes_alone(queries[0]["sql"])) == 1
