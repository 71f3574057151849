"""Other processes of the newsroom, on the database, the files and the broker of the test that starts them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import connection

PATIENCE = 40  # seconds
CELERY = ("-m", "celery", "--skip-checks", "--app=newsroom")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")
QUEUES = ("clock", "pictures", "deliveries")


class Process:
    """A process in a session of its own; `said` is all that it wrote so far."""

    def __init__(self, command: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as file:
            self.popen = subprocess.Popen(
                command,
                env=env,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        return self.popen.poll() is None

    def kill(self) -> None:
        """`kill -9` the process and whatever it started; nothing of it is left afterwards."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self) -> None:
        """Ask it to stop, and kill what does not."""
        if self.is_running:
            self.popen.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(timeout=10)
        self.kill()


def environment(**changes: str) -> dict[str, str]:
    """Let another process see this test's database, stores and broker, under the newsroom's own settings."""
    own = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": database_url(),
        "NEWSROOM_VAR": str(settings.VAR_DIR),
        "REDIS_URL": settings.REDIS_URL,
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **own, **changes}


def database_url() -> str:
    """Name the database that this test writes to, not the one that it was copied from."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def running(*arguments: str, env: dict[str, str] | None = None) -> Iterator[Process]:
    """Run Python with these arguments for the length of a `with` block, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="newsroom-process-") as folder:
        process = Process([sys.executable, *arguments], env or environment(), Path(folder) / "log")
        try:
            yield process
        finally:
            process.stop()


@contextmanager
def worker(
    *queues: str, pool: str = "solo", concurrency: int = 1, env: dict[str, str] | None = None
) -> Iterator[Process]:
    """Run a Celery worker that listens to these queues; it is ready when the block begins."""
    listening = (f"--queues={','.join(queues)}", f"--pool={pool}", f"--concurrency={concurrency}")
    name = f"--hostname={'-'.join(queues)}-{time.monotonic_ns()}@%h"
    with running(*CELERY, "worker", name, *listening, *QUIET, "--loglevel=INFO", env=env) as process:
        wait_until(lambda: " ready." in process.said, process)
        yield process


@contextmanager
def beat() -> Iterator[Process]:
    """Run the clock's beat."""
    with running(*CELERY, "beat", "--scheduler=celery.beat:Scheduler", "--loglevel=INFO") as process:
        yield process


@contextmanager
def command(name: str, *arguments: str) -> Iterator[Process]:
    """Run one of the newsroom's commands beside the test."""
    with running("manage.py", name, *arguments) as process:
        yield process


def wait_until(happened: Callable[[], object], *processes: Process, seconds: float = PATIENCE) -> None:
    """Look again and again; fail with what the processes said when one has died or patience ends."""
    deadline = time.monotonic() + seconds
    while not happened():
        dead = [one for one in processes if not one.is_running]
        if dead or time.monotonic() > deadline:
            raise AssertionError("It did not happen.\n" + "\n".join(one.said for one in dead or processes))
        time.sleep(0.05)


def empty_queues() -> None:
    """Throw away what earlier tests left on the broker."""
    with current_app.connection_for_write() as link:
        for queue in QUEUES:
            link.default_channel.queue_purge(queue)
