"""What a person may do with a budget line now: one table for the actions that refuse and the page that offers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow import permissions
from workflow.enums import Verb
from workflow.exceptions import NotNow, NotYours, WorkflowError
from workflow.models import Assignment
from workflow.people import name_of, roles_on
from workflow.permissions import Standing


@dataclass(slots=True)
class FoundLine:
    """A budget line as one person finds it at one instant."""

    line: Assignment
    standing: Standing
    by: User
    now: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do with a line: the verb that it is on record as, and what it needs beside the permission."""

    name: str
    label: str | Promise
    verb: Verb
    refusal: Callable[[FoundLine], WorkflowError | None] = lambda _found: None
    is_grave: bool = False
    is_for_cancelled: bool = False


def look(*, line_id: int, by: User, now: datetime) -> FoundLine:
    """Read the line as it is now, and what this person is to it; two queries."""
    line = Assignment.objects.select_related("desk", "reporter", "story__article", "made_by").get(pk=line_id)
    roles = roles_on(line.desk_id, user_id=by.pk)
    return FoundLine(line, Standing(roles, is_own=bool(roles) and line.reporter_id == by.pk), by, now)


def refusal(deed: Deed, found: FoundLine) -> WorkflowError | None:
    """Say why this person can't do it now, or None."""
    if not found.standing.may_read:
        return NotYours(_("You are not on the desk of this budget line."))
    if not permissions.allows(deed.verb, found.standing):
        who = permissions.who_may(deed.verb)
        return NotYours(_("This takes another role on the desk: %(who)s.") % {"who": who})
    is_cancelled = found.line.cancelled_at is not None
    if is_cancelled != deed.is_for_cancelled:
        return NotNow(_("The budget line was cancelled.") if is_cancelled else _("The budget line stands already."))
    return deed.refusal(found)


def available(found: FoundLine) -> list[Deed]:
    """List what is open to this person, in the table's order."""
    return [deed for deed in DEEDS.values() if refusal(deed, found) is None]


def _is_taken(found: FoundLine) -> WorkflowError | None:
    reporter = found.line.reporter
    if reporter is None:
        return None
    return NotNow(_("%(who)s has this line already: ask them, or an editor.") % {"who": name_of(reporter)})


def _is_not_own(found: FoundLine) -> WorkflowError | None:
    return None if found.standing.is_own else NotYours(_("You can give back only a line that is yours."))


def _has_story(found: FoundLine) -> WorkflowError | None:
    return NotNow(_("The line has its story already.")) if found.line.story_id else None


def _cannot_start(found: FoundLine) -> WorkflowError | None:
    if found.line.reporter_id is None:
        return NotNow(_("Nobody has this line yet: claim it, or assign it, and start then."))
    return _has_story(found)


def _has_no_story(found: FoundLine) -> WorkflowError | None:
    return None if found.line.story_id else NotNow(_("The line has no story."))


DEEDS: Final = {
    deed.name: deed
    for deed in (
        Deed("claim", lazy("Claim it"), Verb.CLAIM, _is_taken),
        Deed("start", lazy("Start the story"), Verb.LINK, _cannot_start),
        Deed("link", lazy("Link it to a story"), Verb.LINK, _has_story),
        Deed("assign", lazy("Assign"), Verb.ASSIGN),
        Deed("replan", lazy("Change the plan"), Verb.REPLAN),
        Deed("pass_on", lazy("Give to another desk"), Verb.ASSIGN),
        Deed("give_back", lazy("Give it back"), Verb.CLAIM, _is_not_own),
        Deed("unlink", lazy("Take it off its story"), Verb.REPLAN, _has_no_story, is_grave=True),
        Deed("cancel", lazy("Cancel the line"), Verb.CANCEL, is_grave=True),
        Deed("reinstate", lazy("Take it up again"), Verb.REINSTATE, is_for_cancelled=True),
    )
}
