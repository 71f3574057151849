"""The newsroom under fire: its servers, its processes, and whoever hears of its Events."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.chaos.harness import bare, fleet
from tests.chaos.harness.ears import listening, trust
from tests.chaos.harness.fleet import Fleet
from tests.chaos.harness.reader import now
from tests.chaos.harness.servers import PostgreSQL, Valkey, until
from tests.workflow.mailroom import Receiver


@dataclass
class House:
    """What a fault may use and break. `slack` multiplies what is allowed, on a machine that is not the run's alone."""

    folder: Path
    postgres: PostgreSQL
    valkey: Valkey
    fleet: Fleet
    ear: Receiver
    deaf_ear: Receiver
    is_short: bool
    slack: float = 1.0
    talk: Callable[[str], None] = field(default=print)

    def full_fleet(self) -> None:
        """Start three beats, four workers of the clock, two of deliveries, watch loop and web; fewer in short."""
        beats, clocks, couriers = (2, 2, 1) if self.is_short else (3, 4, 2)
        several = [*fleet.names("clock", clocks), *fleet.names("deliveries", couriers), *fleet.names("beat", beats)]
        self.fleet.start("web", *several, "watch")

    @contextmanager
    def without(self, *kinds: str) -> Iterator[None]:
        """Stop these kinds of processes for the length of a block."""
        names = [name for kind in kinds for name in self.fleet.named(kind)]
        self.fleet.stop(*names)
        try:
            yield
        finally:
            self.fleet.start(*names)

    def crash_the_database(self) -> None:
        """Stop PostgreSQL as `pg_ctl -m immediate stop` does."""
        self.postgres.stop(signal.SIGQUIT)
        connection.close()

    def start_the_database(self) -> None:
        self.postgres.start()
        connection.close()

    def unmount(self, folder: Path) -> None:
        """Give a small file system back, when nothing of the database holds it any more."""
        until(lambda: not subprocess.run(["umount", str(folder)], capture_output=True).returncode, "umount")


@contextmanager
def opened(folder: Path, postgres: PostgreSQL, valkey: Valkey, *, is_short: bool, slack: float) -> Iterator[House]:
    """Make the tables, listen for webhooks, and leave no process behind."""
    with ExitStack() as stack:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - now()).total_seconds())
        assert apart < 0.5, f"the database's clock is {apart:.1f} s apart from this process's"
        certificate = trust(folder)
        ear = stack.enter_context(listening(certificate, 200))
        deaf_ear = stack.enter_context(listening(certificate, 500))
        processes = Fleet(folder)
        stack.callback(processes.end)
        yield House(folder, postgres, valkey, processes, ear, deaf_ear, is_short, slack)


def warm_up() -> None:
    """Fork one process that does nothing, so that the others start in no time."""
    started = time.monotonic()
    bare.start()
    assert time.monotonic() - started < 60
