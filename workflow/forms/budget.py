"""Writing a budget line: dates as exact as they are known, and the hidden version of what the person saw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.drafting import LIMITS
from workflow import typed_text
from workflow.actions.planning import MOST_WORDS, Plan
from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.enums import Resolution
from workflow.forms.times import TimedForm, WallTimeField, by_which_clock, which_of_two
from workflow.models import Assignment, Desk
from workflow.people import name_of
from workflow.times import wall_time

NOBODY = _("nobody yet: it can be claimed")


def people_on(desks: QuerySet[Desk] | list[Desk]) -> QuerySet[User]:
    """Return the active members of any of these desks, by name."""
    members = User.objects.filter(memberships__desk__in=desks, is_active=True).distinct()
    return members.order_by("first_name", "last_name", "email")


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a form's field choose among these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = rows


class PlannedField(WallTimeField):
    """A date as exact as somebody knows it: a minute by the clock of the form, anything longer by the newsroom's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=dates.LONGEST, widget=forms.TextInput, **kwargs)

    def needs_zone(self, text: str) -> bool:
        return bool(wall_time.WRITTEN.fullmatch(text.strip()))

    @staticmethod
    def read(text: str, *, zone: ZoneInfo, fold: int | None = None) -> Planned:
        planned = dates.parse(text, zone=zone, fold=fold)
        if planned.resolution is Resolution.MINUTE:
            return planned
        return dates.parse(text, zone=settings.NEWSROOM_TIME_ZONE)

    @staticmethod
    def write(planned: Planned, *, zone: ZoneInfo) -> str:
        is_exact = planned.resolution is Resolution.MINUTE
        return dates.as_typed(planned, zone=zone if is_exact else settings.NEWSROOM_TIME_ZONE)

    @staticmethod
    def instant(planned: Planned) -> datetime | None:
        return planned.at if planned.resolution is Resolution.MINUTE else None


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choose a person by the name that others read."""

    def label_from_instance(self, person: Any) -> str:
        return name_of(person)


class PlanForm(TimedForm):
    """What a line says of its story."""

    slugline = forms.CharField(
        label=_("Slugline"), max_length=LIMITS["slugline"], widget=forms.TextInput(attrs={"dir": "auto"})
    )
    brief = forms.CharField(
        label=_("Brief"),
        max_length=LIMITS["ednote"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("What the story is about, whom to ask. Only the desk reads it."),
    )
    due_at = WallTimeField(
        label=_("Due"),
        required=False,
        help_text=_("When it has to be filed."),
    )
    due_at_fold = which_of_two()
    planned = PlannedField(
        label=_("Planned for"),
        required=False,
        help_text=_("As exactly as you know it: 2026-12, 2026-W50, 2026-12-03 or 2026-12-03 18:00."),
    )
    planned_fold = which_of_two()
    zone = by_which_clock()
    planned_words = forms.IntegerField(
        label=_("Planned length, in words"), min_value=1, max_value=MOST_WORDS, required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, line: Assignment | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        if line is not None:
            self.initial.update(_words_of(line))
            self.hold({"due_at": line.due_at, "planned": line.planned})

    def plan(self) -> Plan:
        """Return what was typed, once it is valid."""
        said = self.cleaned_data
        return Plan(
            slugline=typed_text.NEWLINE.sub(" ", said["slugline"]),
            brief=typed_text.NEWLINE.sub("\n", said["brief"]),
            due_at=said["due_at"] or None,
            planned=said["planned"] or None,
            planned_words=said["planned_words"],
        )


class NewLineForm(PlanForm):
    """A new line: whose desk, and who delivers it if that is known."""

    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none())
    reporter = PersonField(label=_("Reporter"), queryset=User.objects.none(), required=False, empty_label=NOBODY)
    field_order = ("desk", "slugline", "brief", "reporter", "planned", "planned_fold", "due_at", "due_at_fold", "zone")

    def __init__(self, data: Mapping[str, Any] | None = None, *, desks: QuerySet[Desk]) -> None:
        super().__init__(data, auto_id="line-%s")
        offer(self, "desk", desks)
        offer(self, "reporter", people_on(desks))
        if desks.count() == 1:
            self.initial["desk"] = desks.first()


def _words_of(line: Assignment) -> dict[str, Any]:
    return {"slugline": line.slugline, "brief": line.brief, "planned_words": line.planned_words}
