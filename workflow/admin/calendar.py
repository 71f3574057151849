"""Windows in which nothing should go on air."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from workflow.calendar import spans
from workflow.models import Blackout

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Blackout]
    BlackoutModelForm = forms.ModelForm[Blackout]
else:
    Admin = admin.ModelAdmin
    BlackoutModelForm = forms.ModelForm

LONGEST = timedelta(days=366)


class BlackoutForm(BlackoutModelForm):
    """A window that begins before it ends, and ends within a year."""

    class Meta:
        model = Blackout
        fields = ("desk", "name", "starts_at", "ends_at")
        help_texts = {
            "desk": _("Empty: every desk."),
            "name": _("Everybody who plans reads it, such as “election silence”."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
        if starts_at is None or ends_at is None:
            return given
        if ends_at <= starts_at:
            self.add_error("ends_at", _("It ends before it begins: choose a later end."))
        elif ends_at - starts_at > LONGEST:
            self.add_error("ends_at", _("That is longer than a year: choose an earlier end."))
        elif not spans.is_in_range(starts_at.date()):
            self.add_error("starts_at", _("The calendar does not go so far: choose a nearer year."))
        return given


@admin.register(Blackout)
class BlackoutAdmin(Admin):
    form = BlackoutForm
    list_display = ("name", "desk", "starts_at", "ends_at")
    list_select_related = ("desk",)
    list_filter = ("desk",)
    search_fields = ("name",)
    ordering = ("-starts_at", "pk")
