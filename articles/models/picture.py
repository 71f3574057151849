"""Pictures: a private original, the files made from it, and each use with its own words."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.enums import PictureRole
from articles.models.article import Revision
from articles.models.identity import picture_token


def originals() -> Storage:
    """Return the store that no address leads to."""
    return storages["originals"]


def renditions() -> Storage:
    """Return the store that only the picture view and its proxy read."""
    return storages["renditions"]


class Picture(models.Model):
    """A private original with what its file says of it. Width and height are as seen, upright."""

    token = models.CharField(max_length=64, unique=True, default=picture_token, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    original = models.FileField(storage=originals, max_length=200, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    mime_type = models.CharField(max_length=50, editable=False)
    byte_size = models.PositiveBigIntegerField(editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.TextField(_("caption"), blank=True)
    alt_text = models.TextField(_("alt text"), blank=True)
    credit_line = models.CharField(_("credit line"), max_length=500, blank=True)
    creator = models.CharField(_("creator"), max_length=500, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=500, blank=True)
    usage_terms = models.TextField(_("usage terms"), blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rendered_at = models.DateTimeField(_("rendered"), null=True)
    failed_reason = models.CharField(_("why it failed"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rendering_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(
                fields=["id"],
                name="pictures_yet_to_render",
                condition=models.Q(rendered_at__isnull=True, failed_reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rendition(models.Model):
    """A file made from a picture; `name` is the last part of its address, such as `640.webp`."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=40)
    mime_type = models.CharField(max_length=50)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    byte_size = models.PositiveIntegerField()
    file = models.FileField(storage=renditions, max_length=200)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["picture", "name"], name="picture_has_one_rendition_of_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id}/{self.name}"


class PictureUse(models.Model):
    """A picture in one revision, with the words and the crop that were approved there; immutable as its revision."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="picture_uses")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="uses")
    role = models.CharField(max_length=10, choices=PictureRole.choices)
    position = models.PositiveSmallIntegerField(default=0)
    source_name = models.CharField(_("name in the text"), max_length=500, blank=True)
    caption = models.TextField(_("caption"), blank=True)
    alt_text = models.TextField(_("alt text"), blank=True)
    credit_line = models.CharField(_("credit line"), max_length=500, blank=True)
    crop = models.JSONField(null=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("picture use")
        verbose_name_plural = _("picture uses")
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="revision_has_one_picture_at_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.picture_id}"
