"""The table of `make corpus` can be believed: it misses no file, and says so when one is missing."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus.account import imported, sources

ROOT = Path(__file__).parents[2]


def site(folder: Path) -> Path:
    (folder / "old").mkdir(parents=True)
    (folder / "old" / "ferry.md").write_text("---\ntitle: The ferry\n---\nIt sails.\n")
    (folder / "broken.md").write_text("---\ntitle: [\n---\nIt leaks.\n")
    (folder / "logo.svg").write_text("<svg/>")
    return folder


@pytest.mark.usefixtures("db")
def test_every_file_of_a_site_is_in_the_account_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    account = imported(site(tmp_path / "site"), name="A site")
    assert [(report.path, str(report.outcome)) for report in sorted(account.first, key=lambda one: one.path)] == [
        ("broken.md", "refused"),
        ("logo.svg", "other"),
        ("old/ferry.md", "created"),
    ]
    assert account.is_whole
    assert account.is_repeatable


@pytest.mark.usefixtures("db")
def test_a_file_that_nobody_told_of_and_a_second_run_that_wrote_are_noticed(tmp_path: Path) -> None:
    account = imported(site(tmp_path / "site"), name="A site")
    assert not replace(account, on_disk=4).is_whole
    assert not replace(account, second=account.first).is_repeatable
    assert not replace(account, is_untouched=False).is_repeatable


def test_posts_that_lie_loose_in_a_folder_are_a_site_too(tmp_path: Path) -> None:
    site(tmp_path / "site")
    assert sources(tmp_path) == [tmp_path / "site"]
    assert sources(tmp_path / "site") == [tmp_path / "site"]


def test_a_corpus_that_is_not_there_gets_one_line_and_the_way_out(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.corpus", str(tmp_path / "away")], cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"There is no corpus in {tmp_path / 'away'}:"
        " none of its folders posts, frontmatter-conformance, images is there."
        " Name another with CORPUS=/path make corpus.\n"
    )
