"""One row of the table of faults."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.harness.house import House
from tests.chaos.harness.outcome import Outcome


@dataclass(frozen=True)
class Fault:
    """What it is called, what provokes and checks it, whether the short run does, and how many seconds it takes."""

    code: str
    name: str
    provoke: Callable[[House], Outcome]
    is_short: bool = True
    takes: float = 25.0
