"""A broker that nobody installs: found, started, private, and remembering through a kill."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection

from newsroom import embedded_broker

ROOT = Path(__file__).resolve().parents[2]
PUBLISH_WITHOUT_A_BROKER = """
import django
django.setup()
from kombu.exceptions import OperationalError
from newsroom.celery import app
try:
    app.send_task("workflow.tick")
except OperationalError:
    print("refused")
"""


@pytest.fixture
def var() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nr") as folder:
        yield Path(folder) / "v a r"


def test_a_message_arrives_through_a_folder_with_spaces(var: Path) -> None:
    with embedded_broker.running(var) as url, Connection(url) as connection, connection.SimpleQueue("q") as queue:
        queue.put({"story": 1})
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == {"story": 1}


def test_only_its_owner_reaches_the_broker_and_no_network_does(var: Path) -> None:
    assert embedded_broker.command(var)[1:3] == ["--port", "0"]
    with embedded_broker.running(var):
        path = embedded_broker.socket_path(var)
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_message_outlives_a_killed_broker(var: Path) -> None:
    server = subprocess.Popen(embedded_broker.command(var))
    while not embedded_broker.answers(var):
        time.sleep(0.02)
    with Connection(embedded_broker.url(var)) as connection, connection.SimpleQueue("q") as queue:
        queue.put("tick")
    server.send_signal(signal.SIGKILL)
    server.wait()
    with embedded_broker.running(var) as url, Connection(url) as connection, connection.SimpleQueue("q") as queue:
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == "tick"


def test_a_path_too_long_for_a_socket_gets_a_short_private_one_always_the_same(var: Path) -> None:
    deep = var / ("deep" * 20) / ("folder" * 20)
    path = embedded_broker.socket_path(deep)
    assert len(os.fsencode(path)) <= embedded_broker.LONGEST_SOCKET_PATH
    assert path == embedded_broker.socket_path(deep / ".." / deep.name)
    assert path != embedded_broker.socket_path(deep / "other")
    try:
        with embedded_broker.running(deep):
            assert embedded_broker.answers(deep)
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(path.parent)


def test_a_stranger_cannot_lay_a_folder_in_the_brokers_way(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    var.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    if var.stat().st_uid == 0:
        os.chown(var, 4343, -1)
    with pytest.raises(embedded_broker.BrokerMissing, match="belongs to somebody else"):
        embedded_broker.command(var)


def test_publishing_with_the_broker_gone_gives_up_instead_of_hanging(var: Path) -> None:
    var.mkdir()
    gone = os.environ | {"NEWSROOM_VAR": str(var), "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", PUBLISH_WITHOUT_A_BROKER], cwd=ROOT, env=gone, capture_output=True, text=True, timeout=20
    )
    assert answer.stdout == "refused\n", answer.stderr
