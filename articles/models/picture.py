"""Pictures: a private original, the files made from it, and each use with its own words."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.bands import NUMBERS, Band
from articles.enums import DigitalSourceType, PictureRole
from articles.models.article import Revision
from articles.models.identity import picture_token
from articles.models.taxonomy import Section


def originals() -> Storage:
    """Return the store that no address leads to."""
    return storages["originals"]


def renditions() -> Storage:
    """Return the store that only the picture view and its proxy read."""
    return storages["renditions"]


class Picture(models.Model):
    """A private original with what its file says of it, its rights, and what is known of its pixels.

    Width and height are as seen, upright. The focal point is a share of both, from the top left corner. The licence is
    in force during `[licensed_from, licensed_until)`; an empty list of uses or sections, or no number of stories, sets
    no limit. `rendered_spec` names the table and the words that its files were made by (`imaging.spec`);
    `perceptual_hash` is 64 bits, signed; `credentials` holds what a C2PA manifest says.
    """

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
    headline = models.CharField(_("headline"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    instructions = models.TextField(_("instructions"), blank=True)
    city = models.CharField(_("city"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=200, blank=True)
    licensor = models.CharField(_("licensor"), max_length=500, blank=True)
    web_statement = models.CharField(_("web statement of rights"), max_length=500, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    taken_as_written = models.CharField(_("taken, as the file says"), max_length=40, blank=True)
    digital_source_type = models.CharField(
        _("how it was made"), max_length=40, blank=True, choices=DigitalSourceType.choices
    )
    tags = TaggableManager(blank=True)
    licensed_from = models.DateTimeField(_("licensed from"), null=True, blank=True)
    licensed_until = models.DateTimeField(_("licensed until"), null=True, blank=True)
    allowed_uses = models.JSONField(_("allowed uses"), default=list, blank=True)
    allowed_sections = models.ManyToManyField(Section, related_name="+", verbose_name=_("allowed sections"), blank=True)
    most_stories = models.PositiveIntegerField(_("number of stories that may use it"), null=True, blank=True)
    fallback = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("shown once its licence ended")
    )
    focus_x = models.FloatField(default=0.5)
    focus_y = models.FloatField(default=0.5)
    perceptual_hash = models.BigIntegerField(null=True, editable=False)
    placeholder = models.CharField(max_length=2000, blank=True, editable=False)
    colour_profile = models.CharField(_("colour profile"), max_length=200, blank=True, editable=False)
    credentials = models.JSONField(null=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rendered_at = models.DateTimeField(_("rendered"), null=True)
    failed_reason = models.CharField(_("why it failed"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rendering_since = models.DateTimeField(null=True, editable=False)
    rendered_spec = models.CharField(max_length=32, blank=True, editable=False)
    avif_rendered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(
                fields=["id"],
                name="pictures_yet_to_render",
                condition=models.Q(rendered_at__isnull=True, failed_reason=""),
            ),
            models.Index(fields=["rendered_spec"], name="pictures_by_spec"),
            models.Index(
                fields=["licensed_until"], name="pictures_by_licence", condition=models.Q(licensed_until__isnull=False)
            ),
            *(models.Index(Band("perceptual_hash", number=one), name=f"pictures_by_band_{one}") for one in NUMBERS),
        ]
        constraints = [
            models.CheckConstraint(
                name="picture_is_licensed_for_a_time",
                condition=models.Q(licensed_from__isnull=True)
                | models.Q(licensed_until__isnull=True)
                | models.Q(licensed_from__lt=models.F("licensed_until")),
            ),
            models.CheckConstraint(
                name="picture_has_its_focus_inside",
                condition=models.Q(focus_x__gte=0, focus_x__lte=1, focus_y__gte=0, focus_y__lte=1),
            ),
            models.CheckConstraint(
                name="picture_is_not_its_own_fallback",
                condition=models.Q(fallback__isnull=True) | ~models.Q(fallback=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PictureWords(models.Model):
    """All that is said of a picture, its tags included, folded to be searched: a look through all of them reads little.

    Written by `articles.pictures.searching` beside the words themselves, in their transaction.
    """

    picture = models.OneToOneField(Picture, models.CASCADE, primary_key=True, related_name="words")
    folded = models.TextField()

    class Meta:
        verbose_name = _("words of a picture")
        verbose_name_plural = _("words of pictures")

    def __str__(self) -> str:
        return str(self.picture_id)


class Rendition(models.Model):
    """A file made from a picture; `name` is the last part of its address, such as `640.webp`.

    `shape` is empty for the whole picture; of a crop it names the ratio and the box, as `imaging.crops` writes it.
    """

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=60)
    shape = models.CharField(max_length=40, blank=True)
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


class ReplacedFile(models.Model):
    """A file that no rendition names any more; it stays for those who were sent to it, and goes a while later."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="replaced_files")
    file = models.FileField(storage=renditions, max_length=200)
    replaced_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("replaced file")
        verbose_name_plural = _("replaced files")

    def __str__(self) -> str:
        return str(self.file.name)


class PictureUse(models.Model):
    """A picture in one revision, with the words and the crops that were approved there; immutable as its revision.

    `crop` is `{"focus": [x, y], "16x9": [left, top, width, height]}` in shares of the picture: the focal point, and the
    boxes set by hand; none means the picture's middle.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="picture_uses")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="uses")
    role = models.CharField(max_length=10, choices=PictureRole.choices)
    position = models.PositiveSmallIntegerField(default=0)
    source_name = models.CharField(_("name in the text"), max_length=500, blank=True)
    caption = models.TextField(_("caption"), blank=True)
    alt_text = models.TextField(_("alt text"), blank=True)
    credit_line = models.CharField(_("credit line"), max_length=500, blank=True)
    crop = models.JSONField(null=True)
    # Null, so that adding the column rebuilt no table of immutable rows.
    digital_source_type = models.CharField(
        _("how it was made"), max_length=40, null=True, choices=DigitalSourceType.choices
    )

    class Meta:
        ordering = ["position"]
        verbose_name = _("picture use")
        verbose_name_plural = _("picture uses")
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="revision_has_one_picture_at_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.picture_id}"
