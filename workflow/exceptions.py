"""Refusals of a move. Each message is one sentence that is fit to show."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.models import Revision
    from workflow.quotes import Quote


class WorkflowError(Exception):
    """Base of every refusal; `str()` of it may be shown to the person who asked."""


class NotYours(WorkflowError):
    """This person may not do this to this story."""


class NotNow(WorkflowError):
    """The story's status, or what is on air, does not allow the move."""


class MovedMeanwhile(WorkflowError):
    """Somebody else changed the story since this person looked at it."""


class AlreadyOnAir(WorkflowError):
    """The planned edition went on air; it can't be taken back or moved any more."""


class Missing(WorkflowError):
    """Something that the move needs was not given, or is not a value that it can take."""


class Embargoed(WorkflowError):
    """An embargo does not allow that time."""


class QuoteIsTwice(WorkflowError):
    """The quoted words stand in the text more than once: `places` are those to choose from, in order."""

    def __init__(self, message: str, *, places: "list[Quote]") -> None:
        super().__init__(message)
        self.places = places


class LinkIsDead(WorkflowError):
    """The review link lets nobody in any more; it is answered like one that never was."""


class InvitationRefused(WorkflowError):
    """This person can't be invited: the address has an account already, or a link would be of no use to them."""


class TextRefused(WorkflowError):
    """The text was not saved as the newest one; `kept` is the side revision that holds it."""

    def __init__(self, message: str, *, kept: "Revision | None") -> None:
        super().__init__(message)
        self.kept = kept


class TextIsFrozen(TextRefused):
    """The story has left the statuses in which this person may change its text."""


class StaleSave(TextRefused):
    """The story changed after this text was opened; `current` is the newest text."""

    def __init__(self, message: str, *, kept: "Revision | None", current: "Revision") -> None:
        super().__init__(message, kept=kept)
        self.current = current
