"""Keep the newsroom's processes going until somebody says stop."""

import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import IO

from newsroom.launcher.child import Child
from newsroom.launcher.console import Console
from newsroom.launcher.jobs import Job
from newsroom.launcher.probe import Probe

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TURN = 0.2
WEB_FIRST = 15.0
CHUNK = 64 * 1024


class Supervisor:
    """One loop, one thread: relays words, starts again what ended, and at a signal stops all in order."""

    def __init__(self, *, console: Console, listener: socket.socket) -> None:
        self._console = console
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._children: list[Child] = []
        self._signals = 0
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_signal)

    def run(self, *, first: Sequence[Job], then: Sequence[Job], when_web_answers: Callable[[], None]) -> None:
        """Start the web, and what must be there before it; the rest when it answers. Return when all have stopped."""
        self._add(first)
        with Probe(self._listener) as probe:
            if self._turn_until(lambda: probe.has_answer, seconds=WEB_FIRST):
                when_web_answers()
            self._add(then)
            if not probe.has_answer and self._turn_until(lambda: probe.has_answer):
                when_web_answers()
        self._turn_until(lambda: False)
        self._stop()

    def _note_signal(self, _number: int, _frame: object) -> None:
        self._signals += 1

    def _add(self, jobs: Sequence[Job]) -> None:
        if not self._signals:
            self._children += [Child(job) for job in jobs]
            self._start_what_is_due()

    def _turn_until(self, is_done: Callable[[], bool], *, seconds: float = float("inf")) -> bool:
        """Go round until it is done; false when time is up or somebody says stop."""
        deadline = time.monotonic() + seconds
        while not is_done():
            if self._signals or time.monotonic() > deadline:
                return False
            self._relay()
            self._notice_ends()
            self._start_what_is_due()
        return True

    def _relay(self) -> None:
        for key, _events in self._selector.select(TURN):
            pipe, child = key.fileobj, key.data
            words = pipe.read(CHUNK)  # type: ignore[union-attr]
            for line in child.lines(words or b""):
                self._console.relay(child.job.name, line)
            if words == b"":
                self._forget(pipe)  # type: ignore[arg-type]

    def _forget(self, pipe: IO[bytes]) -> None:
        self._selector.unregister(pipe)
        pipe.close()

    def _notice_ends(self) -> None:
        for child in self._children:
            if said := child.ended(now=time.monotonic()):
                self._console.say(said)

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if not child.is_running and child.due_at <= now:
                pipe = child.start(now=now, listener=self._listener.fileno())
                self._selector.register(pipe, selectors.EVENT_READ, child)

    def _stop(self) -> None:
        self._console.say("Stopping…")
        for turn in sorted({child.job.stops for child in self._children}):
            self._stop_together([child for child in self._children if child.job.stops == turn])
        self._relay()
        self._console.say("Stopped.")

    def _stop_together(self, children: list[Child]) -> None:
        """Ask, wait, then kill; a second signal shortens the wait."""
        deadline = time.monotonic() + max(child.job.patience for child in children)
        for child in children:
            child.ask_to_stop()
        seen = self._signals
        while any(child.is_running for child in children):
            if time.monotonic() > deadline or self._signals > seen:
                for child in children:
                    child.kill()
            self._relay()
            for child in children:
                child.ended(now=time.monotonic())
