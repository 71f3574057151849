"""What became of each file of one site, told by the command that people run."""

import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Picture
from workflow.management.commands.import_posts import Command
from workflow.models import Desk, Event, Story
from workflow.posts.importing import Outcome, Report

Reason = tuple[str, str]
TAKEN = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
ASIDE = (Outcome.OTHER, Outcome.CONFLICT)


@dataclass(slots=True)
class Account:
    """One site: its files on disk, the reports of a first run, and those of a second over the same files."""

    name: str
    on_disk: int
    pictures: int = 0
    first: list[Report] = field(default_factory=list)
    second: list[Report] = field(default_factory=list)
    is_untouched: bool = False

    def count(self, *outcomes: Outcome) -> int:
        return sum(report.outcome in outcomes for report in self.first)

    @property
    def is_whole(self) -> bool:
        """Every file on disk has one report, and each is imported, refused or set aside."""
        told = self.count(*TAKEN) + self.count(Outcome.REFUSED) + self.count(*ASIDE)
        return self.on_disk == len(self.first) == len({report.path for report in self.first}) == told

    @property
    def is_repeatable(self) -> bool:
        """A second run imports nothing anew, says the same of each file, and writes no row."""
        before = {report.path: (_settled(report), report.message) for report in self.first}
        after = {report.path: (report.outcome, report.message) for report in self.second}
        return self.is_untouched and before == after

    def reasons(self) -> Iterator[tuple[Reason, Report]]:
        for report in self.first:
            if report.outcome in (Outcome.REFUSED, *ASIDE):
                yield _reason(report), report

    def notices(self) -> Counter[str]:
        return Counter(alike(notice) for report in self.first for notice in report.notices)


class Listening(Command):
    """The real command, which also keeps each file's line."""

    def __init__(self) -> None:
        super().__init__(stdout=io.StringIO(), stderr=io.StringIO())
        self.reports: list[Report] = []

    def _line(self, report: Report, *, quiet: bool) -> None:
        self.reports.append(report)
        super()._line(report, quiet=quiet)


def sources(folder: Path) -> list[Path]:
    """List a folder's sites; a folder with posts of its own, beside them, is one too."""
    entries = sorted(folder.iterdir())
    return [folder] if any(entry.is_file() for entry in entries) else entries


def imported(source: Path, *, name: str) -> Account:
    """Import a site onto a desk of its own, twice."""
    desk = Desk.objects.create(name=name[:100], slug=f"site-{Desk.objects.count() + 1}")
    account = Account(name, on_disk=sum(len(files) for _folder, _inner, files in os.walk(source)))
    pictures = Picture.objects.count()
    account.first = _run(source, desk)
    account.pictures = Picture.objects.count() - pictures
    before = _rows()
    account.second = _run(source, desk)
    account.is_untouched = _rows() == before
    return account


def _run(source: Path, desk: Desk) -> list[Report]:
    command = Listening()
    try:
        call_command(command, source, desk=desk.slug)
    except CommandError as refusal:
        if refusal.returncode != 2:
            raise
    return command.reports


def _rows() -> tuple[int, ...]:
    return Story.objects.count(), Event.objects.count(), Picture.objects.count()


def _settled(report: Report) -> Outcome:
    """Say what a second run must make of a file."""
    return Outcome.UNCHANGED if report.outcome is Outcome.CREATED else report.outcome


def _reason(report: Report) -> Reason:
    if report.outcome is Outcome.OTHER:
        suffix = Path(report.path).suffix.lower()
        return "not a post", f"its name ends in {suffix}" if suffix else "its name has no ending of a post"
    return f"{report.outcome}: {report.field or 'file'}", alike(report.message)


def alike(message: str) -> str:
    """Put messages together that differ only in what they quote and count."""
    return re.sub(r"\d+", "N", re.sub(r"“[^”]*”|'[^']*'|\"[^\"]*\"", "“…”", message))
