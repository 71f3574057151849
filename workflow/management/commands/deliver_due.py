"""`manage.py deliver_due [--watch SECONDS]`: who has to hear of what hears of it, without a broker."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

from articles import instant
from workflow import deliveries, stage_clocks

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Once, or every few seconds until it is stopped; a database that is away is waited for."""

    help = "Remind of what waits, and deliver what is due, once or (--watch) every few seconds until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", type=float, metavar="SECONDS", help="go on, with this pause between looks")

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        if watch is None:
            self._deliver(always=True)
            return
        if not 0.1 <= watch <= 3600:
            raise CommandError(_("--watch takes 0.1 to 3600 seconds, not %(given)s.") % {"given": watch}, returncode=2)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        self._watch(watch, stop)

    def _watch(self, pause: float, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                close_old_connections()
                self._deliver()
            except DatabaseError as fault:
                logger.warning("The database did not answer (%s); looking again in %g s", type(fault).__name__, pause)
                connection.close()
            stop.wait(pause)

    def _deliver(self, *, always: bool = False) -> None:
        stage_clocks.tick(now=instant.now())
        dispatched = deliveries.dispatch(now=instant.now())
        tally = deliveries.deliver(now=instant.now())
        if dispatched or tally or always:
            counts = {"events": dispatched, "sent": tally.sent, "failed": tally.failed, "closed": tally.closed}
            self.stdout.write(
                _("Dispatched: %(events)d events. Sent: %(sent)d, failed: %(failed)d, no longer theirs: %(closed)d.")
                % counts
            )
