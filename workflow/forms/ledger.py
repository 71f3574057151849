"""How many days of the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS = (7, 14, 30, 90)


class RangeFilter(forms.Form):
    """Asks for a number of days; without an answer, or with an odd one, a week."""

    days = forms.ChoiceField(label=_("Days"), required=False, choices=[(str(count), count) for count in DAYS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "filter-%s"
        asked = self.data.get("days")
        self.data = {"days": asked if asked in {str(count) for count in DAYS} else str(DAYS[0])}

    def days_chosen(self) -> int:
        return int(self.data["days"])
