"""A budget line: a planned story in one line, and who delivers it when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.budget.dates import Planned
from workflow.budget.lines import AssignmentQuerySet
from workflow.enums import Resolution
from workflow.models.desk import Desk
from workflow.models.story import Story

AssignmentManager = models.Manager.from_queryset(AssignmentQuerySet)


class Assignment(models.Model):
    """What a desk plans. `planned_at` is as exact as `planned_resolution` says, and is no promise to readers.

    `version` rises with every change, so that of two who claim it one is told. Lengths are in words.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="assignments", verbose_name=_("desk"))
    slugline = models.CharField(_("slugline"), max_length=200)
    brief = models.TextField(_("brief"), blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reporter")
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True)
    planned_resolution = models.CharField(
        _("planned to the"), max_length=6, choices=Resolution.choices, default=Resolution.DAY
    )
    planned_words = models.PositiveIntegerField(_("planned length in words"), null=True, blank=True)
    story = models.OneToOneField(Story, models.PROTECT, null=True, blank=True, related_name="assignment")
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("written"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = AssignmentManager()

    class Meta:
        ordering = ["planned_at", "id"]
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        indexes = [models.Index(fields=["desk", "planned_at"], name="budget_of_a_desk")]
        constraints = [
            models.CheckConstraint(
                name="planned_date_has_a_known_resolution", condition=Q(planned_resolution__in=Resolution.values)
            ),
        ]

    def __str__(self) -> str:
        return self.slugline

    @property
    def planned(self) -> Planned | None:
        """The planned date with its resolution, or None."""
        return Planned(self.planned_at, Resolution(self.planned_resolution)) if self.planned_at else None
