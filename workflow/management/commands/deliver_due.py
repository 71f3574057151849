"""`manage.py deliver_due [--watch SECONDS]`: who has to hear of what hears of it, without a broker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import instant
from workflow import deliveries, stage_clocks
from workflow.management import watching


class Command(BaseCommand):
    """Once, or every few seconds until it is stopped."""

    help = "Remind of what waits, and deliver what is due, once or (--watch) every few seconds until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        watching.add_watch(parser)

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        watching.run(self._deliver, watch=watch)

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
