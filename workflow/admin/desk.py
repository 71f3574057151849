"""Desks: who is on them, and what they require before approval."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.enums import Part
from articles.models import Section
from workflow.admin.checks import LevelInline
from workflow.enums import Flag
from workflow.exceptions import WorkflowError
from workflow.models import Desk, Membership, Stage
from workflow.presets import PRESETS
from workflow.review import stage_sets

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Desk]
    StageTable = admin.TabularInline[Stage, Desk]
    MembershipTable = admin.TabularInline[Membership, Any]
    DeskModelForm = forms.ModelForm[Desk]
    StageModelForm = forms.ModelForm[Stage]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    Admin = admin.ModelAdmin
    StageTable = MembershipTable = admin.TabularInline
    DeskModelForm = StageModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet


class MembershipInline(MembershipTable):
    model = Membership
    extra = 1
    autocomplete_fields = ("user",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "desk")


class StageForm(StageModelForm):
    parts = forms.MultipleChoiceField(
        label=_("parts covered"),
        choices=Part.choices,
        initial=Part.values,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A signature goes stale when one of these parts changes."),
    )
    flags = forms.MultipleChoiceField(
        label=_("only with a flag"), choices=Flag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    section_ids = forms.ModelMultipleChoiceField(
        Section.objects.all(), label=_("only in a section"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hours = forms.FloatField(label=_("time limit in hours"), required=False, min_value=0.1, max_value=24 * 365)

    class Meta:
        model = Stage
        fields = ("step", "name", "role", "people_needed", "parts", "flags", "section_ids", "hours", "is_required")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if limit := self.instance.time_limit:
            self.initial["hours"] = limit / timedelta(hours=1)

    def clean_section_ids(self) -> list[int]:
        return [section.pk for section in self.cleaned_data["section_ids"]]

    def clean(self) -> dict[str, Any] | None:
        hours = self.cleaned_data.get("hours")
        self.instance.time_limit = timedelta(hours=hours) if hours else None
        return super().clean()


class StageFormSet(InlineFormSet):
    """The current stages of a desk, each of which somebody on it can sign. Saving a change writes the next set."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        people = self._people_on_the_desk()
        if people is None:
            return
        try:
            stage_sets.check(stages=self.asked(), people=people, is_alone=self._is_alone(people))
        except WorkflowError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def asked(self) -> list[Stage]:
        """Return the stages that the form asks for: a preset's, or what its rows say."""
        if preset := PRESETS.get(self.data.get("preset", "")):
            return stage_sets.of_preset(preset.stages)
        return [form.instance for form in _kept(self)]

    def save(self, commit: bool = True) -> list[Stage]:  # noqa: ARG002 (the admin's own call)
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        if self.has_changed() or self.data.get("preset") in PRESETS:
            stage_sets.write(desk=self.instance, stages=self.asked())
        return []

    def _is_alone(self, people: dict[int, set[str]]) -> bool:
        return len(people) == 1 and not self.data.get("has_four_eyes")

    def _people_on_the_desk(self) -> dict[int, set[str]] | None:
        """Read who is on it from the memberships sent with this form; None if those have errors of their own."""
        memberships = MembershipFormSet(
            self.data, instance=self.instance, prefix=MembershipFormSet.get_default_prefix()
        )
        if not memberships.is_valid():
            return None
        people: dict[int, set[str]] = {}
        for form in _kept(memberships):
            if form.cleaned_data["user"].is_active:
                people.setdefault(form.cleaned_data["user"].pk, set()).add(form.cleaned_data["role"])
        return people


MembershipFormSet = forms.inlineformset_factory(Desk, Membership, formset=InlineFormSet, fields=("user", "role"))


class StageInline(StageTable):
    model = Stage
    form = StageForm
    formset = StageFormSet
    extra = 0
    verbose_name_plural = _("stages (a change makes the desk’s next set; stories in review keep theirs)")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Stage]:
        return super().get_queryset(request).filter(stage_set=models.F("desk__stage_set"))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Let a stage with signatures be left out: nothing is deleted, it is only not in the next set."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.hand_clean_DELETE = lambda _form: None  # type: ignore[attr-defined]
        return formset


class DeskForm(DeskModelForm):
    """A desk; `preset` takes its stages from one of four reviews instead of the rows below."""

    preset = forms.ChoiceField(
        label=_("start from"),
        required=False,
        choices=[("", _("the stages below")), *((key, preset.label) for key, preset in PRESETS.items())],
    )

    class Meta:
        model = Desk
        fields = ("name", "slug", "has_four_eyes", "is_active")


@admin.register(Desk)
class DeskAdmin(Admin):
    form = DeskForm
    list_display = ("name", "slug", "has_four_eyes", "is_active", "stage_set")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "has_four_eyes", "is_active", "preset")
    inlines = (MembershipInline, StageInline, LevelInline)


def _kept(formset: InlineFormSet) -> Iterable[Any]:
    """Return the forms that hold a row and do not ask for its deletion."""
    return [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
