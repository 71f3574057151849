"""Who was asked in, and whether the mail left."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """The newest invitation of a person. Neither sent nor failed means that its mail is still to go."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitation")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_reason = models.CharField(_("why the mail failed"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.invited_at:%Y-%m-%d %H:%M}"
