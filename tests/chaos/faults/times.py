"""S17, S18: clocks that are wrong, the machines' and the database's own."""

from tests.chaos.harness import bare
from tests.chaos.harness.house import House
from tests.chaos.harness.outcome import Outcome, of, together
from tests.chaos.harness.scene import Scene

HOUR = 3600.0


def machines_wrong(house: House) -> Outcome:
    """S17: every process of the newsroom an hour ahead, then an hour behind, then only the workers ahead of beat."""
    kinds = ("clock", "deliveries", "beat", "watch")
    outcomes = []
    names = [name for kind in kinds for name in house.fleet.named(kind)]
    crew = ["clock-1", "deliveries-1", "beat-1", "watch"]
    house.fleet.stop(*names)
    try:
        for skew in (HOUR, -HOUR):
            outcomes.append(_wrong(house, crew, crew, skew))
        if not house.is_short:
            outcomes.append(_wrong(house, crew, ["clock-1", "deliveries-1"], HOUR))
    finally:
        house.fleet.start(*names)
    return together("all processes an hour ahead, then behind, then the workers an hour ahead of their beat", outcomes)


def _wrong(house: House, crew: list[str], wrong: list[str], skew: float) -> Outcome:
    right = [name for name in crew if name not in wrong]
    house.fleet.start(*right)
    house.fleet.start("web-skewed", *wrong, skew=skew)
    try:
        scene = Scene(house)
        scene.plan(60, ahead=2.5, lasts=4, watched=2)
        with scene.readers(web="web-skewed"):
            scene.settle(within=15)
        return of("", scene, within=15)
    finally:
        house.fleet.stop("web-skewed", *crew)


def database_back(house: House) -> Outcome:
    """S18: the database's clock jumps an hour back, and forth again, between ticks."""
    scene = Scene(house)
    scene.plan(50)
    bare.do(bare.tick)
    for ahead in (-HOUR, 0, -1, -HOUR, 0):
        bare.do(bare.tick, ahead=ahead)
    scene.settle(within=5)
    return of("ticks at 6 instants, now and up to an hour back", scene, within=5)
