"""`make run` as a person at a terminal meets it: real processes, signals and ports."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsroom.launcher.child import Child
from newsroom.launcher.console import printable
from newsroom.launcher.jobs import Job
from newsroom.launcher.preparation import static_digest
from newsroom.launcher.welcome import welcome

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = [sys.executable, "-m", "newsroom.launcher"]

THREE_JOBS = """
import socket, sys
from newsroom.launcher import supervisor
from newsroom.launcher.console import Console
from newsroom.launcher.jobs import Job

def job(name, stops, patience, script):
    return Job(name=name, command=("/bin/sh", "-c", script), stops=stops, patience=patience)

POLITE = "trap 'echo stopped; exit 0' TERM; echo started; while :; do sleep 0.1; done"
STUBBORN = "trap '' TERM; echo started; while :; do sleep 0.1; done"
supervisor.WEB_FIRST = 0.1
supervisor.Supervisor(console=Console(), listener=socket.create_server(("127.0.0.1", 0))).run(
    first=[job("broker", 4, 5, POLITE), job("page", 3, 5, POLITE)],
    then=[job("deaf", 2, 0.5, STUBBORN), job("beat", 1, 5, POLITE)],
    when_web_answers=lambda: None,
)
"""


@pytest.fixture
def var() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nr") as folder:
        yield Path(folder)


def surroundings(var: Path, **changes: object) -> dict[str, str]:
    """Give a launcher its own folder, database and broker, whatever the suite itself runs on."""
    own = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_VAR": var,
        "NEWSROOM_DEMO": "no",
        "DATABASE_URL": f"sqlite:///{var}/newsroom.sqlite3",
        "REDIS_URL": "",
        "WEB_WORKERS": 1,
        "PICTURE_WORKERS": 1,
    }
    return os.environ | {name: str(value) for name, value in (own | changes).items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refusal(var: Path, **changes: object) -> str:
    """Start a launcher that must not start; give its one line."""
    answer = subprocess.run(
        LAUNCHER, cwd=ROOT, env=surroundings(var, **changes), capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 2, answer.stderr
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1, answer.stderr
    return answer.stderr


def eventually(is_true: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def answers_http(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def processes(session_of: set[int]) -> dict[int, str]:
    """List living processes that belong to one of these sessions, with what they run."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat=,args="], capture_output=True, text=True, check=True)
    rows = (line.split(None, 3) for line in table.stdout.splitlines())
    return {int(pid): args for pid, pgid, state, args in rows if int(pgid) in session_of and state[0] != "Z"}


def end(sessions: set[int]) -> None:
    for pid in processes(sessions):
        os.kill(pid, signal.SIGKILL)


def children(pid: int) -> dict[int, str]:
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = (line.split(None, 2) for line in table.stdout.splitlines())
    return {int(child): args for child, parent, args in rows if int(parent) == pid}


def open_to_others(folder: Path) -> set[Path]:
    """Name what any account of the machine could read, if it came into the folder."""
    return {place for place in folder.rglob("*") if place.lstat().st_mode & 0o007}


def test_a_newsroom_refuses_its_twin_outlives_a_killed_child_and_leaves_nothing_behind(var: Path) -> None:
    port, log = free_port(), var / "log"
    with log.open("w") as out:
        launcher = subprocess.Popen(
            LAUNCHER, cwd=ROOT, env=surroundings(var, PORT=port), stdout=out, stderr=subprocess.STDOUT
        )
    sessions: set[int] = set()
    try:
        eventually(lambda: f"http://localhost:{port}/" in log.read_text() or launcher.poll() is not None)
        assert answers_http(port), log.read_text()
        assert "Ctrl-C stops everything." in log.read_text()
        eventually(lambda: len(children(launcher.pid)) == 7)
        assert open_to_others(var) == {log}
        family = children(launcher.pid)
        sessions = set(family)
        assert launcher.pid not in {os.getpgid(child) for child in family}

        assert f"already runs on {var}" in refusal(var, PORT=free_port())
        assert (
            refusal(var / "other", PORT=port)
            == f"Port {port} is taken: choose another with PORT={port + 1} make run.\n"
        )

        web = next(pid for pid, args in family.items() if "gunicorn" in args)
        os.kill(web, signal.SIGKILL)
        eventually(lambda: "web ended (killed by SIGKILL); starting it again in 1 s." in log.read_text())
        eventually(lambda: len(children(launcher.pid)) == 7)
        assert answers_http(port)
        sessions |= set(children(launcher.pid))

        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(timeout=60) == 0
        assert "Traceback" not in log.read_text()
        assert log.read_text().endswith("Stopped.\n")
        assert processes(sessions) == {}
    finally:
        launcher.kill()
        end(sessions)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_a_killed_launcher_takes_its_children_along(var: Path) -> None:
    script = THREE_JOBS.replace("STUBBORN)", "POLITE)")
    launcher = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.DEVNULL)
    eventually(lambda: len(children(launcher.pid)) == 4)
    sessions = set(children(launcher.pid))
    launcher.kill()
    launcher.wait()
    try:
        eventually(lambda: processes(sessions) == {}, seconds=20)
    finally:
        end(sessions)


def test_a_stop_goes_in_order_and_kills_who_does_not_listen() -> None:
    launcher = subprocess.Popen([sys.executable, "-c", THREE_JOBS], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    eventually(lambda: len(children(launcher.pid)) == 4)
    sessions = set(children(launcher.pid))
    time.sleep(0.5)
    launcher.send_signal(signal.SIGTERM)
    said, _ = launcher.communicate(timeout=30)
    assert launcher.returncode == 0
    assert processes(sessions) == {}
    assert re.findall(r"(\w+) +\| stopped", said) == ["beat", "page", "broker"]
    assert "ended" not in said


@pytest.mark.parametrize("value", ["hans", "-1", "0", "80.5"])
def test_a_port_that_is_no_number_is_said_with_the_way_out(var: Path, value: str) -> None:
    assert refusal(var, PORT=value) == f"PORT must be a number above 0, not {value!r}: try PORT=8000.\n"


def test_a_port_out_of_range_names_host_and_port(var: Path) -> None:
    assert refusal(var, PORT="70000").startswith("Cannot listen on 127.0.0.1, port 70000")


def test_a_database_that_is_away_is_one_line_about_database_url(var: Path) -> None:
    said = refusal(var, PORT=free_port(), DATABASE_URL=f"postgres://nobody@127.0.0.1:{free_port()}/none")
    assert said.endswith("Look at DATABASE_URL.\n")


def test_a_folder_that_cannot_be_made_is_one_line_about_the_folder(var: Path) -> None:
    (var / "file").write_text("in the way")
    assert "Look at NEWSROOM_VAR" in refusal(var / "file", PORT=free_port(), DATABASE_URL="")


def test_a_child_that_keeps_dying_is_started_ever_less_often_until_it_has_run_for_a_minute() -> None:
    child = Child(Job(name="faint", command=("/bin/sh", "-c", "exit 3"), stops=1))
    delays = []
    for lifetime in [0, 0, 0, 0, 0, 0, 0, 60, 0]:
        pipe = child.start(now=100.0, listener=0)
        eventually(lambda: child.ended(now=100.0 + lifetime))  # noqa: B023
        delays.append(child.due_at - 100.0 - lifetime)
        pipe.close()
    assert delays == [1, 2, 4, 8, 16, 30, 30, 1, 2]


def test_a_childs_words_cannot_move_the_cursor_or_fake_a_line() -> None:
    assert printable("title\x1b[2J\rclock | fake\x00 é\t“quoted”") == "title\\x1b[2J\\rclock | fake\\x00 é\t“quoted”"


def test_words_that_come_in_pieces_are_whole_lines() -> None:
    child = Child(Job(name="slow", command=(), stops=1))
    assert child.lines(b"one\ntw") == [b"one"]
    assert child.lines(b"o\n\nthr") == [b"two"]
    assert child.lines(b"") == [b"thr"]


def test_static_files_are_collected_again_only_when_one_has_changed(settings, tmp_path: Path) -> None:  # noqa: ANN001
    settings.STATICFILES_DIRS = [tmp_path]
    style = tmp_path / "style.css"
    style.write_text("a")
    first = static_digest()
    assert static_digest() == first
    style.write_text("ab")
    assert static_digest() != first


def test_a_newcomer_reads_where_to_go_and_as_whom(tmp_path: Path) -> None:
    rosa = {"name": "Rosa Lind", "role": "reporter", "email": "rosa@example.org", "password": "a lantern in the fog"}
    (tmp_path / "demo_people.json").write_text(json.dumps([rosa]))
    said = welcome(address="http://localhost:8000", var=tmp_path, seconds=1.23)
    assert "The newsroom is up after 1.2 s: http://localhost:8000/" in said
    assert "rosa@example.org  a lantern in the fog  Rosa Lind, reporter" in said
    assert "http://localhost:8000/desk/" in said


def test_a_newsroom_without_a_demo_names_no_people(tmp_path: Path) -> None:
    assert "password" not in welcome(address="http://localhost:8000", var=tmp_path, seconds=1)
