"""Doing something once, or again and again until somebody stops it."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

from articles import instant
from workflow.watch import signs_of_life

logger = logging.getLogger(__name__)

#: Seconds between two signs of life, and between two looks of what runs beside.
SIGN_EVERY, BESIDE_EVERY = 10, 5.0


class Look(Protocol):
    """One round of work; `always` asks it to say so even where nothing was to do."""

    def __call__(self, *, always: bool = False) -> None: ...


def add_watch(parser: ArgumentParser) -> None:
    """Let the command be told to go on."""
    parser.add_argument("--watch", type=float, metavar="SECONDS", help="go on, with this pause between looks")


def run(look: Look, *, watch: float | None, name: str, beside: Callable[[], None] | None = None) -> None:
    """Look once, or every `watch` seconds until SIGINT or SIGTERM, giving signs of life under this name.

    What goes on `beside` has a thread and a connection of its own: whatever it waits for, the looks are in time.
    """
    if watch is None:
        look(always=True)
        return
    if not 0.1 <= watch <= 3600:
        raise CommandError(_("--watch takes 0.1 to 3600 seconds, not %(given)s.") % {"given": watch}, returncode=2)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: stop.set())
    if beside is not None:
        arguments = {"do": beside, "pause": BESIDE_EVERY, "stop": stop, "outlives": Exception}
        threading.Thread(target=_again_and_again, kwargs=arguments, daemon=True).start()
    _again_and_again(_alive(look, name), pause=watch, stop=stop, outlives=DatabaseError)


def _again_and_again(do: Callable[[], None], *, pause: float, stop: threading.Event, outlives: type[Exception]) -> None:
    """Go on until told to stop; a database that is away is waited for, and whatever else this is to outlive."""
    while not stop.is_set():
        try:
            close_old_connections()
            do()
        except outlives as fault:
            what = "The database did not answer" if isinstance(fault, DatabaseError) else "A look failed"
            logger.warning("%s (%s); looking again in %g s", what, type(fault).__name__, pause)
            connection.close()
        stop.wait(pause)


def _alive(look: Look, name: str) -> Callable[[], None]:
    """Give a sign of life after a look, where the last is long enough ago."""
    given_at = -float(SIGN_EVERY)

    def look_and_say() -> None:
        nonlocal given_at
        look()
        if monotonic() - given_at >= SIGN_EVERY:
            signs_of_life.give(name, now=instant.now())
            given_at = monotonic()

    return look_and_say
