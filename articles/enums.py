"""Codes stored by `articles`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What a sign-off can cover; each part of a revision has its own hash."""

    HEADLINE = "HEADLINE", _("headline and dek")
    TEXT = "TEXT", _("text")
    PICTURES = "PICTURES", _("pictures")
    METADATA = "METADATA", _("section, tags and authors")
    CORRECTION = "CORRECTION", _("correction note")


class CorrectionType(models.TextChoices):
    """What a change to a story on air is, as said to the public."""

    NONE = "", _("none")
    CORRECTION = "CORRECTION", _("Correction")
    CLARIFICATION = "CLARIFICATION", _("Clarification")
    UPDATE = "UPDATE", _("Update")


class PictureRole(models.TextChoices):
    """Where a revision uses a picture."""

    LEAD = "LEAD", _("lead picture")
    INLINE = "INLINE", _("in the text")
