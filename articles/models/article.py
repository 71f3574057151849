"""A story's identity, its working copy, and every text it ever had."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.enums import CorrectionType
from articles.models.identity import random_id
from articles.models.taxonomy import Section


class Article(models.Model):
    """What a story is over its whole life; the public never reads it but through an edition on air."""

    public_id = models.CharField(max_length=32, unique=True, default=random_id, editable=False)
    slugline = models.CharField(_("slugline"), max_length=200, blank=True)
    slug = models.SlugField(_("slug"), max_length=200, allow_unicode=True, blank=True)
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="articles")
    head = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    tags = TaggableManager(blank=True)
    original_date = models.DateTimeField(_("original date"), null=True, blank=True)
    path = models.CharField(_("address"), max_length=500, null=True, unique=True)
    first_published_at = models.DateTimeField(_("first published"), null=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                name="published_article_has_an_address",
                condition=Q(first_published_at__isnull=True) | Q(path__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slugline or self.public_id


class Revision(models.Model):
    """An immutable snapshot of all that a reader could see; a trigger refuses update and delete.

    `part_hashes` maps each `Part` to the SHA-256 of what that part shows. A revision that is no ancestor of its
    article's head is a *side revision*: a text that was refused or dropped, and kept.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("saved"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    headline = models.CharField(_("headline"), max_length=500)
    dek = models.TextField(_("dek"), blank=True)
    body = models.TextField(_("text"), blank=True)
    slug = models.SlugField(_("slug"), max_length=200, allow_unicode=True, blank=True)
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    tags = models.JSONField(_("tags"), default=list)
    authors = models.JSONField(_("authors"), default=list)
    correction_type = models.CharField(_("kind of change"), max_length=20, blank=True, choices=CorrectionType.choices)
    correction_note = models.TextField(_("correction note"), blank=True)
    part_hashes = models.JSONField(default=dict)
    source = models.JSONField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [models.Index(fields=["article", "-id"], name="revisions_of_an_article")]

    def __str__(self) -> str:
        return self.headline

    @property
    def byline(self) -> str:
        return ", ".join(author["name"] for author in self.authors)


class OldAddress(models.Model):
    """An address that a story had elsewhere; it leads to the story from its first air on."""

    path = models.CharField(max_length=500, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return self.path
