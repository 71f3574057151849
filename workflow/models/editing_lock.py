"""Who is editing a story just now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.story import Story


class EditingLock(models.Model):
    """A courtesy, not a guard: saving is safe without it. `unsaved` is what its holder's page last sent, unsaved."""

    story = models.OneToOneField(Story, models.CASCADE, related_name="editing_lock")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen"))
    unsaved = models.JSONField(null=True)

    class Meta:
        verbose_name = _("editing lock")
        verbose_name_plural = _("editing locks")

    def __str__(self) -> str:
        return f"{self.story_id}: {self.user_id}"
