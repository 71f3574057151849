"""What a desk makes of the checks, and its house style."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow.checks import TABLE, Check, style
from workflow.checks.style import BadPattern
from workflow.models import CheckSetting, StyleRule

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[StyleRule]
    LevelTable = admin.TabularInline[CheckSetting, Any]
    LevelModelForm = forms.ModelForm[CheckSetting]
    RuleModelForm = forms.ModelForm[StyleRule]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    Admin = admin.ModelAdmin
    LevelTable = admin.TabularInline
    LevelModelForm = RuleModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet


class LevelForm(LevelModelForm):
    """How much one check counts."""

    check_name = forms.ChoiceField(choices=[(name, row.label) for name, row in TABLE.items()], widget=forms.HiddenInput)

    class Meta:
        model = CheckSetting
        fields = ("check_name", "level")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.check is not None and self.check.is_structural:
            self.fields["level"].disabled = True
            self.initial["level"] = self.check.default

    @property
    def check(self) -> Check | None:
        return TABLE.get(str(self["check_name"].value()))


class LevelFormSet(InlineFormSet):
    """A row for every check: what the desk has set, then the others at their default, of which no row is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        desk = kwargs.get("instance")
        known = set(desk.check_settings.values_list("check_name", flat=True)) if desk and desk.pk else set()
        others = [{"check_name": name, "level": row.default} for name, row in TABLE.items() if name not in known]
        super().__init__(*args, **kwargs, initial=others)
        self.extra = len(others)


class LevelInline(LevelTable):
    model = CheckSetting
    form = LevelForm
    formset = LevelFormSet
    template = "admin/workflow/levels.html"
    can_delete = False
    verbose_name_plural = _("checks before publication")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[CheckSetting]:
        return super().get_queryset(request).filter(check_name__in=TABLE).order_by("pk")


class RuleForm(RuleModelForm):
    """A rule that the engine takes, and that a text can be matched with in good time."""

    class Meta:
        model = StyleRule
        fields = ("desk", "pattern", "suggestion", "reason", "is_case_sensitive", "is_active")
        help_texts = {
            "pattern": _("RE2 syntax, such as \\bweb site\\b for these words; \\b stands for the edge of a word."),
            "suggestion": _("Empty only advises. \\1 stands for what the first group in ( ) caught."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("is_active") and given.get("desk"):
            self._refuse_too_many(given["desk"])
        if "pattern" in given:
            self._compile(given)
        return given

    def _compile(self, given: dict[str, Any]) -> None:
        try:
            expression = style.compiled(given["pattern"], is_case_sensitive=given.get("is_case_sensitive", False))
        except BadPattern as refusal:
            self.add_error("pattern", str(refusal))
            return
        try:
            style.check_suggestion(given.get("suggestion", ""), groups=expression.groups)
        except BadPattern as refusal:
            self.add_error("suggestion", str(refusal))

    def _refuse_too_many(self, desk: Any) -> None:
        if desk.style_rules.filter(is_active=True).exclude(pk=self.instance.pk).count() >= style.MOST_RULES:
            raise ValidationError(
                _("The desk has %(limit)d active rules, and more are not looked for: switch one off first."),
                params={"limit": style.MOST_RULES},
            )


@admin.register(StyleRule)
class StyleRuleAdmin(Admin):
    form = RuleForm
    list_display = ("pattern", "suggestion", "desk", "is_active", "taken", "ignored")
    list_select_related = ("desk",)
    list_filter = ("desk", "is_active")
    search_fields = ("pattern", "suggestion", "reason")
    ordering = ("desk__name", "pattern")
    readonly_fields = ("taken", "ignored")
    fields = (*RuleForm.Meta.fields, "taken", "ignored")
