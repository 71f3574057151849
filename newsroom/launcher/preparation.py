"""What must stand before the first page: tables, collected static files, and a demo where nothing is."""

import hashlib
import logging
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from newsroom.launcher.console import Console


def prepare(*, console: Console, with_demo: bool) -> None:
    """Do only what is still to be done; a later start spends its time on looking."""
    _migrate(console)
    _collect_static_files(console)
    if with_demo:
        _seed_an_empty_newsroom(console)
    connection.close()


def _migrate(console: Console) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        console.say("Making the tables…")
        call_command("migrate", interactive=False, verbosity=0)
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)


def _collect_static_files(console: Console) -> None:
    stamp, seen = settings.STATIC_ROOT / ".collected", static_digest()
    if stamp.exists() and stamp.read_text() == seen:
        return
    console.say("Collecting static files…")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(seen)


def static_digest() -> str:
    """Change whenever a static file, or Django itself, has changed."""
    digest = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _seed_an_empty_newsroom(console: Console) -> None:
    if get_user_model().objects.exists():
        return
    console.say("Making the demo newsroom…")
    # No worker runs yet that a picture could wake: the sweep renders them as soon as one does.
    logging.getLogger("articles.pictures.waking").setLevel(logging.ERROR)
    with transaction.atomic():
        call_command("seed_demo", verbosity=0)
