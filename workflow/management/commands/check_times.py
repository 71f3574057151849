"""`manage.py check_times`: after an update of tzdata, find what was typed by rules that have changed."""

from importlib.metadata import version
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles import instant
from workflow import changed_rules


class Command(BaseCommand):
    """Exit code 1, and a line for each, when a time to come or a person's zone needs somebody's look."""

    help = "Find planned times whose zones have other rules now than when they were typed. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for sentence in chain(changed_rules.of_plans(now=instant.now()), changed_rules.of_people()):
            found += 1
            self.stdout.write(sentence)
        counts = {"version": version("tzdata"), "found": found}
        if found:
            raise CommandError(_("By tzdata %(version)s: %(found)d to look at.") % counts, returncode=1)
        self.stdout.write(_("By tzdata %(version)s every time to come is what was typed.") % counts)
