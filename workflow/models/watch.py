"""What watches the clock: signs of life, alarms, and the looks taken shortly before air."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.enums import Danger
from workflow.models.story import Story


class Heartbeat(models.Model):
    """When a part of the machinery (`beat`, `watch loop`, a worker of a queue) last said that it lives."""

    name = models.CharField(_("part"), max_length=100, unique=True)
    beat_at = models.DateTimeField(_("last sign of life"))
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.name


class Alarm(models.Model):
    """A danger while it lasts; raised once, and told of once, until it is over."""

    danger = models.CharField(_("danger"), max_length=20, choices=Danger.choices)
    raised_at = models.DateTimeField(_("raised"))
    cleared_at = models.DateTimeField(_("over"), null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [
            models.UniqueConstraint(fields=["danger"], condition=Q(cleared_at=None), name="danger_has_one_alarm"),
        ]

    def __str__(self) -> str:
        return self.get_danger_display()


class DryRun(models.Model):
    """The look at a plan so many minutes before its time: every check, once for each time that it was planned for."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="dry_runs")
    goes_live_at = models.DateTimeField(_("goes live"))
    minutes_before = models.PositiveSmallIntegerField(_("minutes before"))
    ran_at = models.DateTimeField(_("ran"))
    failing = models.JSONField(_("what fails"), default=list)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "goes_live_at", "minutes_before"], name="plan_is_run_dry_once_at_each_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} T-{self.minutes_before}"
