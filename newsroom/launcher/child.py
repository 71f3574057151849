"""One job and the process that does it now."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, cast

from newsroom.launcher.jobs import Job

ROOT = Path(__file__).resolve().parents[2]
FIRST_DELAY, LONGEST_DELAY, GOOD_RUN = 1.0, 30.0, 60.0
LONGEST_LINE = 64 * 1024

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_the_launcher() -> None:
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """Starts a job in a session of its own, so that Ctrl-C reaches the launcher alone, and ends all that it started."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.due_at = 0.0
        self._delay = FIRST_DELAY
        self._started_at = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self, *, now: float, listener: int) -> IO[bytes]:
        """Run the job and give the pipe that its words come through."""
        self._process = subprocess.Popen(  # noqa: S603
            self.job.command,
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            pass_fds=(listener,) if self.job.name == "web" else (),
            start_new_session=True,
            preexec_fn=_end_with_the_launcher,
        )
        self._started_at = now
        pipe = cast("IO[bytes]", self._process.stdout)
        os.set_blocking(pipe.fileno(), False)
        return pipe

    def ended(self, *, now: float) -> str:
        """Say how the process ended and when the next one is due, or nothing while it runs."""
        if self._process is None or (code := self._process.poll()) is None:
            return ""
        self._kill_what_it_left()
        self._process = None
        self._delay = FIRST_DELAY if now - self._started_at >= GOOD_RUN else self._delay
        self.due_at, delay = now + self._delay, self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return f"{self.job.name} ended ({how}); starting it again in {delay:.0f} s."

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        self._kill_what_it_left()
        if self._process is not None:
            self._process.wait()

    def _kill_what_it_left(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def lines(self, words: bytes) -> list[bytes]:
        """Cut what came through the pipe into whole lines; keep the rest for the next time."""
        *lines, self._rest = (self._rest + words).split(b"\n")
        if len(self._rest) > LONGEST_LINE or (not words and self._rest):
            lines, self._rest = [*lines, self._rest], b""
        return [line.rstrip() for line in lines if line.strip()]
