"""S1–S3: death at every named point, in bare processes and in real workers."""

import time
from collections.abc import Callable
from functools import partial

from articles import instant
from tests.chaos.faults.works import HEARS, OF_THE_TICK, doing, ready, tell_again, trouble
from tests.chaos.harness import bare, orders
from tests.chaos.harness.house import House
from tests.chaos.harness.orders import Order
from tests.chaos.harness.outcome import Outcome, of, together
from tests.chaos.harness.scene import Scene
from tests.chaos.harness.servers import until
from tests.chaos.points import CASES, NOT_EVERY_TIME, POINTS, Work
from workflow import deliveries
from workflow.models import Story

#: Seconds that killing at one point may take, on a slow machine.
PATIENCE = 8.0
#: Further than any lease or pause of the armed processes.
LATER = 30.0
#: Seconds on air: so that what is to expire is announced before, and what is to be missed never could be.
LASTS = {Work.EXPIRY: 2.0, Work.MISSED: 0.001}


def in_bare_processes(work: Work) -> Callable[[House], Outcome]:
    """Kill a bare process at each point of this work, again and again, then let one finish."""
    return partial(_bare, work=work)


def in_workers(work: Work) -> Callable[[House], Outcome]:
    """Kill real workers at each point of this work: a pool process, a whole worker, a pool process."""
    return partial(_workers, work=work)


def _bare(house: House, *, work: Work) -> Outcome:
    points, times = [point for point, one in CASES if one is work], 2 if house.is_short else 20
    outcomes = [_bare_at(house, work, point, times) for point in points]
    return together(f"killed {times} × at {_some(points)}", outcomes)


def _bare_at(house: House, work: Work, point: str, times: int) -> Outcome:
    scene, deadline = _scene(house, work), time.monotonic() + PATIENCE
    broken: list[str] = []
    killed = 0
    while killed < times and (time.monotonic() < deadline or killed < 3):
        killed += 1
        with ready(scene, work):
            orders.give(point, Order.DIE)
            if (code := bare.do(doing(work))) != bare.KILLED:
                broken.append(f"a process came past {point} and ended with {code}")
    if point in NOT_EVERY_TIME and len(broken) < killed:
        broken.clear()
    orders.withdraw(point)
    scene.excuse()
    bare.do(bare.tick, ahead=LATER if work is Work.ASIDE else 0)
    bare.do(bare.deliver, ahead=LATER)
    notes = [f"only {killed} × at {point}: the machine is slow"] if killed < times else []
    return _closed(of(point, scene, within=5, broken=broken, notes=notes), scene, work)


def _workers(house: House, *, work: Work) -> Outcome:
    points = [point for point, works in POINTS.items() if works[0] is work]
    times = 1 if house.is_short else 3
    # One death closes all that is due to a webhook, so those come one by one, each upon work of its own.
    rounds, deaths = (times, 1) if work is Work.CLOSED else (1, times)
    outcomes = [_workers_at(house, work, point, deaths) for point in points for _round in range(rounds)]
    return together(f"killed {times} × at {_some(points)}", outcomes)


def _workers_at(house: House, work: Work, point: str, times: int) -> Outcome:
    scene = _scene(house, work)
    couriers = house.fleet.named("deliveries") if work is Work.CLOSED else []
    house.fleet.stop(*couriers)
    _supply(scene, work)
    with trouble(scene, work):
        orders.give(point, *[Order.DIE, Order.DIE_TOGETHER, Order.DIE][:times])
        house.fleet.start(*couriers)
        _feed(house, scene, work, point, times)
    orders.withdraw(point)
    house.fleet.revive()
    scene.excuse()
    if work is Work.REFUSED:
        time.sleep(1)
        tell_again(scene, instant.now())
    scene.settle(within=5)
    return _closed(of(point, scene, within=5), scene, work)


def _supply(scene: Scene, work: Work) -> None:
    """Have the first work there; what comes before the points is done already."""
    _plan(scene, work, 4 if work is Work.CLOSED else 2)
    if work in {Work.EXPIRY, Work.CLOSED}:
        until(
            lambda: scene.announced() >= Story.objects.filter(desk=scene.desk).count(),
            "The announcement of what is to die",
        )
    if work is Work.CLOSED:
        deliveries.dispatch(now=instant.now())


def _plan(scene: Scene, work: Work, count: int) -> None:
    scene.plan(count, ahead=0 if work is Work.MISSED else 0.2, lasts=LASTS.get(work))


def _feed(house: House, scene: Scene, work: Work, point: str, times: int) -> None:
    """Bring new work each second until so many have died of it: what a dead one had committed is no work any more."""
    fed = time.monotonic()
    deadline = fed + 60
    while len(orders.takers(point)) < times:
        if time.monotonic() > deadline:
            raise AssertionError(f"only {len(orders.takers(point))} of {times} workers came past {point}")
        if time.monotonic() - fed > 1 and work is not Work.ASIDE:
            _plan(scene, work, 2)
            fed = time.monotonic()
        house.fleet.revive()
        time.sleep(0.05)


def _some(points: list[str]) -> str:
    return ", ".join(points)


def _scene(house: House, work: Work) -> Scene:
    return Scene(house, hears=work in HEARS, has_hook=work is Work.CLOSED)


def _closed(outcome: Outcome, scene: Scene, work: Work) -> Outcome:
    if work is Work.CLOSED and scene.heard():
        outcome.broken.append("a webhook that was switched off heard all the same")
    if work in OF_THE_TICK or work is Work.CLOSED:
        outcome.heard = 0
    return outcome
