"""One move of many stories."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.enums import Verb
from workflow.models.story import Story


class BulkMove(models.Model):
    """A move that somebody asked for upon many stories at once; each is tried by itself, in their name."""

    verb = models.CharField(_("what"), max_length=12, choices=Verb.choices)
    said = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_moves")
    asked_at = models.DateTimeField(_("asked"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("bulk move")
        verbose_name_plural = _("bulk moves")
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at=None, stopped_at=None), name="bulk_moves_to_go_on"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.asked_at:%Y-%m-%d %H:%M}"


class BulkItem(models.Model):
    """One story of a bulk move, as it was seen; done, or refused with the reason."""

    bulk_move = models.ForeignKey(BulkMove, models.CASCADE, related_name="items")
    story = models.ForeignKey(Story, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    done_at = models.DateTimeField(_("done"), null=True)
    refusal = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("story of a bulk move")
        verbose_name_plural = _("stories of a bulk move")
        indexes = [
            models.Index(fields=["bulk_move", "id"], condition=Q(done_at=None), name="bulk_items_to_do"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bulk_move", "story"], name="story_is_in_a_bulk_move_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_move_id}: {self.story_id}"
