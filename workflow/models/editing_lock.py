"""Who is editing a story just now."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.story import Story
from workflow.querysets import EditingLockQuerySet

EditingLockManager = models.Manager.from_queryset(EditingLockQuerySet)


class EditingLock(models.Model):
    """One person with a story's page open; the one with `taken_at` holds it, until `lapses_at` or something ends it.

    A courtesy, not a guard: saving is safe without it. `unsaved` is what this person's pages last sent and nobody
    saved; it is theirs alone, and outlives the lock so that a crashed browser loses nothing.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="editing_locks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField(_("since"), null=True)
    lapses_at = models.DateTimeField(_("until, unless heard of"))
    unsaved = models.JSONField(default=list)

    objects = EditingLockManager()

    class Meta:
        verbose_name = _("editing lock")
        verbose_name_plural = _("editing locks")
        constraints = [
            models.UniqueConstraint(fields=["story", "user"], name="person_edits_a_story_once"),
            models.UniqueConstraint(
                fields=["story"], condition=Q(taken_at__isnull=False), name="one_person_holds_a_story"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.user_id}"
