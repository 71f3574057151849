"""`manage.py deliver_due [--watch SECONDS]`: who has to hear of what hears of it, without a broker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import instant
from workflow import actions, deliveries
from workflow.deliveries import sending
from workflow.management import watching
from workflow.sweeps import stage_clocks

#: Seconds of sending a look: one who is asked to stop is not to be waited for.
SHORT = 5.0


class Command(BaseCommand):
    """Once, or every few seconds until it is stopped."""

    help = "Remind of what waits, and deliver what is due, once or (--watch) every few seconds until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        watching.add_watch(parser)

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        watching.run(self._deliver, watch=watch, name="deliver_due")

    def _deliver(self, *, always: bool = False) -> None:
        actions.go_on(now=instant.now)
        stage_clocks.tick(now=instant.now())
        dispatched = deliveries.dispatch(now=instant.now())
        tally = deliveries.deliver(
            now=instant.now(),
            patience=sending.PATIENCE if always else SHORT,
            meanwhile=lambda: deliveries.dispatch(now=instant.now()),
        )
        if dispatched or tally or always:
            counts = {"events": dispatched, "sent": tally.sent, "failed": tally.failed, "closed": tally.closed}
            self.stdout.write(
                _("Dispatched: %(events)d events. Sent: %(sent)d, failed: %(failed)d, no longer theirs: %(closed)d.")
                % counts
            )
