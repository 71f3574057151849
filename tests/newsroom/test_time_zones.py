"""The rules of time zones: those of the pinned package, whatever the machine has."""

import importlib.metadata
import os
import re
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
#: Asked in a process of its own: what it takes for the hour in a zone that the folder before the package lies about.
ASK = """
import django
django.setup()
from django.conf import settings
from zoneinfo import TZPATH, ZoneInfo
from datetime import UTC, datetime
print(TZPATH, settings.NEWSROOM_TIME_ZONE, datetime(2027, 1, 1, 12, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin")))
"""


def test_the_pinned_version_is_the_one_in_use() -> None:
    pinned = re.search(r"^tzdata==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert importlib.metadata.version("tzdata") == pinned[1]
    assert tzdata.IANA_VERSION == "2026f"
    assert zoneinfo.TZPATH == ()


def test_a_rule_that_only_the_pinned_version_knows_counts() -> None:
    """British Columbia stays on its summer time from 2026 on."""
    december = datetime(2026, 12, 1, 12, tzinfo=UTC).astimezone(ZoneInfo("America/Vancouver"))
    assert december.utcoffset() == timedelta(hours=-7)


def test_no_zone_of_the_machine_is_ever_read(tmp_path: Path) -> None:
    """A folder that says Tokyo's hours for Berlin, put where the machine's zones would be, changes nothing."""
    lie = tmp_path / "Europe" / "Berlin"
    lie.parent.mkdir()
    package = Path(tzdata.__file__).parent / "zoneinfo"
    lie.write_bytes((package / "Asia" / "Tokyo").read_bytes())
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "PYTHONTZPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == ["()", "Europe/London", "2027-01-01", "13:00:00+01:00"]


def test_the_database_is_never_asked_for_a_zone() -> None:
    """It stores instants; PostgreSQL's own zones may be older than ours, and SQLite has none."""
    sources = [path for app in ("articles", "workflow", "newsroom") for path in (ROOT / app).rglob("*.py")]
    words = re.compile(
        r"\bTrunc\w*\(|\bExtract\w*\(|AT TIME ZONE (?!'UTC')|__(?:date|week|month|year|hour|iso_year)(?:__\w+)?="
    )
    found = [f"{path.relative_to(ROOT)}: {line}" for path in sources for line in words.findall(path.read_text())]
    assert found == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no zone")
def test_a_connection_speaks_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
