"""A team, who plays which role in it, and what it requires before approval."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.enums import Part
from workflow.enums import Role
from workflow.querysets import DeskQuerySet

DeskManager = models.Manager.from_queryset(DeskQuerySet)


class Desk(models.Model):
    """A team that owns stories. `has_four_eyes` may be off only on a desk of one active member."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    has_four_eyes = models.BooleanField(
        _("four eyes"),
        default=True,
        help_text=_("Nobody approves their own copy. Off has an effect only while the desk has one active member."),
    )
    stage_set = models.PositiveIntegerField(_("current stage set"), default=1)
    is_active = models.BooleanField(_("active"), default=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="workflow.Membership", related_name="desks")

    objects = DeskManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person on one desk."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="memberships", verbose_name=_("desk"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["desk", "user", "role"], name="person_has_a_role_on_a_desk_once"),
            models.CheckConstraint(name="membership_has_a_known_role", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.desk} – {self.get_role_display()}"


def all_parts() -> list[str]:
    """Return every part: what a stage covers unless told."""
    return list(Part.values)


class Stage(models.Model):
    """A look that a desk requires. Stages of one `stage_set` belong together; a story keeps the set of its filing.

    Stages of one step run side by side; a step opens when those before it are done. A stage with `flags` or `sections`
    applies only to stories that carry one of the flags, or are in one of the sections. A set never changes: a trigger
    says so, and an edit makes the next one.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="stages", verbose_name=_("desk"))
    stage_set = models.PositiveIntegerField(_("stage set"), default=1)
    step = models.PositiveSmallIntegerField(_("step"), default=1)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("who signs"), max_length=10, choices=Role.choices, default=Role.EDITOR)
    people_needed = models.PositiveSmallIntegerField(
        _("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    parts = models.JSONField(_("parts covered"), default=all_parts)
    flags = models.JSONField(_("only with a flag"), default=list, blank=True)
    section_ids = models.JSONField(_("only in a section"), default=list, blank=True)
    time_limit = models.DurationField(_("time limit"), null=True, blank=True)
    is_required = models.BooleanField(_("required"), default=True)

    class Meta:
        ordering = ["step", "id"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["desk", "stage_set", "name"], name="stage_name_is_unique_in_its_set"),
            models.CheckConstraint(name="stage_needs_somebody", condition=models.Q(people_needed__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def is_same_look(self, other: "Stage") -> bool:
        """Say whether this is the same look in another version of the desk's set: by its name and role."""
        return (self.desk_id, self.name, self.role) == (other.desk_id, other.name, other.role)
