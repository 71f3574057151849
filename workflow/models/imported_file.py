"""Where an imported story came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from workflow.models.desk import Desk
from workflow.models.story import Story


class ImportedFile(models.Model):
    """A post on disk: known by desk and path; the hash only says whether its bytes are unchanged."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    path = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    story = models.ForeignKey(Story, models.PROTECT, related_name="imported_files")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        constraints = [
            models.UniqueConstraint(fields=["desk", "path"], name="file_is_imported_to_a_desk_once"),
        ]

    def __str__(self) -> str:
        return self.path
