"""What is on air, when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import TaggedItemBase

from articles.models.article import Article, Revision
from articles.models.taxonomy import Author, Section
from articles.querysets import EditionQuerySet

EditionManager = models.Manager.from_queryset(EditionQuerySet)


class Edition(models.Model):  # type: ignore[django-manager-missing]
    """A revision on air during `[goes_live_at, ends_at)`.

    `expires_at` is what the publisher asked for; `ends_at` is the earlier of it and the next edition's start. Section,
    authors, tags and `first_published_at` stand here too, so that a public list is one indexed read. Intervals of one
    article never overlap, and a bound that has passed never changes: the database refuses both. `as_typed` keeps the
    wall time and the zone that somebody typed for `goes_live_at` and `expires_at`, as `{name: [wall, zone]}`.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="editions", db_index=False)
    goes_live_at = models.DateTimeField(_("goes live"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    as_typed = models.JSONField(null=True, editable=False)
    embargoed_until = models.DateTimeField(_("embargoed until"), null=True, blank=True)
    first_published_at = models.DateTimeField(_("first published"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="editions", db_index=False)
    authors = models.ManyToManyField(Author, related_name="editions")
    tags = TaggableManager(through="articles.TaggedEdition", blank=True)
    body_html = models.TextField(blank=True)
    withdrawal_notice = models.TextField(_("public notice"), blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True)
    announcement_error = models.CharField(_("why it was not announced"), max_length=500, blank=True)
    retry_announcement_at = models.DateTimeField(null=True)
    expiry_announced_at = models.DateTimeField(_("expiry announced"), null=True)

    objects = EditionManager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        indexes = [
            models.Index(fields=["-first_published_at", "-id"], name="editions_newest_first"),
            models.Index(fields=["section", "-first_published_at", "-id"], name="editions_of_a_section"),
            models.Index(fields=["article", "-goes_live_at"], name="editions_of_an_article"),
            models.Index(fields=["revision"], name="editions_of_a_revision"),
            # A tick reads these two alone: all that it asks for stands in them, in the order in which it claims.
            models.Index(
                fields=["goes_live_at", "id", "retry_announcement_at", "article"],
                name="editions_to_announce",
                condition=Q(announced_at__isnull=True),
            ),
            models.Index(
                fields=["expires_at", "id", "retry_announcement_at", "article"],
                name="expiries_to_announce",
                condition=Q(ends_at=F("expires_at"), expiry_announced_at__isnull=True, announced_at__isnull=False),
            ),
            # By which the pictures of what aired lately are found; a reader's query never asks for this column.
            models.Index(
                fields=["announced_at"], name="editions_announced_lately", condition=Q(announced_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="edition_ends_no_earlier_than_it_goes_live",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("goes_live_at")),
            ),
            models.CheckConstraint(
                name="edition_expires_after_it_goes_live",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("goes_live_at")),
            ),
            models.CheckConstraint(
                name="edition_ends_no_later_than_it_expires",
                condition=Q(expires_at__isnull=True) | Q(ends_at__isnull=False, ends_at__lte=F("expires_at")),
            ),
            models.CheckConstraint(
                name="edition_is_not_before_its_embargo",
                condition=Q(embargoed_until__isnull=True) | Q(goes_live_at__gte=F("embargoed_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.goes_live_at:%Y-%m-%d %H:%M}"


class TaggedEdition(TaggedItemBase):
    """A tag on what the public reads; the working copy has tags of its own."""

    content_object = models.ForeignKey(Edition, models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = _("tagged edition")
        verbose_name_plural = _("tagged editions")
