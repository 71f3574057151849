"""Work in a process of its own, so that its memory is its own."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import django

from tests.benchmarks.result import peak_megabytes

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the work took, and the peak of memory before it and after it, in MB."""

    seconds: float
    cpu_seconds: float
    before: float
    peak: float


def timed(module: str, work: str, *arguments: str, environment: dict[str, str], after: str = "") -> Taken:
    """Run a module's function with these arguments in a fresh Django process; `after` names one to run before it."""
    command = [sys.executable, "-m", "tests.benchmarks.alone", module, after, work, *arguments]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return Taken(**json.loads(run.stdout.splitlines()[-1]))


def main() -> None:
    django.setup()
    name, first, work, *arguments = sys.argv[1:]
    module = import_module(name)
    if first:
        getattr(module, first)()
    before, start, cpu = peak_megabytes(), time.perf_counter(), time.process_time()
    getattr(module, work)(*arguments)
    taken = Taken(time.perf_counter() - start, time.process_time() - cpu, before, peak_megabytes())
    print(json.dumps(asdict(taken)))


if __name__ == "__main__":
    main()
