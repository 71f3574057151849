"""What somebody sets for themselves."""

from collections.abc import Iterator

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.forms.times import ZoneField, ZoneSelect
from workflow.times import zones


class OwnZoneSelect(ZoneSelect):
    """The newsroom's clock first, then all zones by region."""

    def first(self) -> Iterator[tuple[str, str]]:
        yield "", _("The newsroom’s clock (%(place)s)") % {"place": zones.place(settings.NEWSROOM_TIME_ZONE)}


class SettingsForm(forms.Form):
    """A person's own clock."""

    zone = ZoneField(
        label=lazy("Your time zone"),
        required=False,
        widget=OwnZoneSelect,
        help_text=lazy("What is planned shows by your clock, too, and times that you type are by it at first."),
    )
