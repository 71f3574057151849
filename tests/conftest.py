"""What every test stands on: a real database, a real broker, and a newsroom of people."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from articles import site
from newsroom import embedded_broker
from tests.people import Newsroom
from tests.settings import FOLDER


@pytest.fixture(autouse=True, scope="session")
def _let_tests_flush_what_nobody_may_delete() -> Iterator[None]:
    """The database refuses to empty the record: lift its triggers around a flush, and put them back."""
    flush = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        with LIFTED[connection.vendor]():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


@contextmanager
def _lifted_on_sqlite() -> Iterator[None]:
    """A flush is a DELETE there, which every append-only table refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


@contextmanager
def _lifted_on_postgresql() -> Iterator[None]:
    """A flush is a TRUNCATE there, which the record refuses."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflow_event DISABLE TRIGGER record_is_never_emptied")
        yield
        cursor.execute("ALTER TABLE workflow_event ENABLE TRIGGER record_is_never_emptied")


LIFTED = {"sqlite": _lifted_on_sqlite, "postgresql": _lifted_on_postgresql}


@pytest.fixture(autouse=True)
def _fresh_navigation() -> None:
    """Let no test see the sections that another one left in memory for some seconds."""
    site.forget_sections()


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """A real broker for as long as the session lasts: the one that TEST_REDIS_URL names, or the embedded one."""
    if os.environ.get("TEST_REDIS_URL"):
        yield settings.REDIS_URL
        return
    with embedded_broker.running(settings.VAR_DIR) as url:
        yield url


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    """A News desk with its people, a section, and ways to walk a story anywhere by real actions."""
    return Newsroom.open()


@pytest.fixture
def live_newsroom(transactional_db: None) -> Newsroom:
    """The same, committed, so that other connections and processes see it."""
    call_command("createcachetable", verbosity=0)
    return Newsroom.open()


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
