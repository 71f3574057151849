"""The run itself: one line a fault, the whole record at the end, and a summary."""

import argparse
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.db import connection

from articles import instant
from tests.chaos import faults
from tests.chaos.faults.fault import Fault
from tests.chaos.harness import house as houses
from tests.chaos.harness.house import House
from tests.chaos.harness.outcome import Outcome
from tests.chaos.harness.servers import PostgreSQL, Valkey
from workflow import audit
from workflow.models import Event, Story

MOST_COMPLAINTS = 8
MOST_IN_SHORT = 15  # seconds that a fault of the short run may take


class Tape:
    """What was said so far, in counts."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.held: list[Fault] = []
        self.broke: list[Fault] = []
        self.untried: list[Fault] = []
        self.announcements = 0
        self.worst = 0.0

    def tell(self, fault: Fault, outcome: Outcome, seconds: float) -> None:
        """Print one line, and what broke under it."""
        (self.broke if outcome.broken else self.held).append(fault)
        self.announcements += outcome.kept
        self.worst = max(self.worst, outcome.worst)
        verdict = "BROKE" if outcome.broken else "OK   "
        print(f"{verdict} {fault.code:<6} {fault.name}: {outcome.in_words} [{seconds:.0f} s]", flush=True)
        for complaint in outcome.broken[:MOST_COMPLAINTS]:
            print(f"        {complaint}", flush=True)
        if (more := len(outcome.broken) - MOST_COMPLAINTS) > 0:
            print(f"        … and {more} more", flush=True)

    def skip(self, fault: Fault) -> None:
        self.untried.append(fault)
        print(f"LATE  {fault.code:<6} {fault.name}: not tried, the time is over", flush=True)

    def sum_up(self) -> int:
        """Print the summary and return the exit code."""
        print(
            f"\n{len(self.held)} faults held, {len(self.broke)} broke, {len(self.untried)} not tried;"
            f" {self.announcements} announcements checked, worst lateness {self.worst:.1f} s,"
            f" in {time.monotonic() - self.started:.0f} s"
        )
        for fault in self.broke:
            print(f"BROKE {fault.code} {fault.name}")
        return 1 if self.broke or self.untried else 0


def play(chosen: argparse.Namespace, folder: Path, postgres: PostgreSQL, valkey: Valkey, *, until: float) -> int:
    """Provoke what was chosen, first what needs the database alone, then what needs every process."""
    tape = Tape()
    alone, together = (_asked_for(chosen, some) for some in (faults.ALONE, faults.TOGETHER))
    with houses.opened(folder, postgres, valkey, is_short=chosen.short, slack=chosen.slack) as house:
        _say_where(house)
        if alone:
            houses.warm_up()
            _each(alone, house, tape, until)
        if together:
            tape.tell(*_started(house))
            _each(together, house, tape, until)
        house.fleet.end()
        tape.tell(Fault("G13", "the whole record", whole_record), whole_record(house), 0)
    return tape.sum_up()


def _asked_for(chosen: argparse.Namespace, table: Sequence[Fault]) -> list[Fault]:
    words = [word.lower() for word in chosen.words]
    return [
        fault
        for fault in table
        if (fault.is_short or not chosen.short or words)
        and (not words or any(word in f"{fault.code} {fault.name}".lower() for word in words))
    ]


def _say_where(house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    length = "short" if house.is_short else "full"
    print(f"Chaos, {length}: PostgreSQL {version}, Valkey, in {house.folder}; lateness × {house.slack:g} allowed\n")


def _each(table: Sequence[Fault], house: House, tape: Tape, until: float) -> None:
    for fault in table:
        if time.monotonic() + (MOST_IN_SHORT if house.is_short else fault.takes) > until:
            tape.skip(fault)
            continue
        started = time.monotonic()
        tape.tell(fault, _provoked(fault, house), time.monotonic() - started)


def _provoked(fault: Fault, house: House) -> Outcome:
    """Provoke and check; what goes wrong with that, or takes too long, is a broken promise and ends no other fault."""
    try:
        return fault.provoke(house)
    except Exception as failure:
        traceback.print_exc()
        return Outcome("it could not be played to its end", broken=[f"{type(failure).__name__}: {failure}"])
    finally:
        with suppress(Exception):
            connection.close()


def _started(house: House) -> tuple[Fault, Outcome, float]:
    """Start all processes: if that fails nothing else can be tried, and the line says why."""
    fault, started = Fault("–", "the newsroom", lambda _house: Outcome("")), time.monotonic()
    try:
        house.full_fleet()
    except AssertionError as failure:
        return fault, Outcome("did not start", broken=[str(failure)]), time.monotonic() - started
    running = ", ".join(sorted(house.fleet.members))
    return fault, Outcome(f"started: {running}"), time.monotonic() - started


def whole_record(house: House) -> Outcome:
    """Replay every Event of the run against the tables, as `verify_audit` does."""
    differences = list(audit.differences(now=instant.now()))
    return Outcome(
        f"verify_audit over {Story.objects.count()} stories and {Event.objects.count()} events",
        broken=differences,
    )
