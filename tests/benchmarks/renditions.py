"""Large photographs into all their files: this pipeline, a naive loop, and libvips, side by side."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import alone, server
from tests.benchmarks.alone import Taken
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result

WAYS = {
    "this pipeline": "tests.benchmarks.by_pipeline",
    "naive Pillow": "tests.benchmarks.by_hand",
    "libvips": "tests.benchmarks.by_libvips",
}
OURS, NAIVE, LIBVIPS = WAYS
ROUNDS = 3
PHOTOGRAPHS = "tests.benchmarks.photographs"


@dataclass(frozen=True, slots=True)
class Size:
    """A size to measure at, how often each way makes it in a round, and what is promised."""

    megapixels: int
    times: dict[str, int]
    naive_at_least: float


SIZES = (
    Size(24, {OURS: 6, NAIVE: 1, LIBVIPS: 6}, 3.5),
    Size(100, {OURS: 4, NAIVE: 1, LIBVIPS: 4}, 8.0),
)


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="newsroom-pictures-") as folder:
        for size in SIZES:
            yield from _side_by_side(size, _drawn(folder, size.megapixels))
        yield from _progressive(_drawn(folder, 100, "progressive"))
        at_24 = _drawn(folder, 24)
        yield from _avif(at_24)
        yield from _two_workers(at_24)


def _side_by_side(size: Size, original: str) -> Iterator[Result]:
    """Measure the three by turns, and take the best round of each, so that what else the machine does tells least.

    Processor time is what is promised: there are as many workers as cores, so threads of one take from another.
    """
    rounds: dict[str, list[Taken]] = {way: [] for way in WAYS}
    for turn in range(ROUNDS):
        say(f"{size.megapixels} megapixels, round {turn + 1}")
        for way in WAYS if turn % 2 == 0 else reversed(WAYS):
            rounds[way].append(_taken(WAYS[way], "render", original, size.times[way]))
    wall = {way: min(one.seconds for one in taken) / size.times[way] for way, taken in rounds.items()}
    cpu = {way: min(one.cpu_seconds for one in taken) / size.times[way] for way, taken in rounds.items()}
    name = f"{size.megapixels}-megapixel JPEG"
    for way, taken in rounds.items():
        bound = 150 if way == OURS else None
        yield Result(f"{name}, {way}: pictures a second", 1 / wall[way], "/s")
        yield Result(f"{name}, {way}: processor time a picture", cpu[way], "s")
        yield Result(f"{name}, {way}: peak memory", max(one.peak for one in taken), "MB", at_most=bound)
    yield Result(f"{name}: naive Pillow's processor time", cpu[NAIVE] / cpu[OURS], "x", at_least=size.naive_at_least)
    yield Result(f"{name}: libvips' processor time", cpu[LIBVIPS] / cpu[OURS], "x", at_least=0.9)
    yield Result(f"{name}: libvips' time on all cores", wall[LIBVIPS] / wall[OURS], "x")


def _progressive(original: str) -> Iterator[Result]:
    taken = _taken(WAYS[OURS], "render", original, 1)
    yield Result("100-megapixel progressive JPEG: pictures a second", 1 / taken.seconds, "/s")
    yield Result("100-megapixel progressive JPEG: peak memory", taken.peak, "MB", at_most=450)


def _avif(original: str) -> Iterator[Result]:
    taken = _taken(WAYS[OURS], "render_later", original, 4)
    yield Result("24-megapixel JPEG, AVIF alone: processor time a picture", taken.cpu_seconds / 4, "s")
    yield Result("24-megapixel JPEG, AVIF alone: peak memory", taken.peak, "MB")


def _two_workers(original: str) -> Iterator[Result]:
    say("two workers against one")
    rounds = [(_throughput(original, 1), _throughput(original, 2)) for _turn in range(ROUNDS)]
    one, two = (max(speeds) for speeds in zip(*rounds, strict=True))
    yield Result("two workers against one: pictures a second", two / one, "x", at_least=1.8)


def _throughput(original: str, workers: int) -> float:
    """Return pictures a second of so many processes at once, the start of the processes left out."""
    each = 20
    with ThreadPoolExecutor(workers) as pool:
        taken = list(pool.map(lambda _worker: _taken(WAYS[OURS], "render", original, each), range(workers)))
    return sum(each / one.seconds for one in taken)


def _taken(module: str, work: str, original: str, times: int) -> Taken:
    return alone.timed(module, work, original, str(times), environment=server.environment())


def _drawn(folder: str, megapixels: int, kind: str = "baseline") -> str:
    place = Path(folder) / f"{megapixels}-{kind}.jpg"
    if not place.exists():
        say(f"drawing {megapixels} megapixels")
        alone.timed(PHOTOGRAPHS, "draw", str(place), str(megapixels), kind, environment=server.environment())
    return str(place)
