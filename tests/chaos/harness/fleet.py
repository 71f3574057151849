"""The newsroom's processes as `make run` starts them, several of each, one by one killed and started again."""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from newsroom.launcher.jobs import CELERY
from tests.chaos.harness.servers import free_port, until
from tests.processes import QUIET, Process

SKEWED = Path(__file__).parents[1] / "skewed"
QUEUES = {"clock": "clock", "deliveries": "deliveries,pictures"}
READY = {"clock": " ready.", "deliveries": " ready.", "beat": "beat: Starting"}


def _worker(name: str, kind: str) -> tuple[str, ...]:
    listening = (f"--hostname={name}@%h", f"--queues={QUEUES[kind]}", "--pool=prefork", "--concurrency=1")
    return (*CELERY, "worker", *listening, *QUIET, "--loglevel=INFO")


def _command(name: str, port: int) -> tuple[str, ...]:
    """Say how to start one: `clock-3` is the third of the clock's workers."""
    kind = name.partition("-")[0]
    if kind in QUEUES:
        return _worker(name, kind)
    if kind == "beat":
        return (*CELERY, "beat", "--scheduler=celery.beat:Scheduler", "--loglevel=INFO")
    if kind == "watch":
        return (sys.executable, "manage.py", "publish_due", "--watch", "5")
    gunicorn = (sys.executable, "-m", "gunicorn", "newsroom.wsgi", f"--bind=127.0.0.1:{port}")
    return (*gunicorn, "--workers=1", "--threads=4", "--no-control-socket", "--log-level=warning")


class Fleet:
    """The processes by name: kinds are `clock`, `deliveries`, `beat`, `watch` and `web`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.members: dict[str, Process] = {}
        self.ports: dict[str, int] = {}
        self.skews: dict[str, float] = {}
        self.starts = 0

    def start(self, *names: str, skew: float = 0) -> None:
        """Start what of these does not run, and wait until all of it is ready."""
        for name in names:
            if name not in self.members or not self.members[name].is_running:
                self._launch(name, skew)
        for name in names:
            until(lambda name=name: self._is_ready(name), f"The start of {name}", 60)

    def _launch(self, name: str, skew: float) -> None:
        self.starts += 1
        port = self.ports[name] = free_port() if name.startswith("web") else 0
        self.skews[name] = skew
        env = dict(os.environ)
        if skew:
            env |= {"CHAOS_SKEW": str(skew), "PYTHONPATH": str(SKEWED)}
        self.members[name] = Process(_command(name, port), env, self.folder / f"{name}.{self.starts}.log")

    def _is_ready(self, name: str) -> bool:
        process = self.members[name]
        if not process.is_running:
            raise AssertionError(f"{name} ended by itself: {process.said[-600:]}")
        kind = name.partition("-")[0]
        if kind == "web":
            return _listens(self.ports[name])
        return kind not in READY or READY[kind] in process.said

    def stop(self, *names: str) -> None:
        """Ask all of these to stop at once, and wait for them."""
        found = [self.members.pop(name) for name in names if name in self.members]
        for process in found:
            with suppress(ProcessLookupError):
                process.popen.terminate()
        for process in found:
            process.stop()

    def kill(self, *names: str) -> None:
        """`kill -9` them and their children."""
        for name in names:
            self.members.pop(name).kill()

    def revive(self) -> list[str]:
        """Start again what died, without waiting for it; say what that was."""
        dead = self.dead()
        for name in dead:
            self.members[name].kill()
            self._launch(name, self.skews[name])
        return dead

    def dead(self) -> list[str]:
        return [name for name, process in self.members.items() if not process.is_running]

    def named(self, kind: str) -> list[str]:
        return [name for name in self.members if name.partition("-")[0] == kind]

    def end(self) -> None:
        """Leave nothing behind, not even what was stopped by a signal."""
        for process in self.members.values():
            with suppress(ProcessLookupError):
                os.killpg(process.popen.pid, signal.SIGKILL)
        for process in self.members.values():
            process.kill()
        self.members.clear()


def names(kind: str, count: int) -> Iterable[str]:
    return [f"{kind}-{number + 1}" for number in range(count)]


def _listens(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    with suppress(OSError, HTTPException):
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    time.sleep(0.05)
    return False
