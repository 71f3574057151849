"""`manage.py document_states`: write docs/states.md anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflow import states_page


class Command(BaseCommand):
    """Run it after a change to the tables; a test fails until then."""

    help = "Write docs/states.md from the tables of transitions and permissions."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(states_page.page(), encoding="utf-8")
        self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
