"""`make bench`: measure, print a table, write bench.json. Exit code 1 when a promise is missed."""

import argparse
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.benchmarks.result import Result  # noqa: E402

BENCHMARKS = {
    "clock": "10,000 stories that go on air in the same second, against bare SQL",
    "rush": "10,000 stories due in one second, and single ones, announced by real workers while pages are read",
    "pages": "an article, the front page and RSS on the real server, against a constant page",
    "desk": "“waiting for me” and the board, with 1,000 stories and with 100,000",
    "deliveries": "10,000 events for three receivers, all of them alive, and one that hangs",
    "moves": "the queries of each move, for a short history and for a long one",
    "many": "one move of 1,000 stories, with three refusals among them",
    "lists": "the desk's lists, for one row and for thirty",
    "library": "looking for a picture among 30,000",
    "importing": "import_posts over 1,000 and 10,000 posts",
    "uploading": "the request that brings a photograph of 24 megapixels",
    "renditions": "24- and 100-megapixel JPEGs: this pipeline, a naive loop, and libvips",
}
#: Run only when named.
LONG = {
    "qualities": "which quality of each format looks as much like the original, its weight and cost",
    "million": "the tick among 1,000,000 planned stories, against few",
}
EPILOG = "\n".join(
    [
        "benchmarks:",
        *(f"  {name:<11} {words}" for name, words in BENCHMARKS.items()),
        "",
        "only when named, since they take many minutes:",
        *(f"  {name:<11} {words}" for name, words in LONG.items()),
        "",
        "SQLite in a temporary folder; TEST_DATABASE_URL moves it to another database. Figures depend on the machine",
        "and on what else it does; ratios, counts and megabytes depend on it little.",
    ]
)


def main() -> int:
    """Run the named benchmarks, each on an empty database of its own; a bad name is one line and exit code 2."""
    chosen = _chosen()
    setup_test_environment(debug=False)
    started = time.monotonic()
    _print_heading()
    results = [result for name in chosen.names or BENCHMARKS for result in _measured(name)]
    chosen.json.write_text(json.dumps(_as_json(results), indent=2) + "\n")
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    missed = [result.name for result in results if result.verdict == "MISSED"]
    kept = sum(result.verdict == "held" for result in results)
    print(
        f"\n{kept} promises held, {len(missed)} missed, in {time.monotonic() - started:.0f} s; figures in {chosen.json}"
    )
    print("".join(f"MISSED: {name}\n" for name in missed), end="")
    return 1 if missed else 0


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help='which to run, as in make bench ARGS="clock pages"')
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="where the figures go")
    chosen = parser.parse_args()
    known = {**BENCHMARKS, **LONG}
    if unknown := set(chosen.names) - set(known):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    return chosen


def _print_heading() -> None:
    machine = _machine()
    print(
        f"{machine['cores']} cores, load {machine['load']}, {machine['system']}, Python {machine['python']},"
        f" Django {machine['django']}, {connection.vendor}\n"
    )
    print(f"{'what':<58} {'measured':>12} {'':<14} {'promise':>9} verdict", flush=True)


def _measured(name: str) -> list[Result]:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("createcachetable", verbosity=0)
        return list(_told(import_module(f"tests.benchmarks.{name}").run()))
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def _told(results: Iterable[Result]) -> Iterable[Result]:
    for one in results:
        line = f"{one.name:<58} {one.value:>12,.2f} {one.unit:<14} {one.bound:>9} {one.verdict}"
        print(line.rstrip(), flush=True)
        yield one


def _machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": django.get_version(),
    }


def _as_json(results: list[Result]) -> dict[str, object]:
    return {
        "machine": _machine(),
        "database": connection.vendor,
        "results": [
            {"name": one.name, "value": one.value, "unit": one.unit, "bound": one.bound, "verdict": one.verdict}
            for one in results
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
