"""`manage.py publish_due [--watch SECONDS]`: the tick without a broker; ended licences and the watchdog beside it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import instant
from workflow import clock
from workflow.management import watching
from workflow.sweeps import lapses
from workflow.watch import signs_of_life, watchdog

#: Seconds that lost pictures may keep the watchdog from its next look.
PATIENCE = 2.0


class Command(BaseCommand):
    """Once, or every few seconds until it is stopped."""

    help = "Announce what is due, once or (--watch) every few seconds until stopped. Stories air without it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        watching.add_watch(parser)

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        watching.run(self._announce, watch=watch, name="publish_due", beside=self._watch)

    def _announce(self, *, always: bool = False) -> None:
        tally = clock.tick(now=instant.now())
        if tally or always:
            counts = {"aired": tally.aired, "expired": tally.expired}
            self.stdout.write(_("Announced: %(aired)d on air, %(expired)d expired.") % counts)

    def _watch(self) -> None:
        watchdog.watch(now=instant.now(), there_for=signs_of_life.uptime())
        watchdog.tell(now=instant.now())
        lapses.tick(now=instant.now(), patience=PATIENCE)
