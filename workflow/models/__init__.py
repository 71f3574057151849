"""The nouns of how and when a story gets published."""

from workflow.models.desk import Desk, Membership, Stage
from workflow.models.embargo import Embargo
from workflow.models.event import Event
from workflow.models.imported_file import ImportedFile
from workflow.models.invitation import Invitation
from workflow.models.sign_off import SignOff
from workflow.models.story import Contribution, Story

__all__ = [
    "Contribution",
    "Desk",
    "Embargo",
    "Event",
    "ImportedFile",
    "Invitation",
    "Membership",
    "SignOff",
    "Stage",
    "Story",
]
