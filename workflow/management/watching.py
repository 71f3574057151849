"""Doing something once, or again and again until somebody stops it."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Protocol

from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class Look(Protocol):
    """One round of work; `always` asks it to say so even where nothing was to do."""

    def __call__(self, *, always: bool = False) -> None: ...


def add_watch(parser: ArgumentParser) -> None:
    """Let the command be told to go on."""
    parser.add_argument("--watch", type=float, metavar="SECONDS", help="go on, with this pause between looks")


def run(look: Look, *, watch: float | None) -> None:
    """Look once, or every `watch` seconds until SIGINT or SIGTERM; a database that is away is waited for."""
    if watch is None:
        look(always=True)
        return
    if not 0.1 <= watch <= 3600:
        raise CommandError(_("--watch takes 0.1 to 3600 seconds, not %(given)s.") % {"given": watch}, returncode=2)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: stop.set())
    while not stop.is_set():
        try:
            close_old_connections()
            look()
        except DatabaseError as fault:
            logger.warning("The database did not answer (%s); looking again in %g s", type(fault).__name__, watch)
            connection.close()
        stop.wait(watch)
