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


class DigitalSourceType(models.TextChoices):
    """How the pixels were made: the last part of an address under cv.iptc.org/newscodes/digitalsourcetype."""

    CAPTURE = "digitalCapture", _("taken with a digital camera")
    COMPUTATIONAL = "computationalCapture", _("put together by the camera from several shots")
    NEGATIVE = "negativeFilm", _("scanned from a negative")
    POSITIVE = "positiveFilm", _("scanned from a slide")
    PRINT = "print", _("scanned from a print")
    HUMAN_EDITS = "humanEdits", _("a photograph edited by a person")
    COMPOSITE = "compositeCapture", _("put together from photographs")
    ENHANCED = "algorithmicallyEnhanced", _("a photograph changed by an algorithm")
    DRAWN = "digitalCreation", _("drawn by a person with a digital tool")
    DATA = "dataDrivenMedia", _("drawn from data")
    SCREEN = "screenCapture", _("a screenshot")
    VIRTUAL = "virtualRecording", _("recorded in a virtual world")
    ALGORITHMIC = "algorithmicMedia", _("made by an algorithm that learnt from no examples")
    AI = "trainedAlgorithmicMedia", _("made with AI")
    AI_COMPOSITE = "compositeWithTrainedAlgorithmicMedia", _("put together with parts made with AI")
    SOFTWARE = "softwareImage", _("made by software, as older files say")
    SYNTHETIC = "compositeSynthetic", _("put together with synthetic parts")


#: What readers are told of as made with AI.
MADE_WITH_AI = frozenset({DigitalSourceType.AI, DigitalSourceType.AI_COMPOSITE, DigitalSourceType.SYNTHETIC})


class PictureUsage(models.TextChoices):
    """What a licence may allow; a picture without a list may be used for all of it."""

    EDITORIAL = "EDITORIAL", _("in stories of the newsroom")
    SPONSORED = "SPONSORED", _("in sponsored stories")
    LEAD = "LEAD", _("as the lead picture")
