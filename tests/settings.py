"""The newsroom's own settings, over a folder and a database that no newsroom uses."""

import os
import tempfile
from pathlib import Path


def _redis(url: str) -> str:
    """Give each parallel runner a database of its own, so that none drains another's queues."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return "/".join([*url.split("/")[:3], number]) if url else ""


FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
os.environ["NEWSROOM_VAR"] = str(FOLDER)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{FOLDER}/newsroom.sqlite3"
os.environ["REDIS_URL"] = _redis(os.environ.get("TEST_REDIS_URL", ""))

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STORAGES  # noqa: E402

(FOLDER / "static").mkdir()

# A file, not memory: other processes and connections must see the same rows.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "tests.sqlite3")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
