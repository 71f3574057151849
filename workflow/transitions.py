"""The graph of a story's life: one table that can be read aloud. No ORM, no clock, no people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.enums import Status, Verb

DRAFT, IN_REVIEW, APPROVED = Status.DRAFT, Status.IN_REVIEW, Status.APPROVED
SCHEDULED, PUBLISHED, SPIKED, KILLED = Status.SCHEDULED, Status.PUBLISHED, Status.SPIKED, Status.KILLED
ANY = frozenset(Status)
ASIDE = frozenset(
    {Verb.SET_EMBARGO, Verb.DETACH, Verb.HAND_OVER, Verb.RESTAGE, Verb.SHELVE, Verb.DECLARE, Verb.ANNOTATE}
)


class Needs(StrEnum):
    """What a move asks of the public record beside the status."""

    NOTHING = "NOTHING"
    AIRED = "AIRED"
    NEVER_AIRED = "NEVER_AIRED"


class Asks(StrEnum):
    """What the person has to say with the move; the desk's forms have a field for each."""

    NOTE = "note"
    REASON = "reason"
    NOTICE = "notice"
    GOES_LIVE_AT = "goes_live_at"
    EXPIRES_AT = "expires_at"
    VERDICT = "verdict"
    EMBARGO = "embargo"
    URGENCY = "urgency"
    EDNOTE = "ednote"
    FLAGS = "flags"
    SOURCES = "sources"
    AI_USE = "ai_use"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Transition:
    """`to=None` keeps the status. `changes_plan` moves refuse once the planned edition is on air."""

    verb: Verb
    label: str | Promise
    sources: frozenset[Status]
    to: Status | None = None
    needs: Needs = Needs.NOTHING
    changes_plan: bool = False
    asks: tuple[Asks, ...] = ()
    is_grave: bool = False

    @property
    def is_aside(self) -> bool:
        """Say whether the move is beside the way to air: desks show it apart."""
        return self.verb in ASIDE


def _row(verb: Verb, label: str | Promise, sources: set[Status] | frozenset[Status], **more: object) -> Transition:
    return Transition(verb=verb, label=label, sources=frozenset(sources), **more)  # type: ignore[arg-type]


TABLE: Final = {
    row.verb: row
    for row in (
        _row(Verb.FILE, _("File for review"), {DRAFT}, to=IN_REVIEW),
        _row(Verb.SIGN, _("Sign off"), {IN_REVIEW, APPROVED, SCHEDULED, PUBLISHED}, asks=(Asks.VERDICT, Asks.NOTE)),
        _row(Verb.APPROVE, _("Approve"), {IN_REVIEW}, to=APPROVED),
        _row(Verb.OVERRIDE, _("Approve by override"), {IN_REVIEW}, to=APPROVED, asks=(Asks.REASON,), is_grave=True),
        _row(
            Verb.BREAK_NEWS,
            _("Air now, review later"),
            {DRAFT, IN_REVIEW},
            to=PUBLISHED,
            changes_plan=True,
            asks=(Asks.REASON,),
            is_grave=True,
        ),
        _row(
            Verb.SEND_BACK,
            _("Send back"),
            {IN_REVIEW, APPROVED, SCHEDULED},
            to=DRAFT,
            changes_plan=True,
            asks=(Asks.NOTE,),
        ),
        _row(
            Verb.SCHEDULE,
            _("Schedule"),
            {APPROVED},
            to=SCHEDULED,
            changes_plan=True,
            asks=(Asks.GOES_LIVE_AT, Asks.EXPIRES_AT),
        ),
        _row(
            Verb.RESCHEDULE,
            _("Reschedule"),
            {SCHEDULED},
            to=SCHEDULED,
            changes_plan=True,
            asks=(Asks.GOES_LIVE_AT, Asks.EXPIRES_AT),
        ),
        _row(Verb.UNSCHEDULE, _("Unschedule"), {SCHEDULED}, to=APPROVED, changes_plan=True),
        _row(Verb.HOLD, _("Hold"), {SCHEDULED}, to=APPROVED, changes_plan=True, asks=(Asks.REASON,)),
        _row(Verb.PUBLISH, _("Publish now"), {APPROVED, SCHEDULED}, to=PUBLISHED, changes_plan=True),
        _row(Verb.REVISE, _("Revise"), {PUBLISHED}, to=DRAFT),
        _row(Verb.DROP_UPDATE, _("Drop the update"), {DRAFT, IN_REVIEW, APPROVED}, to=PUBLISHED, needs=Needs.AIRED),
        _row(
            Verb.SET_EXPIRY,
            _("Set expiry"),
            {SCHEDULED, PUBLISHED, DRAFT, IN_REVIEW, APPROVED},
            asks=(Asks.EXPIRES_AT,),
        ),
        _row(Verb.SPIKE, _("Spike"), {DRAFT, IN_REVIEW, APPROVED}, to=SPIKED, needs=Needs.NEVER_AIRED),
        _row(Verb.RESTORE, _("Restore"), {SPIKED}),
        _row(
            Verb.KILL,
            _("Kill"),
            ANY - {KILLED, SPIKED},
            to=KILLED,
            needs=Needs.AIRED,
            asks=(Asks.REASON, Asks.NOTICE),
            is_grave=True,
        ),
        _row(Verb.REOPEN, _("Reopen"), {KILLED}, to=DRAFT, asks=(Asks.REASON,)),
        _row(Verb.LIFT_EMBARGO, _("Lift the embargo"), ANY - {SPIKED, KILLED}, asks=(Asks.REASON,), is_grave=True),
        _row(Verb.RELEASE, _("Release from the shelf"), {DRAFT, IN_REVIEW}, asks=(Asks.REASON,)),
        _row(
            Verb.SET_EMBARGO,
            _("Set an embargo"),
            {DRAFT, IN_REVIEW, APPROVED, SCHEDULED},
            needs=Needs.NEVER_AIRED,
            changes_plan=True,
            asks=(Asks.EMBARGO,),
        ),
        _row(Verb.DETACH, _("Take out of its package"), {SCHEDULED}, changes_plan=True),
        _row(Verb.DECIDE, _("Decide on the missed window"), ANY - {SPIKED}, needs=Needs.AIRED, asks=(Asks.REASON,)),
        _row(Verb.HAND_OVER, _("Hand to another desk"), {DRAFT, IN_REVIEW}, asks=(Asks.DESK, Asks.REASON)),
        _row(Verb.RESTAGE, _("Move to the desk’s newest stages"), {IN_REVIEW}, asks=(Asks.REASON,)),
        _row(Verb.SHELVE, _("Put on the shelf"), {DRAFT, IN_REVIEW}, needs=Needs.NEVER_AIRED, asks=(Asks.REASON,)),
        _row(
            Verb.DECLARE,
            _("Flags and declarations"),
            {DRAFT, IN_REVIEW},
            asks=(Asks.FLAGS, Asks.SOURCES, Asks.AI_USE),
        ),
        _row(Verb.ANNOTATE, _("Desk notes"), ANY, asks=(Asks.URGENCY, Asks.EDNOTE)),
    )
}
