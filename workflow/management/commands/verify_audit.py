"""`manage.py verify_audit`: replay the Events and compare with every story's status, editions and pages."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles import instant
from workflow import audit
from workflow.models import Event, Story


class Command(BaseCommand):
    """Exit code 1, and a line for each difference, when the record and the tables disagree."""

    help = "Replay the Events and compare them with every story's status and editions, and these with their texts."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for sentence in self._sentences(instant.now()):
            found += 1
            self.stdout.write(sentence)
        counts = {"stories": Story.objects.count(), "events": Event.objects.count(), "found": found}
        if found:
            raise CommandError(
                _("%(found)d differences in %(stories)d stories and %(events)d events.") % counts, returncode=1
            )
        self.stdout.write(_("%(stories)d stories and %(events)d events agree.") % counts)

    def _sentences(self, now: datetime) -> Iterator[str]:
        """Show how far it is on a terminal, and there alone."""
        of_stories = partial(self._bar, total=Story.objects.count(), unit=" stories")
        of_pages = partial(self._bar, total=audit.to_be_read(now).count(), unit=" pages")
        return chain(audit.differences(now=now, watch=of_stories), audit.changed_pages(now=now, watch=of_pages))

    def _bar(self, rows: Iterator[Any], *, total: int, unit: str) -> Iterable[Any]:
        hidden = not self.stderr.isatty()
        shown: Iterable[Any] = tqdm(rows, total=total, unit=unit, disable=hidden, leave=False, file=self.stderr)
        return shown
