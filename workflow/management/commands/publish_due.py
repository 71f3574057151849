"""`manage.py publish_due [--watch SECONDS]`: the tick without a broker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import instant
from workflow import clock
from workflow.management import watching


class Command(BaseCommand):
    """Once, or every few seconds until it is stopped."""

    help = "Announce what is due, once or (--watch) every few seconds until stopped. Stories air without it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        watching.add_watch(parser)

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        watching.run(self._announce, watch=watch)

    def _announce(self, *, always: bool = False) -> None:
        tally = clock.tick(now=instant.now())
        if tally or always:
            counts = {"aired": tally.aired, "expired": tally.expired}
            self.stdout.write(_("Announced: %(aired)d on air, %(expired)d expired.") % counts)
