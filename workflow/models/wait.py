"""How long a story waits where."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.enums import WaitEnding
from workflow.models.desk import Stage
from workflow.models.story import Story


class Wait(models.Model):
    """One story's wait for one stage: what "waiting for me", stage clocks and reports read.

    Written by `workflow.review.waits` beside every move that opens or closes one, in its transaction. `is_owed` means
    that the story went on without this look, which is still to be given.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="waits")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="waits")
    opened_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True)
    ending = models.CharField(max_length=10, choices=WaitEnding.choices, blank=True)
    is_owed = models.BooleanField(_("owed"), default=False)
    nagged_at = models.DateTimeField(_("reminded"), null=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True)

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        indexes = [
            models.Index(fields=["stage", "opened_at"], condition=Q(ended_at=None), name="open_waits_of_a_stage"),
            models.Index(fields=["stage", "ended_at"], name="waits_by_end"),
            models.Index(fields=["story"], condition=Q(ended_at=None, is_owed=True), name="waits_that_are_owed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "stage"], condition=Q(ended_at=None), name="story_waits_at_a_stage_once"
            ),
            models.CheckConstraint(
                name="ended_wait_says_how",
                condition=Q(ended_at=None, ending="") | ~Q(ended_at=None) & Q(ending__in=WaitEnding.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.opened_at:%Y-%m-%d %H:%M}"

    def is_late(self, now: datetime) -> bool:
        """Say whether it is longer than its stage's limit, whether or not somebody was reminded."""
        limit = self.stage.time_limit
        return limit is not None and now - self.opened_at > limit
