"""What the calendar knows beside the stories: windows without news, people's filters, and their feeds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.models.desk import Desk


class Blackout(models.Model):
    """A window in which nothing should go on air; `desk=None` is for all desks."""

    desk = models.ForeignKey(
        Desk, models.CASCADE, null=True, blank=True, related_name="blackouts", verbose_name=_("desk")
    )
    name = models.CharField(_("why"), max_length=100)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("blackout")
        verbose_name_plural = _("blackouts")
        indexes = [models.Index(fields=["ends_at"], name="blackouts_by_their_end")]
        constraints = [
            models.CheckConstraint(name="blackout_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """A view of the calendar that a person keeps under a name; `query` is its part of the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="person_has_a_filter_of_a_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """A secret address at which a calendar program reads what its person may read; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    query = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("last read"), null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"
