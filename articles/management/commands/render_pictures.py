"""Make the files of pictures now, without a worker: what waits, what an older table made, then the later formats."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles import instant, pictures
from articles.models import Picture

STOPPED = 130  # what a shell calls an exit by Ctrl-C


@dataclass
class Tally:
    """How many pictures ended how."""

    rendered: int = 0
    intact: int = 0
    elsewhere: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return _(
            "%(rendered)d rendered, %(intact)d had all their files, %(elsewhere)d with a worker, %(failed)d failed."
        ) % vars(self)


class Command(BaseCommand):
    help = (
        "Render the pictures that wait for it, and those whose files were made by an older table or with other words. "
        "May be stopped and run again, beside workers too; exit code 1 if any failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="render every picture anew, failed ones included")
        parser.add_argument("--check-files", action="store_true", help="look for files that vanished, and remake them")
        parser.add_argument(
            "--from", type=int, default=0, metavar="NUMBER", dest="first", help="begin with the picture of this number"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self.tally, self.at = Tally(), options["first"]
        is_of_all = options["all"] or options["check_files"]
        chosen = Picture.objects.order_by("pk").filter(pk__gte=self.at)
        try:
            self._each(
                chosen if is_of_all else chosen.filter(pictures.unmade() | pictures.outdated()),
                lambda picture: self._one(picture, check_files=options["check_files"], again=options["all"]),
            )
            is_of_all = False
            self._each(chosen.filter(pictures.unfinished()), self._finish)
        except KeyboardInterrupt:
            self.stdout.write(self._how_to_go_on(is_of_all=is_of_all))
            sys.exit(STOPPED)
        self.stdout.write(str(self.tally))
        if self.tally.failed:
            sys.exit(1)

    def _each(self, chosen: "QuerySet[Picture]", deal_with: Callable[[Picture], None]) -> None:
        """Go through the keys that there are now; a row is read when its turn comes, and may be gone by then."""
        for key in tqdm(list(chosen.values_list("pk", flat=True)), unit="picture", disable=None, leave=False):
            self.at = key
            if picture := Picture.objects.filter(pk=key).first():
                deal_with(picture)

    def _one(self, picture: Picture, *, check_files: bool, again: bool) -> None:
        if check_files and not pictures.has_original(picture=picture):
            return self._failed(picture, _("its original is missing from the store: put it back from a backup."))
        if check_files:
            pictures.forget_lost_files(picture=picture)
        result = self._rendered(picture, again=again)
        if result is None or result.refused:
            return None
        if result.made:
            self.tally.rendered += 1
        else:
            self.tally.intact += 1
        return None

    def _rendered(self, picture: Picture, **how: bool) -> pictures.Result | None:
        """Render, and count what came to nothing."""
        try:
            result = pictures.render(picture=picture, now=instant.now(), **how)
        except (OSError, MemoryError) as fault:
            self._failed(picture, str(fault) or repr(fault))
            return None
        picture.refresh_from_db()
        if result is None and picture.rendering_since is None:
            result = pictures.Result(refused=picture.failed_reason)
        if result is None:
            self.tally.elsewhere += 1
        elif result.refused:
            self._failed(picture, result.refused)
        return result

    def _finish(self, picture: Picture) -> None:
        """Make what comes later; a worker may have been first, and that is no news."""
        self._rendered(picture, comes_later=True)

    def _failed(self, picture: Picture, reason: str) -> None:
        self.tally.failed += 1
        tqdm.write(f"{picture.name} (picture {picture.pk}): {reason}", file=sys.stderr)

    def _how_to_go_on(self, *, is_of_all: bool) -> str:
        if not is_of_all:
            return _("Stopped: %(tally)s Run it again for the rest.") % {"tally": self.tally}
        return _("Stopped: %(tally)s Add --from %(number)d to go on.") % {"tally": self.tally, "number": self.at}
