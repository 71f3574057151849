"""An article's passage through the newsroom."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from workflow.enums import AiUse, Status
from workflow.models.desk import Desk
from workflow.models.package import Package
from workflow.querysets import StoryQuerySet

StoryManager = models.Manager.from_queryset(StoryQuerySet)


class Story(models.Model):
    """One row for each article. `version` rises with every write to the article, its story or its editions.

    On the shelf (`shelved_at`) it can't be approved; `released_by` is the first of the two people who release it.
    `sources` and `ai_use` are the desk's, never public.
    """

    article = models.OneToOneField(Article, models.PROTECT, related_name="story")
    #: Without an index of its own: PostgreSQL took it for cheaper than those that begin with it, and read an archive.
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="stories", verbose_name=_("desk"), db_index=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    stage_set = models.PositiveIntegerField(default=1)
    urgency = models.PositiveSmallIntegerField(
        _("urgency"), default=5, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    flags = models.JSONField(_("flags"), default=list, blank=True)
    ednote = models.TextField(_("ednote"), blank=True)
    sources = models.TextField(_("sources"), blank=True)
    ai_use = models.CharField(_("use of AI"), max_length=10, choices=AiUse.choices, blank=True)
    held_reason = models.TextField(_("why it is held"), blank=True)
    shelved_at = models.DateTimeField(_("on the shelf since"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("released by")
    )
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="stories", verbose_name=_("package")
    )
    missed_at = models.DateTimeField(_("missed"), null=True, blank=True)
    spiked_from = models.CharField(max_length=10, choices=Status.choices, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = StoryManager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["desk", "status", "-changed_at"], name="stories_of_a_desk_by_status"),
            models.Index(fields=["-changed_at"], name="stories_newest_change_first"),
            models.Index(fields=["status", "-changed_at"], name="stories_by_status"),
            models.Index(fields=["missed_at"], condition=Q(missed_at__isnull=False), name="stories_that_were_missed"),
            models.Index(fields=["shelved_at"], condition=Q(shelved_at__isnull=False), name="stories_on_the_shelf"),
        ]
        constraints = [
            models.CheckConstraint(name="story_has_a_known_status", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="urgency_is_from_1_to_9", condition=Q(urgency__gte=1, urgency__lte=9)),
            models.CheckConstraint(
                name="only_a_spiked_story_remembers_where_it_was",
                condition=Q(status=Status.SPIKED) & ~Q(spiked_from="") | ~Q(status=Status.SPIKED) & Q(spiked_from=""),
            ),
            models.CheckConstraint(
                name="shelved_story_is_not_approved",
                condition=Q(shelved_at=None) | Q(status__in=(Status.DRAFT, Status.IN_REVIEW, Status.SPIKED)),
            ),
            models.CheckConstraint(
                name="only_a_shelved_story_is_half_released", condition=Q(released_by=None) | ~Q(shelved_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.article)


class Contribution(models.Model):
    """Whose own copy a story is: kept beside each save, so that "my stories" is one indexed read."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions")

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["story", "user"], name="person_contributes_to_a_story_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.story_id}"
