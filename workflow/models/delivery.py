"""The effects of an Event: who hears of it, by what way, and whether they did."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.enums import Audience, Channel, Promptness, Verb
from workflow.models.desk import Desk
from workflow.models.event import Event


class NotificationRule(models.Model):
    """Who hears of which kind of Event; `desk=None` is for all desks."""

    desk = models.ForeignKey(
        Desk, models.CASCADE, null=True, blank=True, related_name="notification_rules", verbose_name=_("desk")
    )
    verb = models.CharField(_("what"), max_length=12, choices=Verb.choices)
    audience = models.CharField(_("who hears of it"), max_length=10, choices=Audience.choices)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["verb", "audience"]
        verbose_name = _("notification rule")
        verbose_name_plural = _("notification rules")
        constraints = [
            models.UniqueConstraint(fields=["desk", "verb", "audience"], name="desk_has_a_notification_rule_once"),
            models.UniqueConstraint(
                fields=["verb", "audience"], condition=Q(desk=None), name="house_has_a_notification_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.get_audience_display()}"


class MailChoice(models.Model):
    """How promptly one person wants mail of one kind of Event; without a row, `deliveries.timetable` says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices")
    verb = models.CharField(_("what"), max_length=12, choices=Verb.choices)
    promptness = models.CharField(_("mail"), max_length=10, choices=Promptness.choices)

    class Meta:
        verbose_name = _("mail choice")
        verbose_name_plural = _("mail choices")
        constraints = [
            models.UniqueConstraint(fields=["user", "verb"], name="person_chooses_mail_of_a_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.verb} {self.promptness}"


class Webhook(models.Model):
    """An address that hears of Events, signed with its secret; `desk=None` is for all desks.

    One that failed rests until then, and after each failure in a row for longer.
    """

    desk = models.ForeignKey(
        Desk, models.CASCADE, null=True, blank=True, related_name="webhooks", verbose_name=_("desk")
    )
    name = models.CharField(_("name"), max_length=100, unique=True)
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=200)
    verbs = models.JSONField(_("what it hears of"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """Says that an Event's deliveries were written, once. An Event that could not be dispatched has its reason here."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="dispatch")
    at = models.DateTimeField(db_index=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")

    def __str__(self) -> str:
        return str(self.event_id)


class Delivery(models.Model):
    """One effect of one Event for one recipient by one channel, tried until done or given up; at most one each.

    `done_at` is when it was sent, or for the inbox when it was put there; `read_at` is the inbox's. A mail in the
    digest waits for it. `due_at=None` means that nothing is to be tried any more.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("by"), max_length=10, choices=Channel.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, models.CASCADE, null=True, related_name="deliveries")
    is_in_digest = models.BooleanField(_("in the digest"), default=False)
    made_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("next attempt"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True)
    read_at = models.DateTimeField(_("read"), null=True)
    failure = models.CharField(_("last failure"), max_length=500, blank=True)

    #: Whoever claimed it remembers when it was due; no column.
    was_due_at: datetime | None = None

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="deliveries_to_try"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False, webhook=None), name="mails_to_try"),
            models.Index(
                fields=["webhook", "due_at"],
                condition=Q(due_at__isnull=False, webhook__isnull=False),
                name="deliveries_to_try_by_webhook",
            ),
            models.Index(fields=["user", "-id"], condition=Q(channel=Channel.INBOX), name="inbox_of_a_person"),
            models.Index(
                fields=["user", "-id"], condition=Q(channel=Channel.INBOX, read_at=None), name="unread_of_a_person"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "user"],
                condition=Q(user__isnull=False),
                name="person_hears_of_an_event_once_by_a_channel",
            ),
            models.UniqueConstraint(
                fields=["event", "webhook"],
                condition=Q(webhook__isnull=False),
                name="webhook_hears_of_an_event_once",
            ),
            models.CheckConstraint(
                name="delivery_goes_to_a_person_or_a_webhook",
                condition=Q(user=None, webhook__isnull=False, channel=Channel.WEBHOOK)
                | Q(user__isnull=False, webhook=None, channel__in=(Channel.INBOX, Channel.MAIL)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.get_channel_display()}"
