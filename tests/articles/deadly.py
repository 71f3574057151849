"""Settings of a newsroom in which some pictures are deadly to decode, as a flaw in a decoder would have it.

What a picture does to the process that decodes it goes by its width. Tasks may take seconds where the product gives
them a minute.
"""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import IO

from celery.exceptions import SoftTimeLimitExceeded
from django.apps import AppConfig
from PIL import Image

from newsroom.settings import *  # noqa: F403
from newsroom.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.articles.deadly.Deadly"]

SOFT, HARD = 3, 5  # seconds


def be_killed() -> None:
    """As the system does when all memory is gone."""
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    ctypes.string_at(0)


def take_all_memory() -> None:
    taken = []
    while True:
        taken.append(b"\x01" * 50_000_000)


def take_long() -> None:
    time.sleep(600)


def hang() -> None:
    while True:
        try:
            time.sleep(600)
        except SoftTimeLimitExceeded:
            continue


DEEDS: dict[int, Callable[[], None]] = {101: be_killed, 102: crash, 103: take_all_memory, 104: take_long, 105: hang}


class Deadly(AppConfig):
    """Puts the deed before decoding."""

    name = "tests.articles"
    label = "deadly"

    def ready(self) -> None:
        from articles import imaging, tasks

        decode = imaging.decode

        def deadly(file: IO[bytes], *, wanted: Sequence[imaging.Wanted]) -> imaging.Decoded:
            with Image.open(file) as image:
                DEEDS.get(image.width, bool)()
            return decode(file, wanted=wanted)

        imaging.decode = deadly
        for task in (tasks.render_picture, tasks.render_missing):
            task.soft_time_limit, task.time_limit = SOFT, HARD
