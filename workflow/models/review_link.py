"""A look at one text for somebody outside: a lawyer, a source."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from workflow.models.story import Story


class ReviewLink(models.Model):
    """For one named person, until it expires or is revoked. Only the SHA-256 of its token is kept.

    `revision=None` means always the newest text. It is dead once the story is on air or killed, and closed while an
    embargo binds the text, unless whoever made it said that this person may read it all the same.
    """

    story = models.ForeignKey(Story, models.PROTECT, related_name="review_links")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("for whom"), max_length=200)
    may_comment = models.BooleanField(_("may comment"), default=True)
    despite_embargo = models.BooleanField(_("reads under an embargo"), default=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("review link")
        verbose_name_plural = _("review links")
        constraints = [
            models.CheckConstraint(name="review_link_expires_later", condition=Q(expires_at__gt=models.F("made_at"))),
        ]

    def __str__(self) -> str:
        return self.name


class ReviewVisit(models.Model):
    """Somebody came by a review link: when, from where, and whether it still let them in."""

    link = models.ForeignKey(ReviewLink, models.PROTECT, related_name="visits")
    at = models.DateTimeField(_("when"))
    address = models.GenericIPAddressField(_("from"), null=True)
    agent = models.CharField(_("with"), max_length=200, blank=True)
    was_let_in = models.BooleanField(_("let in"), default=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.link_id}: {self.at:%Y-%m-%d %H:%M}"
