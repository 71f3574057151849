"""`make corpus`: real posts and pictures into a throw-away newsroom, with an account of every file."""

import argparse
import os
import shutil
import sys
import warnings
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
from newsroom import embedded_broker  # noqa: E402
from tests.corpus import gallery_table, table  # noqa: E402
from tests.corpus.account import Account, imported, sources  # noqa: E402
from tests.corpus.pictures import Gallery, sent  # noqa: E402

POSTS = ("posts", "frontmatter-conformance")
PICTURES = "images"
FOLDERS = (*POSTS, PICTURES)


def main() -> int:
    """Print the tables; 1 when a file is missing, a second run changed something or the worker died, 2 without any."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    default = Path(os.environ.get("NEWSROOM_CORPUS") or "../shared/corpus")
    parser.add_argument("path", nargs="?", type=Path, default=default, metavar="PATH", help=f"default: {default}")
    parser.add_argument("--files", action="store_true", help="name every refused file, with its message")
    parser.add_argument("--only", choices=("posts", "pictures"), help="leave the others out")
    chosen = parser.parse_args()
    found = [chosen.path / name for name in FOLDERS if (chosen.path / name).is_dir()]
    if not found:
        sys.stderr.write(
            f"There is no corpus in {chosen.path}: none of its folders {', '.join(FOLDERS)} is there."
            " Name another with CORPUS=/path make corpus.\n"
        )
        return 2
    of_pictures = [folder for folder in found if folder.name == PICTURES and chosen.only != "posts"]
    of_posts = [folder for folder in found if folder.name != PICTURES and chosen.only != "pictures"]
    with _newsroom():
        galleries = [_sent(folder) for folder in of_pictures]
        accounts = [_taken(chosen.path, source) for folder in of_posts for source in sources(folder)]
    if accounts:
        table.show(accounts, names_files=chosen.files)
    for gallery in galleries:
        gallery_table.show(gallery, names_files=chosen.files)
    is_repeatable = all(account.is_whole and account.is_repeatable for account in accounts)
    return 0 if is_repeatable and all(gallery.is_whole for gallery in galleries) else 1


def _sent(folder: Path) -> Gallery:
    sys.stderr.write(f"· {folder.name}, through a worker\n")
    with embedded_broker.running(settings.VAR_DIR):
        return sent(folder)


def _taken(corpus: Path, source: Path) -> Account:
    name = str(source.relative_to(corpus))
    sys.stderr.write(f"· {name}\n")
    return imported(source, name=name)


@contextmanager
def _newsroom() -> Iterator[None]:
    """Keep a database and a media folder for as long as the run lasts; no worker is woken for pictures of posts."""
    warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
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
