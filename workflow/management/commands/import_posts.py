"""`manage.py import_posts PATH…`: posts on disk become drafts on a desk."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles import instant
from workflow.models import Desk
from workflow.posts import files
from workflow.posts.importing import Importer, Outcome, Report


class Command(BaseCommand):
    """Never publishes, may be repeated, and accounts for every file; exit code 2 when a file was refused."""

    help = "Import Markdown posts as drafts. A file that was imported before updates its story, or is kept beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a post, or a folder of posts")
        parser.add_argument("--desk", metavar="SLUG", help="the desk that gets the drafts; needed if there are several")
        parser.add_argument("--media", type=Path, metavar="DIR", help="where the paths of images start")
        parser.add_argument("--by", metavar="EMAIL", help="who imports; a member of the desk, else the system")
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
        parser.add_argument("--quiet", action="store_true", help="no progress bar and no notices")

    def handle(self, *_args: Any, paths: list[Path], **options: Any) -> None:
        importer = Importer(
            desk=_desk(options["desk"]),
            by=_person(options["by"]),
            now=instant.now(),
            zone=settings.NEWSROOM_TIME_ZONE,
            media=_folder(options["media"]),
            is_dry=options["dry_run"],
        )
        reasons = self._tell(importer, paths, quiet=options["quiet"])
        self._summarise(importer, reasons)
        if importer.counts[Outcome.REFUSED]:
            message = _("%(count)d of the files were refused; the lines above say why.")
            raise CommandError(message % {"count": importer.counts[Outcome.REFUSED]}, returncode=2)

    def _tell(self, importer: Importer, paths: list[Path], *, quiet: bool) -> Counter[str]:
        reasons: Counter[str] = Counter()
        total = sum(1 for _found in files.find(paths)) if self.stderr.isatty() and not quiet else None
        reports: Iterable[Report] = importer.take(files.find(paths))
        for report in tqdm(reports, total=total, unit=" files", disable=quiet or total is None, file=self.stderr):
            if report.outcome is Outcome.REFUSED:
                reasons[report.field or _("file")] += 1
            self._line(report, quiet=quiet)
        return reasons

    def _line(self, report: Report, *, quiet: bool) -> None:
        path = shown(report.path)
        if report.outcome is Outcome.REFUSED:
            self.stderr.write(f"{path}: {shown(report.message)}")
        elif report.outcome is Outcome.CONFLICT:
            self.stdout.write(f"{path}: {shown(report.message)}")
        for notice in () if quiet else report.notices:
            self.stdout.write(f"{path}: {shown(notice)}")

    def _summarise(self, importer: Importer, reasons: Counter[str]) -> None:
        counts = importer.counts
        self.stdout.write(_("Found %(count)d files.") % {"count": sum(counts.values())})
        for outcome, label in _labels(importer.is_dry):
            self.stdout.write(f"  {counts[outcome]:>7,}  {label}")
        for field, count in reasons.most_common():
            self.stdout.write(
                _("           of them %(count)d for: %(field)s") % {"count": count, "field": shown(field)}
            )
        if importer.names.new_sections:
            names = ", ".join(map(shown, importer.names.new_sections))
            self.stdout.write(_("New sections, hidden from readers until an administrator activates them: %s") % names)


def shown(text: str) -> str:
    """Write line breaks, escape codes and half characters as escapes, so that no file name plays with a terminal."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def _labels(is_dry: bool) -> tuple[tuple[Outcome, str], ...]:
    return (
        (Outcome.CREATED, _("would become drafts") if is_dry else _("became drafts")),
        (Outcome.UPDATED, _("would update their story") if is_dry else _("updated their story")),
        (
            Outcome.CONFLICT,
            _("would be kept beside a story edited here") if is_dry else _("kept beside a story edited here"),
        ),
        (Outcome.UNCHANGED, _("unchanged since they were imported")),
        (Outcome.REFUSED, _("refused")),
        (Outcome.OTHER, _("other files, not read")),
    )


def _desk(slug: str | None) -> Desk:
    desks = Desk.objects.filter(is_active=True)
    found = list(desks.filter(slug=slug) if slug else desks[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(desks.values_list("slug", flat=True)) or _("none yet; make one in /admin/")
    raise CommandError(_("Name a desk with --desk. There are: %(desks)s.") % {"desks": known}, returncode=2)


def _person(email: str | None) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active account with the e-mail %(email)s.") % {"email": email}, returncode=2)
    return user


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise CommandError(_("--media: %(path)s is not a folder.") % {"path": path}, returncode=2)
    return path and path.resolve()
