"""Narrowing the budget: to a span of time, a desk, a person, and what is late or at risk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.budget.lines import AssignmentQuerySet
from workflow.enums import Resolution, Risk
from workflow.forms.budget import people_on
from workflow.models import Desk
from workflow.people import name_of
from workflow.times import wall_time

NOBODY, CANCELLED = "nobody", "CANCELLED"
WHICH = [("", _("all lines")), *Risk.choices, (CANCELLED, _("cancelled"))]


class BudgetFilter(forms.Form):
    """What can't be read narrows nothing. Without a date it is this week; what is late is shown whatever its date."""

    when = forms.CharField(
        label=_("When"),
        required=False,
        max_length=dates.LONGEST,
        help_text=_("2026-12, 2026-W50 or 2026-12-03"),
    )
    desk = forms.ChoiceField(label=_("Desk"), required=False)
    reporter = forms.ChoiceField(label=_("Reporter"), required=False)
    risk = forms.ChoiceField(label=_("Which lines"), required=False, choices=WHICH)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, data: Any, *, desks: Sequence[Desk]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["desk"] = forms.ChoiceField(
            label=_("Desk"), required=False, choices=[("", _("all my desks")), *((one.slug, one.name) for one in desks)]
        )
        people = [(str(person.pk), name_of(person)) for person in people_on(list(desks))]
        self.fields["reporter"] = forms.ChoiceField(
            label=_("Reporter"), required=False, choices=[("", _("anybody")), (NOBODY, _("nobody yet")), *people]
        )

    def clean_when(self) -> Planned | None:
        if not (typed := self.cleaned_data["when"]):
            return None
        try:
            span = dates.parse(typed, zone=settings.NEWSROOM_TIME_ZONE, fold=0)
        except wall_time.WallTimeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if span.resolution is Resolution.MINUTE:
            return dates.holding(span.at, Resolution.DAY, zone=settings.NEWSROOM_TIME_ZONE)
        return span

    def span(self, now: datetime) -> Planned | None:
        """Return the time to show; None for what is late or at risk at any time."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("when") or asked.get("risk") in Risk.values:
            return asked.get("when")
        return dates.holding(now, Resolution.WEEK, zone=settings.NEWSROOM_TIME_ZONE)

    def narrow(self, lines: AssignmentQuerySet, *, user: User, now: datetime) -> AssignmentQuerySet:
        """Keep what was asked for."""
        span = self.span(now)
        lines = lines.within(span) if span else lines
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("risk") == CANCELLED:
            lines = lines.exclude(cancelled_at=None)
        else:
            lines = lines.at(asked["risk"], now) if asked.get("risk") else lines.in_force()
        if asked.get("desk"):
            lines = lines.filter(desk__slug=asked["desk"])
        if asked.get("reporter"):
            lines = lines.filter(reporter=None if asked["reporter"] == NOBODY else int(asked["reporter"]))
        return lines.filter(reporter=user) if asked.get("mine") else lines

    def query(self, *, when: Planned | None = None) -> str:
        """Write what was asked for as part of an address, at another time if one is given."""
        said = {name: self.data.get(name) for name in self.fields} if self.is_valid() else {}
        if when is not None:
            said["when"] = dates.as_typed(when, zone=settings.NEWSROOM_TIME_ZONE)
        return urlencode({name: word for name, word in said.items() if word})
