"""Which quality of each format looks as much like the original, what it weighs, and what it costs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from articles.imaging.spec import FORMATS, RenditionFormat
from tests.benchmarks.photographs import small_ones
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.benchmarks.similarity import similarity

TARGET = 0.96  # in the mean of all pictures; below it, soft edges begin to show beside the original
EFFORTS: dict[str, list[dict[str, int]]] = {
    "JPEG": [{}],
    "WebP": [{"method": at} for at in (0, 1, 2, 4)],
    "AVIF": [{"speed": at} for at in (6, 8, 9, 10)],
}


@dataclass(frozen=True, slots=True)
class Packed:
    """All pictures packed one way."""

    similarity: float
    kilobytes: float
    cpu_seconds: float


def run() -> Iterator[Result]:
    pictures = small_ones()
    say(f"{len(pictures)} pictures")
    for kind in FORMATS:
        settled = packed(kind, pictures, kind.options)
        yield Result(
            f"{kind.name} as it is made: similarity",
            settled.similarity,
            "",
            at_least=TARGET - 0.001 if len(pictures) > 1 else None,
        )
        for effort in EFFORTS[kind.name]:
            quality = _quality_for(kind, pictures, kind.options | effort)
            found = packed(kind, pictures, kind.options | effort | {"quality": quality})
            name = " ".join([kind.name, *(f"{key} {value}" for key, value in effort.items())])
            yield Result(f"{name}: quality that reaches {TARGET}", quality, "")
            yield Result(f"{name}: weight of {len(pictures)} pictures", found.kilobytes, "kB")
            yield Result(f"{name}: time of {len(pictures)} pictures", found.cpu_seconds, "s")


def packed(kind: RenditionFormat, pictures: list[Image.Image], options: dict[str, Any]) -> Packed:
    started, files = time.process_time(), [BytesIO() for _picture in pictures]
    for picture, file in zip(pictures, files, strict=True):
        picture.save(file, kind.name, **options)
    taken = time.process_time() - started
    alike = [similarity(one, Image.open(file)) for one, file in zip(pictures, files, strict=True)]
    return Packed(sum(alike) / len(alike), sum(len(file.getvalue()) for file in files) / 1000, taken)


def _quality_for(kind: RenditionFormat, pictures: list[Image.Image], options: dict[str, Any]) -> int:
    """Return the lowest quality that reaches the target, by halves."""
    low, high = 40, 95
    while low < high:
        middle = (low + high) // 2
        reaches = packed(kind, pictures, options | {"quality": middle}).similarity >= TARGET
        low, high = (low, middle) if reaches else (middle + 1, high)
    return low
