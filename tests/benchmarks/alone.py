"""Work in a process of its own, so that its memory is its own. `python -m tests.benchmarks.alone WORK ARGUMENT…`"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import django

from tests.benchmarks.result import peak_megabytes

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the work took, and the peak of memory before it and after it, in MB."""

    seconds: float
    before: float
    peak: float


def timed(work: str, *arguments: str, environment: dict[str, str]) -> Taken:
    """Run `module:function` with these arguments in a fresh Django process."""
    command = [sys.executable, "-m", "tests.benchmarks.alone", work, *arguments]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return Taken(**json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    django.setup()
    work, arguments = sys.argv[1], sys.argv[2:]
    module, _, function = work.partition(":")
    to_do = getattr(__import__(module, fromlist=[function]), function)
    before, start = peak_megabytes(), time.perf_counter()
    to_do(*arguments)
    print(json.dumps(asdict(Taken(time.perf_counter() - start, before, peak_megabytes()))))


if __name__ == "__main__":
    main()
