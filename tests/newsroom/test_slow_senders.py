"""C10: senders that stall, on the web server of `make run`: they hold a thread for a while, and not for good."""

import http.client
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.launcher import jobs
from newsroom.launcher.claims import claim_port

ROOT = Path(__file__).resolve().parents[2]
SILENCE = 1  # seconds
THREADS = 4


@pytest.fixture
def server(tmp_path: Path) -> Iterator[socket.socket]:
    """One worker of four threads, over a folder of its own: who stalls here needs no newsroom behind."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/newsroom.sqlite3",
        "REDIS_URL": "",
    }
    with claim_port("127.0.0.1", 0, silence=SILENCE) as listener:
        job = jobs.web(listener=listener.fileno(), workers=1)
        process = subprocess.Popen(job.command, cwd=ROOT, env=environment, pass_fds=[listener.fileno()])
        try:
            yield listener
        finally:
            process.terminate()
            process.wait(timeout=20)


def is_up(port: int, seconds: float) -> bool:
    page = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        page.request("GET", "/healthz")
        return page.getresponse().status == 200
    except OSError:
        return False
    finally:
        page.close()


def stalled(port: int) -> socket.socket:
    """Begin a form, and say nothing more."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(
        b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
        b"Cookie: csrftoken=" + b"x" * 32 + b"\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=x"
    )
    return line


def test_c10_forms_that_stall_on_every_thread_keep_the_site_from_nobody_for_long(server: socket.socket) -> None:
    port = server.getsockname()[1]
    assert is_up(port, 30)
    lines = [stalled(port) for _each in range(2 * THREADS)]
    assert is_up(port, 30)
    for line in lines:
        line.settimeout(30)
        assert line.recv(12) in (b"HTTP/1.1 403", b"HTTP/1.1 400", b"")
        line.close()
