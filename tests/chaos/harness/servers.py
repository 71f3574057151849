"""A PostgreSQL and a Valkey of the run's own, on free ports, in a folder that goes away. No Django here."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psycopg
import redis

from newsroom import embedded_broker

PATIENCE = 30  # seconds


class Missing(Exception):
    """This machine lacks what the run needs; `str()` of it says what to install."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Look again and again; say what did not happen."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:g} s")
        time.sleep(0.02)


class Server:
    """One server process; started again after each stop."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self.command, self.log = command, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.log.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )
        until(self.answers, f"The start of {Path(self.command[-1]).name}, see {self.log}:")

    def answers(self) -> bool:
        raise NotImplementedError

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal and wait for the end."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class PostgreSQL(Server):
    """A cluster in a folder. SIGQUIT stops it as `pg_ctl -m immediate` does, SIGINT as `-m fast`."""

    def __init__(self, folder: Path) -> None:
        self.programs, self.folder, self.port = _programs(), folder / "postgresql", free_port()
        self.folder.mkdir()
        self.user = () if os.getuid() else ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "max_connections": 150,
            "track_commit_timestamp": "on",
            "log_min_messages": "fatal",
            "log_min_error_statement": "fatal",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        postgres = str(self.programs / "postgres")
        super().__init__([*self.user, postgres, *words, "-D", str(self.folder / "cluster")], folder / "postgresql.log")

    @property
    def url(self) -> str:
        return f"postgres://newsroom@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Make the cluster, owned by a user who may run it: PostgreSQL refuses root."""
        if not os.getuid():
            shutil.chown(self.folder, "postgres")
        cluster = f"--pgdata={self.folder / 'cluster'}"
        manners = ("--username=newsroom", "--auth=trust", "--encoding=UTF8", "--no-sync")
        initdb = [*self.user, str(self.programs / "initdb"), cluster, *manners]
        made = subprocess.run(initdb, cwd=self.folder, capture_output=True, text=True)
        if made.returncode:
            raise Missing(f"initdb failed: {made.stderr.strip()}")

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2) as link:
            return bool(link.execute("SELECT 1").fetchone())
        return False


class Valkey(Server):
    """A broker that keeps nothing on disk: what it held is lost with it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        super().__init__([str(embedded_broker.server_binary()), *words], folder / "valkey.log")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def link(self) -> "redis.Redis":
        return redis.Redis(port=self.port, socket_timeout=2)

    def answers(self) -> bool:
        with suppress(redis.RedisError), self.link() as link:
            return bool(link.ping())
        return False


def _programs() -> Path:
    """Find PostgreSQL's programs: Debian keeps them off the path, in a folder for each version."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    if not found:
        raise Missing("PostgreSQL's server programs are needed (on Debian and Ubuntu: apt install postgresql).")
    return Path(found).parent
