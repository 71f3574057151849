"""`make chaos`: provoke faults on servers of its own, compare promises with history. Exit code 1 if a promise broke."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path

import django

from tests.chaos.harness import orders
from tests.chaos.harness.servers import Missing, PostgreSQL, Valkey

LIMIT = 600  # seconds, all told
RESERVE, CLEANING_UP = 25, 10  # of them, to check the whole record and to clean up


def main() -> int:
    """Return 0 if all held, 1 if a promise broke or was not tried, 2 if the machine lacks something, 130 on Ctrl-C."""
    chosen = _chosen()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stopped)
    signal.signal(signal.SIGALRM, _time_is_over)
    signal.alarm(LIMIT - CLEANING_UP)
    started = time.monotonic()
    try:
        with _servers() as (folder, postgres, valkey):
            return _run(chosen, folder, postgres, valkey, started)
    except Missing as lack:
        print(f"make chaos: {lack}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped; nothing is left behind.", file=sys.stderr)
        return 130


def _stopped(*_signal: object) -> None:
    """Stop at the first Ctrl-C; a second one would only stop the cleaning up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _time_is_over(*_signal: object) -> None:
    raise TimeoutError(f"the time is over: {LIMIT} s are all that the run may take")


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="only faults whose name or code has one of these words"
    )
    parser.add_argument("--short", action="store_true", help="about a minute instead of ten")
    parser.add_argument("--slack", type=float, default=1.0, help="multiply the allowed lateness: the machine is shared")
    parser.add_argument("--keep", action="store_true", help="keep the folder with what all processes said")
    return parser.parse_args()


@contextmanager
def _servers() -> Iterator[tuple[Path, PostgreSQL, Valkey]]:
    folder = Path(tempfile.mkdtemp(prefix="newsroom-chaos-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        if "--keep" not in sys.argv:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres, valkey = PostgreSQL(folder), Valkey(folder)
        stack.callback(postgres.stop, signal.SIGQUIT)
        stack.callback(valkey.stop)
        postgres.make()
        postgres.start()
        valkey.start()
        yield folder, postgres, valkey


def _run(chosen: argparse.Namespace, folder: Path, postgres: PostgreSQL, valkey: Valkey, started: float) -> int:
    """Load Django only now, when the servers have their ports."""
    _prepare_environment(folder, postgres, valkey)
    django.setup()
    play = import_module("tests.chaos.play")
    code: int = play.play(chosen, folder, postgres, valkey, until=started + LIMIT - RESERVE)
    return code


def _prepare_environment(folder: Path, postgres: PostgreSQL, valkey: Valkey) -> None:
    """Say to Django, here and in every process to come, where the run's own servers are."""
    (folder / "orders").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "NEWSROOM_VAR": str(folder / "var"),
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "WEBHOOK_ALLOW_PRIVATE": "yes",
        "DEBUG": "no",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "CRITICAL",
        "PYTHONUNBUFFERED": "1",
        orders.VARIABLE: str(folder / "orders"),
        orders.DRIVER: str(os.getpid()),
    }


if __name__ == "__main__":
    sys.exit(main())
