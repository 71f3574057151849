"""What became of each picture that was sent through a real worker."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from celery import current_app

from articles import instant, pictures
from articles.exceptions import PictureRefused, TextRefused
from articles.models import Picture
from articles.pictures.limits import MOST_MEMORY
from articles.pictures.waking import waker
from tests import processes
from tests.processes import Process

PATIENCE, TURN, SWEEP = 900, 0.1, 5.0  # seconds
MOST_AT_ONCE = 40  # pictures in the queue
LARGEST_PROCESS = MOST_MEMORY + 200 * 1024 * 1024  # bytes


class Fate(StrEnum):
    """What a file came to."""

    DECODED = "decoded"
    REFUSED = "refused"  # by its header, at the upload
    FAILED = "failed"  # in the worker
    SAME = "same"  # the bytes of another file
    LOST = "unaccounted"


@dataclass(frozen=True, slots=True)
class Told:
    """One file, and the reason that people get."""

    path: str
    fate: Fate
    why: str = ""


@dataclass(slots=True)
class Gallery:
    """All files of the corpus, and how the worker fared."""

    on_disk: int = 0
    told: list[Told] = field(default_factory=list)
    is_alive: bool = True
    processes_lost: int = 0
    peak: int = 0  # bytes
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Every file has one fate with its reason, the worker lived throughout, and no process grew without bound."""
        paths = {one.path for one in self.told}
        is_told = all(one.why or one.fate in {Fate.DECODED, Fate.SAME} for one in self.told)
        is_found = self.on_disk == len(self.told) == len(paths) and not any(self.of(Fate.LOST))
        return is_found and is_told and self.is_alive and self.peak <= LARGEST_PROCESS

    def of(self, fate: Fate) -> Iterator[Told]:
        return (one for one in self.told if one.fate is fate)


def sent(folder: Path, *, env: dict[str, str] | None = None) -> Gallery:
    """Upload every file of a folder while a worker renders them, with a broker running; `env` is the worker's."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    gallery, began = Gallery(on_disk=len(files)), time.monotonic()
    with _worker(env) as worker:
        waiting: dict[int, str] = {}
        for path in files:
            _offer(path, str(path.relative_to(folder)), gallery, waiting)
            _settle(gallery, waiting, worker, until_fewer_than=MOST_AT_ONCE)
        _settle(gallery, waiting, worker, until_fewer_than=1)
        gallery.told += [Told(path, Fate.LOST) for path in waiting.values()]
        gallery.processes_lost = worker.said.count("exited prematurely")
    gallery.seconds = time.monotonic() - began
    return gallery


@contextmanager
def _worker(env: dict[str, str] | None) -> Iterator[Process]:
    """Run a worker as `make run` does, and let uploads wake it."""
    quiet_until, waker.quiet_until = waker.quiet_until, 0.0
    try:
        with processes.worker("pictures", pool="prefork", concurrency=2, env=env) as worker:
            yield worker
    finally:
        waker.quiet_until = quiet_until


def _offer(path: Path, name: str, gallery: Gallery, waiting: dict[int, str]) -> None:
    """Do what an upload does."""
    known = Picture.objects.count()
    try:
        with path.open("rb") as file:
            picture = pictures.accept(file=file, name=path.name, by=None, now=instant.now())
    except (PictureRefused, TextRefused) as refusal:
        gallery.told.append(Told(name, Fate.REFUSED, str(refusal)))
        return
    if Picture.objects.count() == known:
        gallery.told.append(Told(name, Fate.SAME, f"as {picture.name}"))
    else:
        waiting[picture.pk] = name


def _settle(gallery: Gallery, waiting: dict[int, str], worker: Process, *, until_fewer_than: int) -> None:
    """Watch the worker and note what is done; sweep as beat would, so that what a lost process had is tried again."""
    ends, swept = time.monotonic() + PATIENCE, time.monotonic()
    while True:
        gallery.peak = max(gallery.peak, _largest_process(worker))
        gallery.is_alive = gallery.is_alive and worker.is_running
        for picture in Picture.objects.filter(pk__in=waiting):
            if picture.rendered_at or picture.failed_reason:
                fate = Fate.FAILED if picture.failed_reason else Fate.DECODED
                gallery.told.append(Told(waiting.pop(picture.pk), fate, picture.failed_reason))
        if len(waiting) < until_fewer_than or not gallery.is_alive or time.monotonic() > ends:
            return
        if time.monotonic() > swept + SWEEP:
            current_app.send_task("articles.render_missing")
            swept = time.monotonic()
        time.sleep(TURN)


def _largest_process(worker: Process) -> int:
    """Return the most bytes that the worker, or a process that it started, ever held in memory."""
    return max((_peak_of(pid) for pid in [worker.popen.pid, *_children_of(worker.popen.pid)]), default=0)


def _children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _peak_of(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
