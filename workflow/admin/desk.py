"""Desks: who is on them, and what they require before approval."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.enums import Part
from workflow.enums import Role
from workflow.models import Desk, Membership, Stage

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Desk]
    StageTable = admin.TabularInline[Stage, Desk]
    MembershipTable = admin.TabularInline[Membership, Any]
    StageModelForm = forms.ModelForm[Stage]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    Admin = admin.ModelAdmin
    StageTable = MembershipTable = admin.TabularInline
    StageModelForm = forms.ModelForm
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

    class Meta:
        model = Stage
        fields = ("step", "name", "role", "people_needed", "parts", "is_required")


class StageFormSet(InlineFormSet):
    """The current stages of a desk, each of which somebody on it can sign."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form.cleaned_data for form in _kept(self)]
        self._refuse_twins([stage["name"].casefold() for stage in kept])
        roles = self._roles_on_the_desk()
        for stage in kept:
            if roles is not None and stage["is_required"] and stage["role"] not in roles:
                raise ValidationError(_nobody_signs(stage=stage["name"], role=Role(stage["role"])))

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.stage_set = self.instance.stage_set
        return super().save_new(form, commit=commit)

    def _refuse_twins(self, names: list[str]) -> None:
        if len(set(names)) < len(names):
            raise ValidationError(_("Two stages have the same name. Give each a name of its own."))

    def _roles_on_the_desk(self) -> set[str] | None:
        """Read the roles from the memberships sent with this form; None if those have errors of their own to show."""
        memberships = MembershipFormSet(
            self.data, instance=self.instance, prefix=MembershipFormSet.get_default_prefix()
        )
        if not memberships.is_valid():
            return None
        return {form.cleaned_data["role"] for form in _kept(memberships) if form.cleaned_data["user"].is_active}


MembershipFormSet = forms.inlineformset_factory(Desk, Membership, formset=InlineFormSet, fields=("user", "role"))


class StageInline(StageTable):
    model = Stage
    form = StageForm
    formset = StageFormSet
    extra = 0

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Stage]:
        return super().get_queryset(request).filter(stage_set=models.F("desk__stage_set"))


@admin.register(Desk)
class DeskAdmin(Admin):
    list_display = ("name", "slug", "has_four_eyes", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "has_four_eyes", "is_active")
    inlines = (MembershipInline, StageInline)


def _kept(formset: InlineFormSet) -> Iterable[Any]:
    """Return the forms that hold a row and do not ask for its deletion."""
    return [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def _nobody_signs(*, stage: str, role: Role) -> str:
    return _(
        "Nobody on this desk can sign “%(stage)s”: give an active member the role of %(role)s, or choose another."
    ) % {
        "stage": stage,
        "role": role.label,
    }
