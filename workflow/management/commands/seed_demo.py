"""`manage.py seed_demo`: fill an empty newsroom with people and stories."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles import instant
from workflow.demo import seeding
from workflow.demo.budget import BUDGET
from workflow.demo.drawings import DRAWINGS
from workflow.demo.plan import PLAN
from workflow.models import Story


class Command(BaseCommand):
    """Whole or not at all; never into a newsroom that has people or stories. Writes down who may sign in."""

    help = "Fill an empty newsroom with three desks, six people and thirty stories in every status."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        if User.objects.exists() or Story.objects.exists():
            raise CommandError(
                _("This newsroom has people or stories already: the demo goes into an empty one only."), returncode=2
            )
        with transaction.atomic():
            made = seeding.Demo(now=instant.now()).seed()
            steps = len(PLAN) + len(DRAWINGS) + len(BUDGET)
            for _step in tqdm(made, total=steps, disable=verbosity == 0 or None, unit="thing"):
                pass
        cards = seeding.cards()
        (settings.VAR_DIR / "demo_people.json").write_text(json.dumps(cards, indent=2), encoding="utf-8")
        if verbosity:
            for card in cards:
                self.stdout.write(f"{card['email']:<22} {card['password']}  {card['role']}")
