"""What happened, who did it, when: audit trail and outbox in one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, Picture, Revision
from workflow.enums import ABOUT_THE_HOUSE, ANNOUNCEMENTS, Status, Verb
from workflow.models.assignment import Assignment
from workflow.models.story import Story


class Event(models.Model):
    """Append-only: triggers refuse update and delete.

    `facts` holds what the verb needs: a reason, a note, a public notice. Its key `editions` lists every edition that
    the move wrote, as it stood afterwards, so that the record replays to what the public sees (`verify_audit`).
    An edition that was taken back is gone, so `edition` carries no foreign key in the database. A budget line that has
    no story yet has Events of its own, and so have a picture of the library and the house itself.
    """

    story = models.ForeignKey(Story, models.PROTECT, null=True, related_name="events", db_index=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="events")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("what"), max_length=12, choices=Verb.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    status_before = models.CharField(max_length=10, choices=Status.choices, blank=True)
    status_after = models.CharField(max_length=10, choices=Status.choices, blank=True)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey(Edition, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    planned_at = models.DateTimeField(_("planned"), null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["story", "-id"], name="events_of_a_story"),
            models.Index(fields=["verb", "at"], name="events_by_verb"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(verb__in=ANNOUNCEMENTS), name="edition_is_announced_once"
            ),
            models.CheckConstraint(
                name="event_is_about_something",
                condition=~Q(story=None) | ~Q(assignment=None) | ~Q(picture=None) | Q(verb__in=ABOUT_THE_HOUSE),
            ),
            models.UniqueConstraint(
                fields=["edition", "verb"], condition=Q(verb=Verb.EXPIRE), name="expiry_is_announced_once"
            ),
            models.UniqueConstraint(fields=["edition"], condition=Q(verb=Verb.MISS), name="window_is_missed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_from_outside(self) -> bool:
        """Say whether somebody without an account did it, by a review link."""
        return self.by_id is None and "link" in self.facts
