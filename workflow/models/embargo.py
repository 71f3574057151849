"""Not before this time, in any version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Picture
from workflow.models.story import Story
from workflow.querysets import EmbargoQuerySet

EmbargoManager = models.Manager.from_queryset(EmbargoQuerySet)


class Embargo(models.Model):
    """Until when (open-ended if empty), whose, on what terms, and why: of a story, or of a picture in every story.

    One binds a story or a picture at a time.
    """

    story = models.ForeignKey(Story, models.PROTECT, null=True, related_name="embargoes")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="embargoes")
    embargoed_until = models.DateTimeField(_("embargoed until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    terms = models.TextField(_("terms"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    set_at = models.DateTimeField(_("set"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EmbargoManager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("embargo")
        verbose_name_plural = _("embargoes")
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=Q(lifted_at=None), name="story_has_one_embargo_in_force"
            ),
            models.UniqueConstraint(
                fields=["picture"], condition=Q(lifted_at=None), name="picture_has_one_embargo_in_force"
            ),
            models.CheckConstraint(
                name="embargo_binds_a_story_or_a_picture",
                condition=Q(story=None, picture__isnull=False) | Q(story__isnull=False, picture=None),
            ),
        ]

    def __str__(self) -> str:
        return self.source
