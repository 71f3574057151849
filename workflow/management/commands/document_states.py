"""`manage.py document_states`: write docs/states.md and docs/permissions.md anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workflow import permissions_page, states_page

PAGES = {"states.md": states_page.page, "permissions.md": permissions_page.page}


class Command(BaseCommand):
    """Run it after a change to the tables; a test fails until then."""

    help = "Write docs/states.md and docs/permissions.md from the tables of transitions and permissions."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, page in PAGES.items():
            path = settings.BASE_DIR / "docs" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(page(), encoding="utf-8")
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
