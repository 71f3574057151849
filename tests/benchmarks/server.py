"""The web server as `make run` starts it, over the benchmark's database, on a free port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection

from newsroom.launcher import jobs
from newsroom.launcher.claims import claim_port

ROOT = Path(__file__).parents[2]
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, and its first process."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that its workers have taken so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_cpu_seconds(child) for child in children)

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        page = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            page.request("GET", path)
            answer = page.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            page.close()


def environment() -> dict[str, str]:
    """Return what a process needs to work on the benchmark's database with the newsroom's own settings."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "BENCHMARK_DATABASE": str(connection.settings_dict["NAME"]),
    }


@contextmanager
def running() -> Iterator[Server]:
    """Serve until the block ends."""
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=environment(), check=True)
    with claim_port("127.0.0.1", 0) as listener:
        job = jobs.web(listener=listener.fileno(), workers=WORKERS)
        process = subprocess.Popen(job.command, cwd=ROOT, env=environment(), pass_fds=[listener.fileno()])
        try:
            server = Server(listener.getsockname()[1], process.pid)
            _wait_for(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    """Return when it answers. The socket listens already, so the first question waits by itself."""
    started = time.monotonic()
    while time.monotonic() - started < 30 and process.poll() is None:
        try:
            if server.get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The web server did not come up: its own lines above say why.")


def _cpu_seconds(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
