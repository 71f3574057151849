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
    LEGAL = "LEGAL", _("lawyer")
    PICTURES = "PICTURES", _("picture editor")


class Flag(models.TextChoices):
    """What makes a story need more care; stages and checks may ask for one."""

    LEGAL = "LEGAL", _("legal")
    SENSITIVE = "SENSITIVE", _("sensitive")
    SPONSORED = "SPONSORED", _("sponsored")
    SOURCES = "SOURCES", _("sources to be named")


class AiUse(models.TextChoices):
    """How far a machine wrote or drew what the story shows; empty while nobody has said."""

    NONE = "NONE", _("none")
    ASSISTED = "ASSISTED", _("assisted, checked by people")
    GENERATED = "GENERATED", _("generated, checked by people")


class WaitEnding(models.TextChoices):
    """How a story's wait at a stage ended."""

    SIGNED = "SIGNED", _("signed off")
    CLOSED = "CLOSED", _("left the review")


class CheckLevel(models.TextChoices):
    """What a desk makes of a failing check."""

    REQUIRED = "REQUIRED", _("required")
    ADVISORY = "ADVISORY", _("advisory")
    OFF = "OFF", _("off")


class Resolution(models.TextChoices):
    """How exactly a date is planned."""

    MONTH = "MONTH", _("month")
    WEEK = "WEEK", _("week")
    DAY = "DAY", _("day")
    MINUTE = "MINUTE", _("minute")


class Risk(models.TextChoices):
    """What a budget line has missed, or may miss."""

    LATE = "LATE", _("late")
    AT_RISK = "AT_RISK", _("at risk")


class Channel(models.TextChoices):
    """How somebody hears of an Event."""

    INBOX = "INBOX", _("inbox")
    MAIL = "MAIL", _("mail")
    WEBHOOK = "WEBHOOK", _("webhook")


class Promptness(models.TextChoices):
    """When a person wants mail of a kind of Event."""

    AT_ONCE = "AT_ONCE", _("at once")
    DIGEST = "DIGEST", _("in the digest")
    OFF = "OFF", _("never")


class Audience(models.TextChoices):
    """Who hears of an Event, as a rule says it."""

    AUTHORS = "AUTHORS", _("those whose own copy it is")
    SIGNERS = "SIGNERS", _("those who may sign what it waits for")
    EDITORS = "EDITORS", _("the desk’s editors")
    PUBLISHERS = "PUBLISHERS", _("the desk’s publishers")
    SCHEDULER = "SCHEDULER", _("whoever scheduled it")
    REPORTER = "REPORTER", _("the reporter of the budget line")
    MENTIONED = "MENTIONED", _("those mentioned, and those in the thread")
    ADMINS = "ADMINS", _("the administrators")


class Danger(models.TextChoices):
    """What an alarm is raised for."""

    BEAT_SILENT = "BEAT_SILENT", _("beat is silent")
    QUEUE_SILENT = "QUEUE_SILENT", _("a queue has no worker, or one that is far behind")
    AIR_UNRECORDED = "AIR_UNRECORDED", _("on air, and not announced")
    DELIVERIES_LATE = "DELIVERIES_LATE", _("deliveries are late")
    BROKER_GONE = "BROKER_GONE", _("the broker does not answer")


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
    HAND_OVER = "HAND_OVER", _("handed to another desk")
    RESTAGE = "RESTAGE", _("moved to the newest stages")
    DECLARE = "DECLARE", _("flags and declarations changed")
    BREAK_NEWS = "BREAK_NEWS", _("broken: on air before its review")
    SHELVE = "SHELVE", _("put on the shelf")
    RELEASE = "RELEASE", _("release from the shelf")
    NAG = "NAG", _("waits beyond its limit")
    ESCALATE = "ESCALATE", _("still waits: to the desk’s editors")
    PLAN = "PLAN", _("budget line written")
    REPLAN = "REPLAN", _("budget line changed")
    ASSIGN = "ASSIGN", _("assigned")
    CLAIM = "CLAIM", _("claimed")
    LINK = "LINK", _("budget line linked to its story")
    CANCEL = "CANCEL", _("budget line cancelled")
    REINSTATE = "REINSTATE", _("budget line taken up again")
    COMMENT = "COMMENT", _("comment")
    RESOLVE = "RESOLVE", _("thread resolved")
    REOPEN_TALK = "REOPEN_TALK", _("thread opened again")
    TAKE_OVER = "TAKE_OVER", _("took over the editing")
    SHARE = "SHARE", _("shared for outside review")
    UNSHARE = "UNSHARE", _("outside review ended")
    DETACH = "DETACH", _("taken out of its package")
    WARN = "WARN", _("fails a check shortly before air")
    ORPHAN = "ORPHAN", _("still planned, though its scheduler lost the right")
    MISS = "MISS", _("missed: its time on air was over before anybody was told")
    DECIDE = "DECIDE", _("decided upon after a missed window")
    BIND_PICTURE = "BIND_PICTURE", _("picture put under an embargo")
    FREE_PICTURE = "FREE_PICTURE", _("embargo of a picture lifted")
    DESCRIBE = "DESCRIBE", _("words of a picture changed in the library")
    SET_RIGHTS = "SET_RIGHTS", _("rights of a picture changed")
    LAPSE = "LAPSE", _("a picture’s licence ended while it was on air")
    ALARM = "ALARM", _("alarm")
    ALL_CLEAR = "ALL_CLEAR", _("all clear")


#: The verbs that say "this edition is on air"; the database allows one of them for an edition.
ANNOUNCEMENTS = (Verb.AIR, Verb.PUBLISH, Verb.BREAK_NEWS)

#: The verbs that write a plan, or move the one there is.
PLANNING = (Verb.SCHEDULE, Verb.RESCHEDULE)

#: The verbs that raise no story's version: who did one of them moved nobody's ground.
BESIDE_THE_MOVES = (
    Verb.SET_ASIDE,
    Verb.COMMENT,
    Verb.RESOLVE,
    Verb.REOPEN_TALK,
    Verb.TAKE_OVER,
    Verb.SHARE,
    Verb.UNSHARE,
    Verb.NAG,
    Verb.ESCALATE,
    Verb.PLAN,
    Verb.REPLAN,
    Verb.ASSIGN,
    Verb.CLAIM,
    Verb.LINK,
    Verb.CANCEL,
    Verb.REINSTATE,
    Verb.WARN,
    Verb.ORPHAN,
    Verb.MISS,
    Verb.BIND_PICTURE,
    Verb.FREE_PICTURE,
    Verb.DESCRIBE,
    Verb.SET_RIGHTS,
    Verb.LAPSE,
    Verb.ALARM,
    Verb.ALL_CLEAR,
)

#: The verbs that are about the house, and no story.
ABOUT_THE_HOUSE = (Verb.ALARM, Verb.ALL_CLEAR)
