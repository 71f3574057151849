"""Settings of a newsroom whose renderer is killed, for good and at a known place: while it keeps its third file."""

import os
import signal
from typing import Any

from django.core.files.storage import FileSystemStorage

from newsroom.settings import *  # noqa: F403
from newsroom.settings import STORAGES


class DyingStore(FileSystemStorage):
    """A store that kills its process after the third file was written, before anybody knows of it."""

    kept = 0

    def _save(self, name: str, content: Any) -> Any:
        key = super()._save(name, content)  # type: ignore[misc]
        DyingStore.kept += 1
        if DyingStore.kept == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return key


STORAGES["renditions"] = {**STORAGES["renditions"], "BACKEND": "tests.articles.dying_store.DyingStore"}
