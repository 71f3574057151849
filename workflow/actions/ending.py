"""How what readers see comes to its end, and begins anew: expiry, kill, reopen."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import editions
from workflow.actions import plans
from workflow.actions.move import attempt, move, record
from workflow.enums import Verb
from workflow.exceptions import AlreadyOnAir, Missing, NotNow
from workflow.models import Event, Story
from workflow.review import waits
from workflow.times.wall_time import Typed


def set_expiry(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    expires_at: datetime | None,
    typed: Mapping[str, Typed] | None = None,
) -> Event:
    """Say when what is on air (or, if nothing is, what is planned) comes off; None takes the end back."""
    with attempt(verb=Verb.SET_EXPIRY, story=story, version=version, by=by, now=now) as found:
        on_air, planned = found.airtime.on_air, found.airtime.planned
        edition = on_air or planned
        if edition is None:
            raise NotNow(_("Nothing is on air or planned that could expire."))
        plans.check_times(edition.goes_live_at, expires_at, now)
        move(found, Verb.SET_EXPIRY)
        successor = planned if edition is on_air else None
        as_typed = plans.as_typed(edition, typed or {}, goes_live_at=edition.goes_live_at, expires_at=expires_at)
        written = editions.set_expiry(edition=edition, successor=successor, expires_at=expires_at, as_typed=as_typed)
        return record(
            found, Verb.SET_EXPIRY, edition=edition, written=written, planned_at=expires_at, as_typed=as_typed
        )


def kill(*, story: Story, version: int, by: User, now: datetime, reason: str, notice: str) -> Event:
    """Withdraw a story that aired: off air at once, and its address answers 410 with the public notice."""
    with attempt(verb=Verb.KILL, story=story, version=version, by=by, now=now) as found:
        if not reason.strip() or not notice.strip():
            raise Missing(_("A kill takes a reason, for the record, and a notice, for readers."))
        planned_id, is_unannounced = found.airtime.planned_id, found.is_unrecorded or None
        move(found, Verb.KILL, held_reason="", missed_at=None)
        written = editions.end_now(airtime=found.airtime, now=now, notice=notice)
        waits.forgive(found)
        plans.hold_mates(found, but_for=(AlreadyOnAir, NotNow))  # a kill waits for nobody
        return record(
            found,
            Verb.KILL,
            written=written,
            taken_back_id=planned_id,
            reason=reason,
            notice=notice,
            is_unannounced=is_unannounced,
        )


def reopen(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Open a killed story again; the withdrawal lasts until the next air."""
    with attempt(verb=Verb.REOPEN, story=story, version=version, by=by, now=now) as found:
        if not reason.strip():
            raise Missing(_("Say why the story is reopened: it stays on the record."))
        move(found, Verb.REOPEN)
        return record(found, Verb.REOPEN, reason=reason)
