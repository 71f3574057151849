"""What readers see and when: schedule, publish now, hold, expire, kill, reopen."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import editions
from articles.models import Edition
from workflow import checking, four_eyes, waits
from workflow.actions.move import attempt, move, record
from workflow.enums import Status, Verb
from workflow.exceptions import Embargoed, Missing, NotNow
from workflow.models import Event, Story
from workflow.situation import Situation


def schedule(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    goes_live_at: datetime,
    expires_at: datetime | None = None,
    keeps_original_date: bool = False,
) -> Event:
    """Plan the approved text; what is on air stays until then. An archive story may keep its original date."""
    return _plan(Verb.SCHEDULE, story, version, by, now, goes_live_at, expires_at, keeps_original_date)


def reschedule(
    *, story: Story, version: int, by: User, now: datetime, goes_live_at: datetime, expires_at: datetime | None = None
) -> Event:
    """Move the plan to another time."""
    return _plan(Verb.RESCHEDULE, story, version, by, now, goes_live_at, expires_at, keeps_original_date=False)


def publish(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    expires_at: datetime | None = None,
    keeps_original_date: bool = False,
) -> Event:
    """Put the approved text on air at once; the Event is its announcement."""
    with attempt(verb=Verb.PUBLISH, story=story, version=version, by=by, now=now) as found:
        _check_embargo(found, now)
        planned = found.airtime.planned
        expires_at = expires_at or (planned.expires_at if planned else None)
        _check_times(now, expires_at, now)
        checking.refuse(found, at=now)
        move(found, Verb.PUBLISH, held_reason="")
        written = _air_now(found, expires_at, keeps_original_date)
        return record(found, Verb.PUBLISH, edition=written[-1], written=written, planned_at=now)


def break_news(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Put a text on air before its review: what is passed over stays owed, and is asked for until it is given."""
    with attempt(verb=Verb.BREAK_NEWS, story=story, version=version, by=by, now=now) as found:
        if not reason.strip():
            raise Missing(_("Say why the review can't come first: it stays on the record."))
        if found.story.shelved_at is not None:
            raise NotNow(_("The story is on the shelf: two people have to release it first."))
        _check_embargo(found, now)
        if found.status is Status.DRAFT:
            found.story.stage_set = found.story.desk.stage_set
        missing, is_own = found.missing, by.pk in four_eyes.everybody(found.contributors)
        checks = checking.failing_names(found)
        move(found, Verb.BREAK_NEWS, held_reason="", stage_set=found.story.stage_set)
        waits.owe(found, missing)
        written = _air_now(found, expires_at=None, keeps_original_date=False)
        return record(
            found,
            Verb.BREAK_NEWS,
            edition=written[-1],
            written=written,
            planned_at=now,
            reason=reason,
            passed_over=[stage.name for stage in missing],
            checks_passed_over=checks,
            self_approved=is_own or None,
        )


def unschedule(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Take the plan back; the text stays approved."""
    return _take_back(Verb.UNSCHEDULE, story, version, by, now)


def hold(*, story: Story, version: int, now: datetime, reason: str) -> Event:
    """Take the plan back because a check failed; the system does it, and the reason shows on the story."""
    if not reason.strip():
        raise Missing(_("Say why the story is held: its desk has to know."))
    return _take_back(Verb.HOLD, story, version, None, now, held_reason=reason)


def set_expiry(*, story: Story, version: int, by: User, now: datetime, expires_at: datetime | None) -> Event:
    """Say when what is on air (or, if nothing is, what is planned) comes off; None takes the end back."""
    with attempt(verb=Verb.SET_EXPIRY, story=story, version=version, by=by, now=now) as found:
        on_air, planned = found.airtime.on_air, found.airtime.planned
        edition = on_air or planned
        if edition is None:
            raise NotNow(_("Nothing is on air or planned that could expire."))
        _check_times(edition.goes_live_at, expires_at, now)
        move(found, Verb.SET_EXPIRY)
        successor = planned if edition is on_air else None
        written = editions.set_expiry(edition=edition, successor=successor, expires_at=expires_at)
        return record(found, Verb.SET_EXPIRY, edition=edition, written=written, planned_at=expires_at)


def kill(*, story: Story, version: int, by: User, now: datetime, reason: str, notice: str) -> Event:
    """Withdraw a story that aired: off air at once, and its address answers 410 with the public notice."""
    with attempt(verb=Verb.KILL, story=story, version=version, by=by, now=now) as found:
        if not reason.strip() or not notice.strip():
            raise Missing(_("A kill takes a reason, for the record, and a notice, for readers."))
        planned_id, is_unannounced = found.airtime.planned_id, found.is_unrecorded or None
        move(found, Verb.KILL, held_reason="")
        written = editions.end_now(airtime=found.airtime, now=now, notice=notice)
        waits.forgive(found)
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


def _plan(
    verb: Verb,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    goes_live_at: datetime,
    expires_at: datetime | None,
    keeps_original_date: bool,
) -> Event:
    with attempt(verb=verb, story=story, version=version, by=by, now=now) as found:
        if goes_live_at <= now:
            raise Missing(_("That time has passed: choose a later one, or publish now."))
        _check_times(goes_live_at, expires_at, now)
        _check_embargo(found, goes_live_at)
        checking.refuse(found, at=goes_live_at)
        move(found, verb, held_reason="")
        written = _put_on_air(found, goes_live_at, expires_at, keeps_original_date)
        return record(found, verb, edition=written[-1], written=written, planned_at=goes_live_at)


def _air_now(found: Situation, expires_at: datetime | None, keeps_original_date: bool) -> list[Edition]:
    """Put the newest text on air at this moment; the Event of the move is its announcement."""
    return _put_on_air(found, found.now, expires_at, keeps_original_date, announced_at=found.now)


def _put_on_air(
    found: Situation,
    goes_live_at: datetime,
    expires_at: datetime | None,
    keeps_original_date: bool,
    announced_at: datetime | None = None,
) -> list[Edition]:
    embargo = found.embargo
    planned = found.airtime.planned
    first = found.article.original_date if keeps_original_date else None
    if planned and not first and planned.first_published_at < planned.goes_live_at:
        first = planned.first_published_at  # a move keeps the original date that was confirmed
    return editions.put_on_air(
        article=found.article,
        revision=found.head,
        airtime=found.airtime,
        goes_live_at=goes_live_at,
        expires_at=expires_at,
        embargoed_until=embargo.embargoed_until if embargo else None,
        first_published_at=first,
        announced_at=announced_at,
    )


def _take_back(verb: Verb, story: Story, version: int, by: User | None, now: datetime, held_reason: str = "") -> Event:
    with attempt(verb=verb, story=story, version=version, by=by, now=now) as found:
        planned_id = found.airtime.planned_id
        move(found, verb, held_reason=held_reason)
        written = editions.take_back(article=found.article, airtime=found.airtime)
        return record(found, verb, written=written, taken_back_id=planned_id, reason=held_reason)


def _check_times(goes_live_at: datetime, expires_at: datetime | None, now: datetime) -> None:
    if expires_at is None:
        return
    if expires_at <= now:
        raise Missing(_("That expiry has passed: choose a later one."))
    if expires_at <= goes_live_at:
        raise Missing(_("The story would expire before it goes live: choose a later expiry."))


def _check_embargo(found: Situation, goes_live_at: datetime) -> None:
    embargo = found.embargo
    if embargo is None:
        return
    if embargo.embargoed_until is None:
        raise Embargoed(_("The story is under an open-ended embargo of %(source)s.") % {"source": embargo.source})
    if goes_live_at < embargo.embargoed_until:
        until = date_format(timezone.localtime(embargo.embargoed_until), "DATETIME_FORMAT")
        raise Embargoed(
            _("The story is under an embargo of %(source)s until %(until)s: choose that time or a later one.")
            % {"source": embargo.source, "until": until}
        )
