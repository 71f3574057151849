"""S1, S10, S14, S23, S32: processes killed, frozen, stopped in time, or not there at all."""

import json
import os
import signal
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from django.db import connection

from tests.chaos.harness import orders
from tests.chaos.harness.house import House
from tests.chaos.harness.orders import Order
from tests.chaos.harness.outcome import Outcome, of
from tests.chaos.harness.scene import Scene
from tests.chaos.harness.servers import until

#: A claim is four statements a batch; the middle of it is between two of them.
MIDDLE = "air.events"
RED_WITHIN = 60  # seconds without a beat


def worker_killed_in_mid_batch(house: House) -> Outcome:
    """S1: `kill -9` of a whole worker while it has half a batch written."""
    scene = Scene(house)
    orders.give(MIDDLE, Order.WAIT)
    scene.plan(600, ahead=1.5)
    (pid,) = orders.await_takers(MIDDLE)
    time.sleep(0.5)
    os.killpg(os.getpgid(pid), signal.SIGKILL)
    orders.withdraw(MIDDLE)
    until(house.fleet.dead, "A death")
    dead = ", ".join(house.fleet.revive())
    scene.settle(within=5)
    return of(f"kill -9 of {dead} in mid-batch", scene, within=5)


def holder_frozen(house: House) -> Outcome:
    """S14: whoever holds a claim is stopped, and goes on long after others did its work."""
    scene, frozen_for = Scene(house), 6 if house.is_short else 60
    orders.give(MIDDLE, Order.FREEZE)
    scene.plan(900, ahead=2, watched=1)
    with scene.readers():
        (pid,) = orders.await_takers(MIDDLE)
        frozen_at = time.monotonic()
        state = _state(pid)
        scene.settle(within=5)
    time.sleep(max(0.0, frozen_for - (time.monotonic() - frozen_at)))
    before = scene.announced()
    orders.withdraw(MIDDLE)
    os.kill(pid, signal.SIGCONT)
    time.sleep(3)
    broken = [] if state == "T" else [f"the holder was not frozen but {state}"]
    if before != (after := scene.announced()):
        broken.append(f"the woken one raised {before} announcements to {after}")
    if _hangs():
        broken.append("a transaction is still open")
    return of(f"SIGSTOP of a claim holder for {frozen_for} s, then SIGCONT", scene, within=5, broken=broken)


def _state(pid: int) -> str:
    """Return the letter of a process's state, a moment after it was told to stop."""
    time.sleep(0.2)
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return "gone"


def _hangs() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            " AND state_change < now() - interval '2 s'"
        )
        return bool(cursor.fetchone()[0])


def stopped_at_the_second(house: House) -> Outcome:
    """S32: SIGTERM to every worker, beat and watch loop at the due second, then a new start."""
    scene = Scene(house)
    scene.plan(600, ahead=2, watched=1)
    with scene.readers():
        time.sleep(2)
        with house.without("clock", "beat", "watch"):
            pass
        scene.excuse()
        scene.settle(within=5)
    return of("SIGTERM to all clocks, beats and the watch loop at the due second, then started", scene, within=5)


def nobody_at_all(house: House) -> Outcome:
    """S10: neither beat nor watch loop; stories air all the same, and health says so before long."""
    scene = Scene(house)
    notes, broken = [], []
    until(lambda: not _parts_in_red(house), "A /readyz without red while all run", 30)
    with house.without("beat", "watch"):
        started = time.monotonic()
        scene.plan(20, ahead=1.5, watched=3)
        with scene.readers():
            time.sleep(3)
        if scene.announced():
            broken.append("somebody announced: a beat was left")
        red_after = _red_after(house, started)
        if red_after is None:
            broken.append(f"/readyz is not red after {RED_WITHIN} s: {_readyz(house)}")
        else:
            notes.append(f"/readyz red after {red_after:.0f} s: {_parts_in_red(house)}")
    scene.excuse()
    scene.settle(within=5)
    return of("no beat and no watch loop", scene, within=5, notes=notes, broken=broken)


def _red_after(house: House, started: float) -> float | None:
    """Return the seconds until /readyz stopped answering 200."""
    while (since := time.monotonic() - started) <= RED_WITHIN + 5:
        if _parts_in_red(house):
            return since
        time.sleep(1)
    return None


def _parts_in_red(house: House) -> str:
    """Say which parts of the clock are not well. Deliveries are not: the stories of this run began a day ago."""
    status, parts = _readyz(house)
    red = [f"{part} {parts[part]}" for part in ("beat", "announcements") if parts[part] != "ok"]
    return ", ".join(red) if status != 200 else ""


def _readyz(house: House) -> tuple[int, dict]:
    line = HTTPConnection("127.0.0.1", house.fleet.ports["web"], timeout=5)
    line.request("GET", "/readyz")
    answer = line.getresponse()
    return answer.status, json.loads(answer.read())


def window_missed(house: House) -> Outcome:
    """S23: everything stands still over whole windows from publication to expiry."""
    scene = Scene(house)
    with house.without("clock", "beat", "watch"):
        stories = scene.plan(20, ahead=1, lasts=1, watched=1)
        with scene.readers():
            time.sleep(2.5)
    scene.excuse()
    scene.settle(within=5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM workflow_event WHERE verb = 'AIR' AND facts ->> 'missed' = 'true'"
            " AND story_id = ANY(%s)",
            [stories],
        )
        missed = cursor.fetchone()[0]
    broken = [] if missed == len(stories) else [f"{missed} of {len(stories)} are marked as missed"]
    return of("all stopped over 20 windows of 1 s", scene, within=5, broken=broken, notes=[f"{missed} marked missed"])
