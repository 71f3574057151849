"""For whom a review link is, which text it shows, and how long."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.drafting import LIMITS
from workflow.review_links import LONGEST

NEWEST, THIS = "newest", "this"


class ShareForm(forms.Form):
    """A review link to be made."""

    name = forms.CharField(
        label=_("For whom"),
        max_length=LIMITS["name"],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    shows = forms.ChoiceField(
        label=_("It shows"),
        choices=[(THIS, _("the text as it is now")), (NEWEST, _("always the newest text"))],
        initial=THIS,
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=LONGEST.days,
        initial=7,
        help_text=_("It ends by itself, and when the story goes on air, to another desk, is spiked or killed."),
    )
    may_comment = forms.BooleanField(label=_("May comment"), required=False, initial=True)
    despite_embargo = forms.BooleanField(
        label=_("May read it under an embargo"),
        required=False,
        help_text=_("They know of it and keep to it. Without this an embargo closes the link until it is over."),
    )

    def arguments(self, now: datetime) -> dict[str, Any]:
        """Return what was said, by the names that the action takes; the text itself is for the view to find."""
        said = self.cleaned_data
        return {
            "name": said["name"],
            "expires_at": now + timedelta(days=said["days"]),
            "may_comment": said["may_comment"],
            "despite_embargo": said["despite_embargo"],
        }

    @property
    def revision_id(self) -> int | None:
        """The text that was chosen; None for always the newest."""
        return None if self.cleaned_data["shows"] == NEWEST else self.cleaned_data["revision"]
