"""A licence that ended while readers saw the picture."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Picture
from workflow.models.story import Story


class Lapse(models.Model):
    """That a story on air lost a picture at the end of its licence, told of once; with what stands there since."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="lapses")
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="lapses")
    licensed_until = models.DateTimeField(_("licensed until"))
    noted_at = models.DateTimeField(_("noted"))
    replaced_by = models.ForeignKey(Picture, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("ended licence")
        verbose_name_plural = _("ended licences")
        constraints = [
            models.UniqueConstraint(fields=["story", "picture", "licensed_until"], name="story_loses_a_picture_once"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.picture_id}"
