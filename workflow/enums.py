"""Codes stored by `workflow`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where the newest text stands; what the public sees is said by editions alone."""

    DRAFT = "DRAFT", _("draft")
    IN_REVIEW = "IN_REVIEW", _("in review")
    APPROVED = "APPROVED", _("approved")
    SCHEDULED = "SCHEDULED", _("scheduled")
    PUBLISHED = "PUBLISHED", _("published")
    SPIKED = "SPIKED", _("spiked")
    KILLED = "KILLED", _("killed")


class Role(models.TextChoices):
    """What somebody does on a desk; one person may have several."""

    REPORTER = "REPORTER", _("reporter")
    EDITOR = "EDITOR", _("editor")
    PUBLISHER = "PUBLISHER", _("publisher")


class Verdict(models.TextChoices):
    """What a signer says of the parts that they read."""

    APPROVE = "APPROVE", _("signed off")
    REQUEST_CHANGES = "REQUEST_CHANGES", _("changes requested")
    COMMENT = "COMMENT", _("comment")


class Verb(models.TextChoices):
    """Everything that can happen to a story; an Event has exactly one."""

    CREATE = "CREATE", _("created")
    IMPORT = "IMPORT", _("imported")
    SAVE = "SAVE", _("saved")
    SET_ASIDE = "SET_ASIDE", _("text set aside")
    FILE = "FILE", _("filed")
    SIGN = "SIGN", _("signed off")
    APPROVE = "APPROVE", _("approved")
    OVERRIDE = "OVERRIDE", _("approved by override")
    SEND_BACK = "SEND_BACK", _("sent back")
    SCHEDULE = "SCHEDULE", _("scheduled")
    RESCHEDULE = "RESCHEDULE", _("rescheduled")
    UNSCHEDULE = "UNSCHEDULE", _("unscheduled")
    HOLD = "HOLD", _("held")
    PUBLISH = "PUBLISH", _("published now")
    AIR = "AIR", _("went on air")
    REVISE = "REVISE", _("opened for revision")
    DROP_UPDATE = "DROP_UPDATE", _("update dropped")
    SET_EXPIRY = "SET_EXPIRY", _("expiry set")
    EXPIRE = "EXPIRE", _("expired")
    SPIKE = "SPIKE", _("spiked")
    RESTORE = "RESTORE", _("restored")
    KILL = "KILL", _("killed")
    REOPEN = "REOPEN", _("reopened")
    SET_EMBARGO = "SET_EMBARGO", _("embargo set")
    LIFT_EMBARGO = "LIFT_EMBARGO", _("embargo lifted")
    ANNOTATE = "ANNOTATE", _("desk notes changed")


#: The verbs that say "this edition is on air"; the database allows one of them for an edition.
ANNOUNCEMENTS = (Verb.AIR, Verb.PUBLISH)
