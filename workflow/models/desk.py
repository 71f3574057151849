"""A team, who plays which role in it, and what it requires before approval."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.enums import Part
from workflow.enums import Role


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
    """A look that a desk requires. Stages of one `stage_set` belong together; a story keeps the set of its filing."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="stages", verbose_name=_("desk"))
    stage_set = models.PositiveIntegerField(_("stage set"), default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("who signs"), max_length=10, choices=Role.choices, default=Role.EDITOR)
    parts = models.JSONField(_("parts covered"), default=all_parts)
    is_required = models.BooleanField(_("required"), default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["desk", "stage_set", "name"], name="stage_name_is_unique_in_its_set"),
        ]

    def __str__(self) -> str:
        return self.name
