"""The nouns of how and when a story gets published."""

from workflow.models.assignment import Assignment
from workflow.models.check import CheckSetting, StyleIgnore, StyleRule
from workflow.models.conversation import Comment, Mention, Thread
from workflow.models.delivery import Delivery, Dispatch, MailChoice, NotificationRule, Webhook
from workflow.models.desk import Desk, Membership, Stage
from workflow.models.editing_lock import EditingLock
from workflow.models.embargo import Embargo
from workflow.models.event import Event
from workflow.models.imported_file import ImportedFile
from workflow.models.invitation import Invitation
from workflow.models.review_link import ReviewLink, ReviewVisit
from workflow.models.sign_off import SignOff
from workflow.models.story import Contribution, Story
from workflow.models.wait import Wait

__all__ = [
    "Assignment",
    "CheckSetting",
    "Comment",
    "Contribution",
    "Delivery",
    "Desk",
    "Dispatch",
    "EditingLock",
    "Embargo",
    "Event",
    "ImportedFile",
    "Invitation",
    "MailChoice",
    "Membership",
    "Mention",
    "NotificationRule",
    "ReviewLink",
    "ReviewVisit",
    "SignOff",
    "Stage",
    "Story",
    "StyleIgnore",
    "StyleRule",
    "Thread",
    "Wait",
    "Webhook",
]
