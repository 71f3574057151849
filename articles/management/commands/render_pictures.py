"""Make the files of pictures now, without a worker."""

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand
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
    help = "Render the pictures that still wait for it. May be stopped and run again; exit code 1 if any failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="render every picture anew, failed ones included")
        parser.add_argument("--check-files", action="store_true", help="look for files that vanished, and remake them")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.tally = Tally()
        chosen = Picture.objects.order_by("pk")
        if not (options["all"] or options["check_files"]):
            chosen = chosen.filter(rendered_at__isnull=True, failed_reason="")
        try:
            for key in tqdm(list(chosen.values_list("pk", flat=True)), unit="picture", disable=None, leave=False):
                self._one(Picture.objects.get(pk=key), check_files=options["check_files"], again=options["all"])
        except KeyboardInterrupt:
            self.stdout.write(_("Stopped: %(tally)s Run it again for the rest.") % {"tally": self.tally})
            sys.exit(STOPPED)
        self.stdout.write(str(self.tally))
        if self.tally.failed:
            sys.exit(1)

    def _one(self, picture: Picture, *, check_files: bool, again: bool) -> None:
        if check_files and not pictures.has_original(picture=picture):
            return self._failed(picture, _("its original is missing from the store: put it back from a backup."))
        lacking = pictures.forget_lost_files(picture=picture) if check_files else []
        was_rendered = picture.rendered_at is not None and not lacking and not again
        try:
            pictures.render(picture=picture, now=instant.now(), again=again)
        except (OSError, MemoryError) as fault:
            return self._failed(picture, str(fault) or repr(fault))
        picture.refresh_from_db()
        if picture.failed_reason:
            return self._failed(picture, picture.failed_reason)
        return self._count(picture, was_rendered=was_rendered)

    def _count(self, picture: Picture, *, was_rendered: bool) -> None:
        if picture.rendered_at is None:
            self.tally.elsewhere += 1
        elif was_rendered:
            self.tally.intact += 1
        else:
            self.tally.rendered += 1

    def _failed(self, picture: Picture, reason: str) -> None:
        self.tally.failed += 1
        tqdm.write(f"{picture.name} (picture {picture.pk}): {reason}", file=sys.stderr)
