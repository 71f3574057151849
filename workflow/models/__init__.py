"""The nouns of how and when a story gets published."""

from workflow.models.assignment import Assignment
from workflow.models.bulk import BulkItem, BulkMove
from workflow.models.calendar import Blackout, CalendarFeed, SavedFilter
from workflow.models.check import CheckSetting, StyleIgnore, StyleRule
from workflow.models.conversation import Comment, Mention, Thread
from workflow.models.delivery import Delivery, Dispatch, MailChoice, NotificationRule, Webhook
from workflow.models.desk import Desk, Membership, Stage
from workflow.models.editing_lock import EditingLock
from workflow.models.embargo import Embargo
from workflow.models.event import Event
from workflow.models.imported_file import ImportedFile
from workflow.models.invitation import Invitation
from workflow.models.lapse import Lapse
from workflow.models.package import Package
from workflow.models.preferences import Preferences
from workflow.models.review_link import ReviewLink, ReviewVisit
from workflow.models.sign_off import SignOff
from workflow.models.story import Contribution, Story
from workflow.models.wait import Wait
from workflow.models.watch import Alarm, DryRun, Heartbeat

__all__ = [
    "Alarm",
    "Assignment",
    "Blackout",
    "BulkItem",
    "BulkMove",
    "CalendarFeed",
    "CheckSetting",
    "Comment",
    "Contribution",
    "Delivery",
    "Desk",
    "Dispatch",
    "DryRun",
    "EditingLock",
    "Embargo",
    "Event",
    "Heartbeat",
    "ImportedFile",
    "Invitation",
    "Lapse",
    "MailChoice",
    "Membership",
    "Mention",
    "NotificationRule",
    "Package",
    "Preferences",
    "ReviewLink",
    "ReviewVisit",
    "SavedFilter",
    "SignOff",
    "Stage",
    "Story",
    "StyleIgnore",
    "StyleRule",
    "Thread",
    "Wait",
    "Webhook",
]
