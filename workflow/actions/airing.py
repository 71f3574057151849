"""What goes on air and when: schedule, publish now, break news, take the plan back. A package has one plan."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from workflow import checking
from workflow.actions import plans
from workflow.actions.move import attempt, move, record
from workflow.actions.plans import Plan
from workflow.enums import Status, Verb
from workflow.exceptions import Missing, NotNow
from workflow.models import Event, Story
from workflow.review import four_eyes, waits
from workflow.situation import Situation
from workflow.times.wall_time import Typed


def schedule(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    goes_live_at: datetime,
    expires_at: datetime | None = None,
    keeps_original_date: bool = False,
    typed: Mapping[str, Typed] | None = None,
) -> Event:
    """Plan the approved text by itself; what is on air stays till then. An archive story may keep its original date."""
    with attempt(verb=Verb.SCHEDULE, story=story, version=version, by=by, now=now) as found:
        return plans.write(found, Verb.SCHEDULE, Plan(goes_live_at, expires_at, keeps_original_date, typed or {}))


def reschedule(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    goes_live_at: datetime,
    expires_at: datetime | None = None,
    typed: Mapping[str, Typed] | None = None,
) -> Event:
    """Move the plan to another time, and with it that of the whole package; the others keep their own expiry."""
    with attempt(verb=Verb.RESCHEDULE, story=story, version=version, by=by, now=now) as found:
        package = found.story.package

        def move_mate(mate: Situation) -> None:
            plan = Plan(goes_live_at, plans.expiry(mate), typed=typed or {})
            plans.write(mate, Verb.RESCHEDULE, plan, package=package)

        plan = Plan(goes_live_at, expires_at, typed=typed or {})
        event = plans.write(found, Verb.RESCHEDULE, plan, package=package)
        plans.with_mates(found, Verb.RESCHEDULE, move_mate)
        return event


def publish(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    expires_at: datetime | None = None,
    keeps_original_date: bool = False,
    typed: Mapping[str, Typed] | None = None,
) -> Event:
    """Put the approved text on air at once, and with it the whole package that it is planned in."""
    with attempt(verb=Verb.PUBLISH, story=story, version=version, by=by, now=now) as found:
        ends = expires_at or plans.expiry(found)
        event = plans.air_now(found, Plan(now, ends, keeps_original_date, typed or {}))
        plans.with_mates(found, Verb.PUBLISH, lambda mate: plans.air_now(mate, Plan(now, plans.expiry(mate))))
        return event


def break_news(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Put a text on air before its review: what is passed over stays owed, and is asked for until it is given."""
    with attempt(verb=Verb.BREAK_NEWS, story=story, version=version, by=by, now=now) as found:
        if not reason.strip():
            raise Missing(_("Say why the review can't come first: it stays on the record."))
        if found.story.shelved_at is not None:
            raise NotNow(_("The story is on the shelf: two people have to release it first."))
        binding = plans.embargoes(found, now)
        if found.status is Status.DRAFT:
            found.story.stage_set = found.story.desk.stage_set
        missing, is_own = found.missing, by.pk in four_eyes.everybody(found.contributors)
        checks = checking.failing_names(found)
        move(found, Verb.BREAK_NEWS, held_reason="", stage_set=found.story.stage_set)
        waits.owe(found, missing)
        written = plans.put_on_air(found, Plan(now), binding, announced_at=now)
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
    """Take the plan back, and with it that of the whole package; the texts stay approved."""
    with attempt(verb=Verb.UNSCHEDULE, story=story, version=version, by=by, now=now) as found:
        event = plans.take_back(found, Verb.UNSCHEDULE)
        plans.with_mates(found, Verb.UNSCHEDULE, lambda mate: plans.take_back(mate, Verb.UNSCHEDULE))
        return event


def hold(*, story: Story, version: int, now: datetime, reason: str) -> Event:
    """Take the plan back because a check failed; the system does it, and the reason shows on the story."""
    if not reason.strip():
        raise Missing(_("Say why the story is held: its desk has to know."))
    with attempt(verb=Verb.HOLD, story=story, version=version, by=None, now=now) as found:
        event = plans.take_back(found, Verb.HOLD, held_reason=reason)
        plans.hold_mates(found)
        return event
