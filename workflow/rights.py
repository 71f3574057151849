"""The permission tables read role by role: what the published page, the desk's page and the tests all say. No reads."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow import permissions, transitions
from workflow.enums import Role, Status, Verb
from workflow.permissions import Standing


class Answer(TextChoices):
    """Whether somebody may do something to a story."""

    YES = "YES", _("yes")
    OWN = "OWN", _("own copy")
    NO = "NO", _("no")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do, the answer for each role in their order, and what it hangs on beside."""

    label: str
    answers: tuple[Answer, ...]
    beside: str = ""


#: What no table of roles can say, in a few words.
BESIDE: Final[dict[Verb, str | Promise]] = {
    Verb.SIGN: _("at stages of their role, when their turn has come; never on their own copy, nobody at two stages"),
    Verb.APPROVE: _("never their own copy, once every required look is signed"),
    Verb.HOLD: _("the system alone, just before air"),
    Verb.HAND_OVER: _("as an editor or a publisher of the other desk, too"),
    Verb.RELEASE: _("two different people"),
    Verb.DECLARE: _("only editors take a flag off, never off their own copy"),
    Verb.OVERRIDE: _("with a reason on the record; what was passed over stays owed"),
    Verb.BREAK_NEWS: _("with a reason on the record; what was passed over stays owed"),
    Verb.DESCRIBE: _("usage terms that somebody wrote: only who may change the rights"),
    Verb.CLAIM: _("a budget line that is nobody’s"),
    Verb.ASSIGN: _("to another desk as an editor or a publisher of that one, too"),
}

#: What is no move of a story has no button in the table of moves: here it is in the words of one.
DEEDS: Final[dict[Verb, str | Promise]] = {
    Verb.COMMENT: _("Comment"),
    Verb.RESOLVE: _("Resolve a thread"),
    Verb.REOPEN_TALK: _("Open a thread again"),
    Verb.TAKE_OVER: _("Take over the editing"),
    Verb.SHARE: _("Share for outside review"),
    Verb.UNSHARE: _("End an outside review"),
    Verb.DESCRIBE: _("Change the words of a picture"),
    Verb.SET_RIGHTS: _("Change the rights to a picture"),
    Verb.BIND_PICTURE: _("Put a picture under an embargo"),
    Verb.FREE_PICTURE: _("Lift the embargo of a picture"),
    Verb.PLAN: _("Write a budget line"),
    Verb.REPLAN: _("Change a budget line"),
    Verb.ASSIGN: _("Assign a budget line"),
    Verb.CLAIM: _("Claim a budget line"),
    Verb.LINK: _("Link a budget line to its story"),
    Verb.CANCEL: _("Cancel a budget line"),
    Verb.REINSTATE: _("Take up a cancelled budget line"),
}

#: The verbs in groups, as people look for them.
GROUPS: Final[tuple[tuple[str | Promise, tuple[Verb, ...]], ...]] = (
    (_("A story’s way"), tuple(transitions.TABLE)),
    (
        _("Beside it"),
        (Verb.COMMENT, Verb.RESOLVE, Verb.REOPEN_TALK, Verb.TAKE_OVER, Verb.SHARE, Verb.UNSHARE),
    ),
    (_("Pictures"), (Verb.DESCRIBE, Verb.SET_RIGHTS, Verb.BIND_PICTURE, Verb.FREE_PICTURE)),
    (_("The budget"), (Verb.PLAN, Verb.REPLAN, Verb.ASSIGN, Verb.CLAIM, Verb.LINK, Verb.CANCEL, Verb.REINSTATE)),
)


def answer(verb: Verb, roles: Collection[str]) -> Answer:
    """Say what the table lets somebody in these roles try."""
    return _answer(*(permissions.allows(verb, Standing(frozenset(roles), is_own)) for is_own in (False, True)))


def save_answer(status: Status, roles: Collection[str]) -> Answer:
    """Say whether somebody in these roles may change the text in this status."""
    return _answer(*(permissions.may_save(status, Standing(frozenset(roles), is_own)) for is_own in (False, True)))


def groups() -> list[tuple[str, list[Line]]]:
    """Return every verb with its answers by role, in groups."""
    return [(str(title), [_line(verb) for verb in verbs]) for title, verbs in GROUPS]


def saves() -> list[Line]:
    """Return who may change the text, status by status."""
    return [Line(str(status.label), tuple(save_answer(status, (role,)) for role in Role)) for status in Status]


def label(verb: Verb) -> str:
    """Name a verb as its button does."""
    row = transitions.TABLE.get(verb)
    return str(row.label if row else DEEDS[verb])


def _line(verb: Verb) -> Line:
    return Line(label(verb), tuple(answer(verb, (role,)) for role in Role), str(BESIDE.get(verb, "")))


def _answer(for_others: bool, for_own: bool) -> Answer:
    return Answer.YES if for_others else Answer.OWN if for_own else Answer.NO
