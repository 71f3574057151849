"""A connection that nothing happened to is asked nothing; one that the server ended is made anew."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DataError, Error, close_old_connections, connection, connections
from django.db.backends.postgresql import base

from articles import site

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server that could go away"),
    pytest.mark.django_db(transaction=True),
]


def request() -> int:
    """Read the front page's stories as a request does, and say which server process answered."""
    close_old_connections()
    try:
        site.newest()
        return server_process()
    finally:
        close_old_connections()


def server_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
        return pid


def end(pid: int) -> None:
    """End a server process, as a restart ends them all, and wait until it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        for _look in range(500):
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
            if not cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("the server process lives on")


def as_a_worker(deed: Callable[[], object]) -> object:
    """Do this in a thread of the web server, which has a connection of its own."""
    outcome: list[object] = []

    def work() -> None:
        try:
            outcome.append(deed())
        except Exception as failed:
            outcome.append(failed)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=60)
    return outcome[0]


def ended_from_outside(pid: int) -> None:
    assert as_a_worker(lambda: end(pid)) is None


def test_the_request_after_a_restart_is_answered() -> None:
    def a_day_with_a_restart() -> tuple[int, int]:
        before = request()
        ended_from_outside(before)
        return before, request()

    outcome = as_a_worker(a_day_with_a_restart)
    assert isinstance(outcome, tuple), outcome
    assert outcome[0] != outcome[1]


def test_a_restart_within_a_request_costs_that_request_alone() -> None:
    def a_day_with_a_restart() -> tuple[int, int]:
        close_old_connections()
        before = server_process()
        ended_from_outside(before)
        with pytest.raises(Error):
            site.newest()
        close_old_connections()
        return before, request()

    outcome = as_a_worker(a_day_with_a_restart)
    assert isinstance(outcome, tuple), outcome
    assert outcome[0] != outcome[1]


def test_a_request_asks_only_what_it_wants_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    request()
    kept = connection.connection
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _connection: asked.append("SELECT 1") or True)
    request()
    assert (connection.connection is kept, asked) == (True, [])


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 29, 1, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, 0, 120_000, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        None,
    ],
)
def test_an_instant_comes_back_as_it_was_written(instant: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [instant])
        (back,) = cursor.fetchone()
    assert back == instant
    assert back is None or back.tzinfo is UTC


@pytest.mark.parametrize("beyond", ["0044-03-15 12:00:00+00 BC", "10000-01-01 00:00:00+00", "infinity"])
def test_an_instant_that_python_has_no_word_for_is_refused(beyond: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [beyond])
        with pytest.raises(DataError):
            cursor.fetchone()
