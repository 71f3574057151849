"""Writing a budget line: dates as exact as they are known, and the hidden version of what the person saw."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.drafting import LIMITS
from workflow import typed_text, wall_time
from workflow.actions.planning import MOST_WORDS, Plan
from workflow.budget import dates
from workflow.forms.moves import FOLDS, WallTimeField
from workflow.models import Assignment, Desk
from workflow.people import name_of

NOBODY = _("nobody yet: it can be claimed")
#: How each date is read: by its text, the newsroom's zone, and which of two is meant where the clocks go back.
READERS: dict[str, Callable[..., Any]] = {"due_at": wall_time.parse, "planned": dates.parse}


def people_on(desks: QuerySet[Desk] | list[Desk]) -> QuerySet[User]:
    """Return the active members of any of these desks, by name."""
    members = User.objects.filter(memberships__desk__in=desks, is_active=True).distinct()
    return members.order_by("first_name", "last_name", "email")


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a form's field choose among these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = rows


def _which() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Which of the two"), required=False, choices=FOLDS, widget=forms.HiddenInput)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choose a person by the name that others read."""

    def label_from_instance(self, person: Any) -> str:
        return name_of(person)


class PlanForm(forms.Form):
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
        help_text=format_lazy(_("When it has to be filed, by the newsroom’s clock, {zone}."), zone=settings.TIME_ZONE),
    )
    due_at_fold = _which()
    planned = forms.CharField(
        label=_("Planned for"),
        max_length=dates.LONGEST,
        required=False,
        help_text=_("As exactly as you know it: 2026-12, 2026-W50, 2026-12-03 or 2026-12-03 18:00."),
    )
    planned_fold = _which()
    planned_words = forms.IntegerField(
        label=_("Planned length, in words"), min_value=1, max_value=MOST_WORDS, required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, line: Assignment | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        if line is not None:
            self.initial.update(_as_typed(line))

    def clean(self) -> dict[str, Any]:
        for name, read in READERS.items():
            if self.cleaned_data.get(name):
                self.cleaned_data[name] = self._read(name, read)
        return self.cleaned_data

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

    def _read(self, name: str, read: Callable[..., Any]) -> Any:
        fold = self.cleaned_data.get(f"{name}_fold")
        try:
            return read(self.cleaned_data[name], zone=settings.NEWSROOM_TIME_ZONE, fold=int(fold) if fold else None)
        except wall_time.IsTwice as twice:
            choices: list[tuple[str, datetime]] = [("0", twice.earlier), ("1", twice.later)]
            shown = [(code, at.strftime(wall_time.SHOWN)) for code, at in choices]
            self.fields[f"{name}_fold"].widget = forms.RadioSelect(choices=shown)
            self.add_error(name, str(twice))
        except wall_time.WallTimeRefused as refusal:
            self.add_error(name, str(refusal))
        return None


class NewLineForm(PlanForm):
    """A new line: whose desk, and who delivers it if that is known."""

    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none())
    reporter = PersonField(label=_("Reporter"), queryset=User.objects.none(), required=False, empty_label=NOBODY)
    field_order = ("desk", "slugline", "brief", "reporter", "planned", "planned_fold", "due_at", "due_at_fold")

    def __init__(self, data: Mapping[str, Any] | None = None, *, desks: QuerySet[Desk]) -> None:
        super().__init__(data, auto_id="line-%s")
        offer(self, "desk", desks)
        offer(self, "reporter", people_on(desks))
        if desks.count() == 1:
            self.initial["desk"] = desks.first()


def _as_typed(line: Assignment) -> dict[str, Any]:
    zone = settings.NEWSROOM_TIME_ZONE
    return {
        "slugline": line.slugline,
        "brief": line.brief,
        "due_at": wall_time.as_typed(line.due_at, zone=zone) if line.due_at else "",
        "due_at_fold": line.due_at.astimezone(zone).fold if line.due_at else "",
        "planned": dates.as_typed(line.planned, zone=zone) if line.planned else "",
        "planned_fold": line.planned.at.astimezone(zone).fold if line.planned else "",
        "planned_words": line.planned_words,
    }
