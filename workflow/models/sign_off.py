"""One person's verdict on the parts that they read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from workflow.enums import Verdict
from workflow.models.desk import Stage
from workflow.models.story import Story


class SignOff(models.Model):
    """Bound to the hashes of the parts that its stage covers: an edit makes stale only what it changed."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="sign_offs")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_offs")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    part_hashes = models.JSONField()
    note = models.TextField(_("note"), blank=True)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        indexes = [models.Index(fields=["story", "stage", "-id"], name="sign_offs_of_a_story")]

    def __str__(self) -> str:
        return f"{self.stage}: {self.get_verdict_display()}"

    def covers(self, part_hashes: dict[str, str]) -> bool:
        """Say whether every part that was read is still as it was."""
        return all(part_hashes.get(part) == seen for part, seen in self.part_hashes.items())
