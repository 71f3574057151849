"""What somebody wants to see of the calendar: which days in which way, and what of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from articles import site
from workflow.calendar import spans
from workflow.calendar.entries import Asked, Kind
from workflow.calendar.spans import Span, View
from workflow.enums import Status
from workflow.forms.budget import people_on
from workflow.forms.lists import ANY_STATUS, DeskFilter
from workflow.models import Desk
from workflow.people import name_of

BY_DESK, BY_SECTION = "desk", "section"
#: What says where one is, and not what one wants to see.
PLACE = ("view", "on")


def urgencies() -> list[tuple[str, str]]:
    """Offer the highest alone, then as far down as one likes."""
    more = [(str(lowest), _("1 to %(lowest)d") % {"lowest": lowest}) for lowest in range(2, 9)]
    return [("", _("any urgency")), ("1", "1"), *more]


class CalendarFilter(DeskFilter):
    """What can't be read narrows nothing. Without a day it is today."""

    view = forms.ChoiceField(required=False, choices=View.choices, widget=forms.HiddenInput)
    on = forms.DateField(label=lazy("Day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    rows = forms.ChoiceField(
        label=lazy("Rows of the timeline"),
        required=False,
        choices=[(BY_DESK, lazy("desks")), (BY_SECTION, lazy("sections"))],
    )
    section = forms.ChoiceField(label=lazy("Section"), required=False)
    urgency = forms.ChoiceField(label=lazy("Urgency"), required=False)
    status = forms.ChoiceField(label=lazy("Status"), required=False, choices=[ANY_STATUS, *Status.choices])
    kind = forms.ChoiceField(label=lazy("What"), required=False, choices=[("", lazy("everything")), *Kind.choices])
    person = forms.ChoiceField(label=lazy("Whose"), required=False)
    field_order = ("view", "on", "rows", "desk", "section", "urgency", "status", "kind", "person")

    def __init__(self, data: Any, *, desks: Sequence[Desk]) -> None:
        super().__init__(data, desks=desks)
        offered = {
            "section": [("", _("any section")), *((slug, name) for name, slug in site.sections())],
            "urgency": urgencies(),
            "person": [("", _("anybody")), *((str(one.pk), name_of(one)) for one in people_on(list(desks)))],
        }
        for name, choices in offered.items():
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, required=False, choices=choices)

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and not spans.is_in_range(day):
            raise forms.ValidationError(_("The calendar does not go so far: choose a nearer year."))
        return day

    def said(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_valid() else {}

    def span(self, now: datetime) -> Span:
        """Return the days to show."""
        said, zone = self.said(), settings.NEWSROOM_TIME_ZONE
        day = said.get("on") or now.astimezone(zone).date()
        return Span(View(said.get("view") or View.MONTH), day, zone)

    def asked(self) -> Asked:
        """Return what to show of these days."""
        said = self.said()
        return Asked(
            desk_ids=frozenset(desk.pk for desk in self.chosen()),
            section=said.get("section", ""),
            urgency=int(said["urgency"]) if said.get("urgency") else None,
            status=said.get("status", ""),
            kind=said.get("kind", ""),
            person_id=int(said["person"]) if said.get("person") else None,
        )

    @property
    def is_by_section(self) -> bool:
        return bool(self.said().get("rows") == BY_SECTION)

    @property
    def is_used(self) -> bool:
        """Say whether anything was asked for beside days and their look."""
        return any(said for name, said in self.said().items() if name not in {*PLACE, "rows"})

    def in_words(self) -> str:
        """Say what was asked for: “Desk: News, Urgency: 1 to 3”; empty for everything."""
        said = {name: one for name, one in self.said().items() if one and name not in {*PLACE, "rows"}}
        choices = {name: dict(self.fields[name].choices) for name in said}  # type: ignore[attr-defined]
        return ", ".join(f"{self.fields[name].label}: {choices[name].get(one, one)}" for name, one in said.items())

    def query(self, span: Span | None = None) -> str:
        """Write what was asked for as part of an address, of these days in this way if they are given."""
        said = {name: one for name, one in self.said().items() if one and name not in PLACE}
        if span is not None:
            said |= {"view": span.view.value, "on": span.day.isoformat()}
        return urlencode(said)
