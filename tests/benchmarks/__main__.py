"""`make bench`: measure, print a table, write bench.json. Exit code 1 when a promise is missed."""

import argparse
import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.benchmarks.result import Result  # noqa: E402

BENCHMARKS = ("clock", "pages", "lists", "importing", "renditions")


def main() -> int:
    """Run the named benchmarks, each on an empty database of its own; a bad name is one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="where the figures go")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}")
    setup_test_environment(debug=False)
    results = [result for name in chosen.names or BENCHMARKS for result in _measured(name)]
    chosen.json.write_text(json.dumps(_as_json(results), indent=2) + "\n")
    return 1 if any(result.verdict == "MISSED" for result in results) else 0


def _measured(name: str) -> list[Result]:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("createcachetable", verbosity=0)
        found = []
        for result in import_module(f"tests.benchmarks.{name}").run():
            found.append(result)
            print(
                f"{result.name:<58} {result.value:>12,.2f} {result.unit:<14} {result.bound:>9} {result.verdict}",
                flush=True,
            )
        return found
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def _as_json(results: list[Result]) -> dict[str, object]:
    return {
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "database": connection.vendor,
        "results": [
            {"name": one.name, "value": one.value, "unit": one.unit, "bound": one.bound, "verdict": one.verdict}
            for one in results
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
