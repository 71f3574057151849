"""Which desk's weeks, and how many of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.models import Desk

WEEKS = (4, 8, 13, 26, 53)


class ReportFilter(forms.Form):
    """Asks for one desk of the person's own; without an answer the first, and eight weeks."""

    desk = forms.ChoiceField(label=_("Desk"), required=False)
    weeks = forms.ChoiceField(label=_("Weeks"), required=False, choices=[(str(count), count) for count in WEEKS])

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "filter-%s"
        self.desks = {desk.slug: desk for desk in desks}
        choices = [(desk.slug, desk.name) for desk in desks]
        self.fields["desk"] = forms.ChoiceField(label=_("Desk"), required=False, choices=choices)
        self.fields["weeks"].initial = "8"
        self.data = {"desk": self.data.get("desk") or choices[0][0], "weeks": self.data.get("weeks") or "8"}

    def desk_chosen(self) -> Desk:
        return self.desks[self.cleaned_data["desk"]]

    def weeks_chosen(self) -> int:
        return int(self.cleaned_data["weeks"])
