"""Who may do what: one table, role by role. No ORM; a caller says what the person is to the story."""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.enums import Role, Status, Verb


class Who(TextChoices):
    """What a person can be to a story on its desk."""

    MEMBER = "MEMBER", _("member")
    AUTHOR = "AUTHOR", _("author")
    EDITOR = "EDITOR", _("editor")
    PUBLISHER = "PUBLISHER", _("publisher")
    PICTURES = "PICTURES", _("picture editor")


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person is to one story: the roles on its desk, and whether it is their own copy."""

    roles: frozenset[str]
    is_own: bool

    @property
    def may_read(self) -> bool:
        return bool(self.roles)

    @property
    def who(self) -> frozenset[Who]:
        """A member with their own copy is its author, whatever their role."""
        return frozenset(
            who
            for who, holds in (
                (Who.MEMBER, bool(self.roles)),
                (Who.AUTHOR, bool(self.roles) and self.is_own),
                (Who.EDITOR, Role.EDITOR in self.roles),
                (Who.PUBLISHER, Role.PUBLISHER in self.roles),
                (Who.PICTURES, Role.PICTURES in self.roles),
            )
            if holds
        )


MEMBER, AUTHOR, EDITOR, PUBLISHER, PICTURES = Who.MEMBER, Who.AUTHOR, Who.EDITOR, Who.PUBLISHER, Who.PICTURES

TABLE: Final[dict[Verb, frozenset[Who]]] = {
    Verb.FILE: frozenset({AUTHOR, EDITOR}),
    Verb.SIGN: frozenset({MEMBER}),
    Verb.APPROVE: frozenset({EDITOR}),
    Verb.OVERRIDE: frozenset({PUBLISHER}),
    Verb.SEND_BACK: frozenset({EDITOR}),
    Verb.SCHEDULE: frozenset({PUBLISHER}),
    Verb.RESCHEDULE: frozenset({PUBLISHER}),
    Verb.UNSCHEDULE: frozenset({PUBLISHER}),
    Verb.HOLD: frozenset(),
    Verb.PUBLISH: frozenset({PUBLISHER}),
    Verb.REVISE: frozenset({AUTHOR, EDITOR}),
    Verb.DROP_UPDATE: frozenset({EDITOR}),
    Verb.SET_EXPIRY: frozenset({PUBLISHER}),
    Verb.SPIKE: frozenset({EDITOR}),
    Verb.RESTORE: frozenset({EDITOR}),
    Verb.KILL: frozenset({PUBLISHER}),
    Verb.REOPEN: frozenset({PUBLISHER}),
    Verb.SET_EMBARGO: frozenset({EDITOR, PUBLISHER}),
    Verb.LIFT_EMBARGO: frozenset({PUBLISHER}),
    Verb.ANNOTATE: frozenset({AUTHOR, EDITOR, PUBLISHER}),
    Verb.BREAK_NEWS: frozenset({PUBLISHER}),
    Verb.HAND_OVER: frozenset({EDITOR}),
    Verb.RESTAGE: frozenset({PUBLISHER}),
    Verb.SHELVE: frozenset({EDITOR, PUBLISHER}),
    Verb.RELEASE: frozenset({EDITOR, PUBLISHER}),
    Verb.DECLARE: frozenset({AUTHOR, EDITOR}),
    Verb.DETACH: frozenset({PUBLISHER}),
    Verb.DECIDE: frozenset({PUBLISHER}),
    Verb.BIND_PICTURE: frozenset({EDITOR, PUBLISHER, PICTURES}),
    Verb.FREE_PICTURE: frozenset({PUBLISHER}),
    Verb.DESCRIBE: frozenset({MEMBER}),
    Verb.SET_RIGHTS: frozenset({EDITOR, PUBLISHER, PICTURES}),
    Verb.COMMENT: frozenset({MEMBER}),
    Verb.RESOLVE: frozenset({MEMBER}),
    Verb.REOPEN_TALK: frozenset({MEMBER}),
    Verb.TAKE_OVER: frozenset({AUTHOR, EDITOR}),
    Verb.SHARE: frozenset({EDITOR, PUBLISHER}),
    Verb.UNSHARE: frozenset({EDITOR, PUBLISHER}),
    Verb.PLAN: frozenset({EDITOR, PUBLISHER}),
    Verb.REPLAN: frozenset({EDITOR, PUBLISHER}),
    Verb.ASSIGN: frozenset({EDITOR, PUBLISHER}),
    Verb.CLAIM: frozenset({MEMBER}),
    Verb.LINK: frozenset({AUTHOR, EDITOR, PUBLISHER}),
    Verb.CANCEL: frozenset({EDITOR, PUBLISHER}),
    Verb.REINSTATE: frozenset({EDITOR, PUBLISHER}),
}

SAVE: Final[dict[Status, frozenset[Who]]] = {
    Status.DRAFT: frozenset({AUTHOR, EDITOR}),
    Status.IN_REVIEW: frozenset({EDITOR}),
}


def allows(verb: Verb, standing: Standing) -> bool:
    """Say whether the table lets this person try the verb; status and record are asked elsewhere."""
    return bool(TABLE[verb] & standing.who)


def who_may(verb: Verb) -> str:
    """Name who may, in the table's order; "" for the system alone."""
    return ", ".join(str(who.label) for who in Who if who in TABLE[verb])


def may_save(status: Status, standing: Standing) -> bool:
    """Say whether this person may change the text in this status."""
    return bool(SAVE.get(status, frozenset()) & standing.who)
