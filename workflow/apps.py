from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.translation import gettext_lazy as _

from workflow.calendar import bank_holidays


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = _("Workflow")

    def ready(self) -> None:
        checks.register(place_of_holidays)


def place_of_holidays(**_more: Any) -> list[checks.CheckMessage]:
    """Refuse to start with a place whose holidays nobody keeps."""
    try:
        bank_holidays.check(settings.NEWSROOM_HOLIDAYS)
    except bank_holidays.UnknownPlace:
        place = settings.NEWSROOM_HOLIDAYS
        return [checks.Error(f"NEWSROOM_HOLIDAYS: nobody keeps the holidays of “{place}”.", id="workflow.E001")]
    return []
