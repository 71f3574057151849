"""`manage.py verify_audit`: replay the Events and compare with every story's status and editions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles import instant
from workflow import audit
from workflow.models import Event, Story


class Command(BaseCommand):
    """Exit code 1, and a line for each difference, when the record and the tables disagree."""

    help = "Replay the Events and compare them with every story's status and editions."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for sentence in audit.differences(now=instant.now()):
            found += 1
            self.stdout.write(sentence)
        counts = {"stories": Story.objects.count(), "events": Event.objects.count(), "found": found}
        if found:
            raise CommandError(
                _("%(found)d differences in %(stories)d stories and %(events)d events.") % counts, returncode=1
            )
        self.stdout.write(_("%(stories)d stories and %(events)d events agree.") % counts)
