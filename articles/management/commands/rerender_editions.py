"""Rebuild the fragments that readers get from the texts that were approved."""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles import editions
from articles.exceptions import ArticleError
from articles.models import Edition

CHUNK = 200
STOPPED = 130  # what a shell calls an exit by Ctrl-C


class Command(BaseCommand):
    help = "Render every edition's text again, after a change of the renderer, and write what differs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.seen = self.written = self.failed = 0
        try:
            for edition in tqdm(
                _every_edition(), total=Edition.objects.count(), unit="edition", disable=None, leave=False
            ):
                self._one(edition)
        except KeyboardInterrupt:
            self.stdout.write(_("Stopped: %(tally)s Run it again for the rest.") % {"tally": self._tally()})
            sys.exit(STOPPED)
        self.stdout.write(self._tally())
        if self.failed:
            sys.exit(1)

    def _one(self, edition: Edition) -> None:
        self.seen += 1
        try:
            self.written += editions.rerender(edition=edition)
        except ArticleError as refusal:
            self.failed += 1
            tqdm.write(f"Edition {edition.pk} of article {edition.article_id}: {refusal}", file=sys.stderr)

    def _tally(self) -> str:
        counts = {"seen": self.seen, "written": self.written, "failed": self.failed}
        return _("%(seen)d editions rendered, %(written)d differed and were written, %(failed)d failed.") % counts


def _every_edition() -> Iterator[Edition]:
    """Walk by key in chunks: short reads, flat memory, and a write between two of them disturbs nothing."""
    last = 0
    while chunk := list(
        Edition.objects.filter(pk__gt=last)
        .select_related("revision")
        .prefetch_related("revision__picture_uses")
        .order_by("pk")[:CHUNK]
    ):
        yield from chunk
        last = chunk[-1].pk
