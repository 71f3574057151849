"""A task that hangs ends with its process, even where the worker's own timer does not come."""

import signal
import subprocess
import sys
from pathlib import Path

from tests import processes

ROOT = Path(__file__).parents[2]
CHILD = """
import sys, time
from celery.signals import task_postrun, task_prerun, worker_process_init
from newsroom import celery
from newsroom.celery import app
celery.GRACE = 0
def hangs(): pass
task = app.task(hangs, time_limit=1)
worker_process_init.send(sender=None)
task_prerun.send(sender=task, task=task)
if sys.argv[1] == "ends":
    task_postrun.send(sender=task, task=task)
time.sleep(3)
"""


def ended_with(how: str) -> int:
    """Run a task in a process as a pool has it, and return how that ended."""
    command = [sys.executable, "-c", CHILD, how]
    return subprocess.run(command, cwd=ROOT, env=processes.environment(), check=False).returncode


def test_what_hangs_is_ended_after_its_limit_and_what_ended_is_left_alone() -> None:
    assert ended_with("hangs") == -signal.SIGALRM
    assert ended_with("ends") == 0
