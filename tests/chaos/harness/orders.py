"""Orders to whoever comes past a crash point first: files in a folder, taken once each."""

import os
import signal
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from tests.chaos.harness.servers import until

VARIABLE, DRIVER = "CHAOS_ORDERS", "CHAOS_DRIVER"
LONGEST_WAIT = 90  # seconds


class Order(StrEnum):
    """What a process does at a crash point."""

    DIE = "die"
    DIE_TOGETHER = "die together"
    FREEZE = "freeze"
    WAIT = "wait"


def folder() -> Path:
    return Path(os.environ[VARIABLE])


def give(point: str, *orders: Order) -> None:
    """Leave orders at a point: each is obeyed by one process, in turn."""
    withdraw(point)
    for number, order in enumerate(orders):
        written = folder() / f".{point}"
        written.write_text(order)
        written.rename(folder() / f"{point}@{number}")


def withdraw(point: str) -> None:
    """Forget what was ordered there, and who obeyed; who waits there waits no longer."""
    for file in [*folder().glob(f"{point}@*"), *folder().glob(f"{point}=*")]:
        file.unlink(missing_ok=True)


def takers(point: str) -> list[int]:
    """Return the processes that obeyed there so far."""
    return sorted(int(file.name.rpartition("=")[2]) for file in folder().glob(f"{point}=*"))


def await_takers(point: str, count: int = 1, seconds: float = 20) -> list[int]:
    """Wait until so many processes have obeyed."""
    until(lambda: len(takers(point)) >= count, f"Coming past {point} ({len(takers(point))} of {count} did)", seconds)
    return takers(point)


def obey(point: str) -> None:
    """Stand in for `crash_points.reached`: take the next order left here. Who gives the orders takes none."""
    if os.environ[DRIVER] == str(os.getpid()):
        return
    for file in sorted(folder().glob(f"{point}@*")):
        taken = folder() / f"{point}={os.getpid()}"
        with suppress(FileNotFoundError):
            file.rename(taken)
            _do(Order(taken.read_text()), taken)
            return


def _do(order: Order, taken: Path) -> None:
    match order:
        case Order.DIE:
            os.kill(os.getpid(), signal.SIGKILL)
        case Order.DIE_TOGETHER:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        case Order.FREEZE:
            os.kill(os.getpid(), signal.SIGSTOP)
        case Order.WAIT:
            deadline = time.monotonic() + LONGEST_WAIT
            while taken.exists() and time.monotonic() < deadline:
                time.sleep(0.005)
