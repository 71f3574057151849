"""The table of processes that make a newsroom, in the order in which they start."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
CELERY = (
    PYTHON,
    "-W",
    "ignore:You're running the worker",
    "-m",
    "celery",
    "--quiet",
    "--skip-checks",
    "--app=newsroom",
)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes private files in it


@dataclass(frozen=True, kw_only=True)
class Job:
    """One process: its command, when it stops (lowest first), and how many seconds it may take to."""

    name: str
    command: tuple[str, ...]
    stops: int
    patience: float = 10


def broker(command: list[str]) -> Job:
    """Serve the embedded broker: first to start, last to stop."""
    return Job(name="broker", command=tuple(command), stops=4)


def web(*, listener: int, workers: int) -> Job:
    """Serve pages on an inherited socket, so that a restart of the server refuses nobody."""
    gunicorn = (PYTHON, "-m", "gunicorn", "newsroom.wsgi", f"--bind=fd://{listener}")
    size = (f"--workers={workers}", "--threads=4", "--preload")
    manners = ("--timeout=60", "--graceful-timeout=6", "--no-control-socket", "--log-level=warning")
    heartbeat = (f"--worker-tmp-dir={SHARED_MEMORY}",) if os.access(SHARED_MEMORY, os.W_OK) else ()
    return Job(name="web", command=(*gunicorn, *size, *manners, *heartbeat), stops=3)


def behind_the_web(*, picture_workers: int) -> tuple[Job, ...]:
    """Do the rest: the clock, alone on its queue, the slower work, beat, and the loops that need no broker."""
    return (
        Job(name="clock", command=_worker("clock", "clock", processes=1), stops=2),
        Job(name="watch", command=(PYTHON, "manage.py", "publish_due", "--watch", "5"), stops=1),
        Job(name="tell", command=(PYTHON, "manage.py", "deliver_due", "--watch", "5"), stops=1, patience=15),
        Job(name="beat", command=(*CELERY, "beat", "--scheduler=celery.beat:Scheduler", "--loglevel=WARNING"), stops=1),
        Job(
            name="pictures",
            command=_worker("pictures", "pictures,deliveries", processes=picture_workers),
            stops=2,
        ),
    )


def _worker(name: str, queues: str, *, processes: int) -> tuple[str, ...]:
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING")
    pool = ("--pool=prefork", f"--concurrency={processes}", "--max-memory-per-child=600000")
    return (*CELERY, "worker", f"--hostname={name}@%h", f"--queues={queues}", *pool, *quiet)
