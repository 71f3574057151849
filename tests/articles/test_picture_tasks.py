"""Rendering by a real worker process on a real broker: woken by an upload, killed, and followed by another."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from articles import instant, pictures, tasks
from articles.models import Picture
from articles.pictures import sweeping
from articles.pictures.waking import waker
from tests.articles import photos
from tests.articles.photos import (
    accepted,
    files_of,
    jpeg,
    lapse,
)
from tests.people import Newsroom

PATIENCE = 30  # seconds


def environment(settings_module: str) -> dict[str, str]:
    """Let another process see this test's database, stores and broker."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": settings_module}


@contextmanager
def worker(settings_module: str = "newsroom.settings") -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "--quiet", "--skip-checks", "-A", "newsroom", "worker", "-Q", "pictures"]
    quiet = ["-P", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=ERROR"]
    process = subprocess.Popen([*command, *quiet], env=environment(settings_module), cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def is_rendered(picture: Picture) -> bool:
    return Picture.objects.get(pk=picture.pk).rendered_at is not None


@pytest.fixture
def queue(broker: str, live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """The pictures queue, empty, and a newsroom that listens to nobody else's failures."""
    monkeypatch.setattr(waker, "quiet_until", 0.0)
    with current_app.connection_for_write() as link:
        link.default_channel.queue_purge("pictures")
    return live_newsroom


def test_upload_wakes_a_worker_which_outlives_broken_files(queue: Newsroom) -> None:
    with worker() as process:
        broken = [accepted(photos.damaged(seed), by=queue.reporter) for seed in (1, 2)]
        good = accepted(jpeg(), by=queue.reporter)
        wait_until(lambda: is_rendered(good))
        wait_until(lambda: not pictures.waiting(now=instant.now()).exists())
        assert process.poll() is None
    assert_all_files_are_there(good)
    for picture in broken:
        picture.refresh_from_db()
        assert (picture.failed_reason[:22], picture.attempts) == ("This picture is damage", 1)


def test_killed_worker_costs_an_attempt_and_the_sweep_of_the_next_one_finishes(queue: Newsroom) -> None:
    picture = accepted(by=queue.reporter)
    with worker("tests.articles.dying_store") as process:
        wait_until(lambda: process.poll() is not None)
        assert process.returncode == -signal.SIGKILL
    picture.refresh_from_db()
    assert (picture.rendered_at, picture.failed_reason, picture.attempts) == (None, "", 1)
    assert set(files_of(picture)) == {"700.jpg", "700.webp"}
    assert len(files_in_its_folder(picture)) == 3
    lapse(picture)
    with worker():
        tasks.render_missing.delay()
        wait_until(lambda: is_rendered(picture))
    assert_all_files_are_there(picture)


@pytest.mark.django_db
def test_message_for_a_picture_that_is_gone_or_done_changes_nothing() -> None:
    picture = accepted()
    tasks.render_picture(picture_id=picture.pk)
    before = files_of(picture)
    tasks.render_picture(picture_id=picture.pk)
    tasks.render_picture(picture_id=0)
    tasks.render_missing()
    assert files_of(picture) == before != {}


@pytest.mark.django_db
def test_sweep_takes_a_few_and_the_next_one_takes_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST_IN_A_RUN", 2)
    waiting = [accepted(jpeg(30, 20, seed=seed)) for seed in range(3)]
    tasks.render_missing()
    assert [is_rendered(picture) for picture in waiting] == [True, True, False]
    tasks.render_missing()
    assert is_rendered(waiting[2])


def files_in_its_folder(picture: Picture) -> set[str]:
    return {key for key in photos.stored("renditions") if key.startswith(f"{picture.token}/")}


def assert_all_files_are_there(picture: Picture) -> None:
    assert set(files_of(picture)) == photos.NAMES
    assert set(files_of(picture).values()) == files_in_its_folder(picture)
