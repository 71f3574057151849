"""`manage.py export_posts DIR`: every story's newest text as a post on disk."""

import os
import shutil
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.models import Picture
from articles.models.picture import originals
from articles.pictures import recognising
from workflow.models import Desk
from workflow.posts import exporting
from workflow.posts.exporting import Exported


class Command(BaseCommand):
    """Writes below DIR only, never through a link, and overwrites another text only when told to."""

    help = "Write every story's newest text below a folder; what was imported and not edited has the same bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where to write; made if it is missing")
        parser.add_argument("--desk", metavar="SLUG", help="only this desk's stories")
        parser.add_argument("--overwrite", action="store_true", help="replace files that hold something else")

    def handle(self, *_args: Any, folder: Path, overwrite: bool, **options: Any) -> None:
        root = _made(folder)
        counts: Counter[str] = Counter()
        for exported in exporting.export(desk=_desk(options["desk"]), zone=settings.NEWSROOM_TIME_ZONE):
            try:
                counts[_write(root, exported, overwrite=overwrite)] += 1
            except (PostRefused, OSError) as refused:
                counts["refused"] += 1
                self.stderr.write(f"{exported.path}: {refused}")
        self.stdout.write(
            _("%(written)d files written, %(same)d the same already, %(refused)d refused.")
            % {name: counts[name] for name in ("written", "same", "refused")}
        )
        if counts["refused"]:
            raise CommandError(_("Not every story was written; the lines above say why."), returncode=2)


def _write(root: Path, exported: Exported, *, overwrite: bool) -> str:
    if exported.refusal:
        raise PostRefused(exported.refusal)
    place = _place(root, exported.path)
    for path, picture in exported.pictures:
        _copy_picture(root, path, picture)
    if place.exists():
        if place.read_bytes() == exported.content:
            return "same"
        if not overwrite:
            raise PostRefused(
                _("There is another text in this file already. Pass --overwrite, or name an empty folder.")
            )
    with _replacing(place) as file:
        file.write(exported.content)
    return "written"


def _copy_picture(root: Path, path: str, picture: Picture) -> None:
    """Write an original; where another run left another picture, this post is refused."""
    place = _place(root, path)
    if not place.exists():
        with originals().open(str(picture.original.name)) as original, _replacing(place) as file:
            shutil.copyfileobj(original, file)
    elif not _is_of(place, picture):
        raise PostRefused(_("“%(path)s” holds another picture already. Export into an empty folder.") % {"path": path})


def _is_of(place: Path, picture: Picture) -> bool:
    with place.open("rb") as file:
        return recognising.sha256_of(file) == picture.sha256


def _place(root: Path, path: str) -> Path:
    """Find the place of a path below the root; a link on the way that leads outside is refused."""
    place = root / path
    if place.is_symlink() or not place.resolve().is_relative_to(root):
        raise PostRefused(_("This would be written outside the folder, or through a link. Remove the link."))
    return place


@contextmanager
def _replacing(place: Path) -> Iterator[IO[bytes]]:
    """Write beside and then rename, so that nobody ever reads half a file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".export-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise CommandError(f"{folder}: {fault.strerror}", returncode=2) from fault
    return folder.resolve()


def _desk(slug: str | None) -> Desk | None:
    if slug is None:
        return None
    found = Desk.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(_("There is no desk “%(slug)s”.") % {"slug": slug}, returncode=2)
    return found
