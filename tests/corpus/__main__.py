"""`make corpus`: import real posts into a throw-away newsroom and account for every file."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from articles.pictures.waking import waker  # noqa: E402
from tests.corpus import table  # noqa: E402
from tests.corpus.account import Account, imported, sources  # noqa: E402

FOLDERS = ("posts", "frontmatter-conformance")


def main() -> int:
    """Print the table; 1 when a file is missing from it or a second run changed something, 2 without a corpus."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    default = Path(os.environ.get("NEWSROOM_CORPUS") or "../shared/corpus")
    parser.add_argument("path", nargs="?", type=Path, default=default, metavar="PATH", help=f"default: {default}")
    parser.add_argument("--files", action="store_true", help="name every refused file, with its message")
    chosen = parser.parse_args()
    found = [chosen.path / name for name in FOLDERS if (chosen.path / name).is_dir()]
    if not found:
        sys.stderr.write(
            f"There is no corpus in {chosen.path}: none of its folders {', '.join(FOLDERS)} is there."
            " Name another with CORPUS=/path make corpus.\n"
        )
        return 2
    with _newsroom():
        accounts = [_taken(chosen.path, source) for folder in found for source in sources(folder)]
    table.show(accounts, names_files=chosen.files)
    return 0 if all(account.is_whole and account.is_repeatable for account in accounts) else 1


def _taken(corpus: Path, source: Path) -> Account:
    name = str(source.relative_to(corpus))
    sys.stderr.write(f"· {name}\n")
    return imported(source, name=name)


@contextmanager
def _newsroom() -> Iterator[None]:
    """Keep a database and a media folder for as long as the run lasts; no worker is woken for pictures."""
    waker.quiet_until = float("inf")
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
