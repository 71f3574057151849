"""Stories that go on air together."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Package(models.Model):
    """Stories with one plan: one instant, written in one transaction; what holds one of them holds them all."""

    slugline = models.CharField(_("slugline"), max_length=100)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")

    def __str__(self) -> str:
        return self.slugline
