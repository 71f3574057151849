"""S30: a disk that is full. The record moves to a small file system of its own, which takes root to mount."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.chaos.harness.house import House
from tests.chaos.harness.outcome import Outcome, of
from tests.chaos.harness.scene import Scene

SIZE = 64  # megabytes


class NoMount(Exception):
    """This machine lets us mount nothing."""


def full(house: House) -> Outcome:
    """Let the disk under the record run full when announcements are due, and free it again."""
    try:
        with _small_disk(house) as disk:
            return _filled(house, disk)
    except NoMount:
        return Outcome("not tried here, it takes root and mount; tests/workflow/test_full_disk.py fills SQLite instead")


def _filled(house: House, disk: Path) -> Outcome:
    scene = Scene(house)
    stories = scene.plan(600, ahead=3, watched=1)
    with scene.readers():
        _fill(disk / "ballast")
        time.sleep(5 if house.is_short else 8)
        written = scene.announced()
        (disk / "ballast").unlink()
        scene.excuse()
        scene.settle(within=5)
    broken = [] if written < len(stories) else ["the disk was never full"]
    notes = [f"{written} of {len(stories)} announced while it was full"]
    return of("no room for the record, then room", scene, within=5, notes=notes, broken=broken)


def _fill(ballast: Path) -> None:
    """Write until nothing fits any more."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


@contextmanager
def _small_disk(house: House) -> Iterator[Path]:
    disk = house.folder / "small-disk"
    disk.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "newsroom-chaos", str(disk)]
    if os.getuid() or subprocess.run(mount, capture_output=True).returncode:
        raise NoMount
    try:
        (disk / "tables").mkdir()
        shutil.chown(disk / "tables", "postgres")
        _sql(f"CREATE TABLESPACE small LOCATION '{disk / 'tables'}'")
        _sql("ALTER TABLE workflow_event SET TABLESPACE small")
        _sql("VACUUM FULL workflow_event")  # the room that dead rows left would do for a while
        try:
            yield disk
        finally:
            (disk / "ballast").unlink(missing_ok=True)
            _sql("ALTER TABLE workflow_event SET TABLESPACE pg_default")
            _sql("DROP TABLESPACE small")
    finally:
        house.unmount(disk)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
