"""What a desk makes of the checks before publication, and its own house style."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.enums import CheckLevel
from workflow.models.desk import Desk
from workflow.models.story import Story


class CheckSetting(models.Model):
    """How much one check counts on one desk; without a row the check's own default does."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="check_settings")
    check_name = models.CharField(_("check"), max_length=40)
    level = models.CharField(_("level"), max_length=10, choices=CheckLevel.choices)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(fields=["desk", "check_name"], name="desk_sets_a_check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.get_level_display()}"


class StyleRule(models.Model):
    """One rule of the house: what to look for (RE2 syntax, matched in linear time), what to write instead, and why."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="style_rules")
    pattern = models.CharField(_("pattern"), max_length=200)
    suggestion = models.CharField(_("write instead"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    is_case_sensitive = models.BooleanField(_("case matters"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    ignored = models.PositiveIntegerField(_("ignored"), default=0, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("house-style rule")
        verbose_name_plural = _("house-style rules")
        constraints = [
            models.UniqueConstraint(fields=["desk", "pattern"], name="desk_has_a_style_rule_once"),
        ]

    def __str__(self) -> str:
        return self.pattern


class StyleIgnore(models.Model):
    """Somebody decided that a rule does not hold for these words of this story."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="style_ignores")
    rule = models.ForeignKey(StyleRule, models.CASCADE, related_name="ignores")
    words = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ignored style rule")
        verbose_name_plural = _("ignored style rules")
        constraints = [
            models.UniqueConstraint(fields=["story", "rule", "words"], name="words_are_ignored_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.words}"
