"""Embargoes bind every path to air; setting one past a plan takes the plan back."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from articles import editions
from articles.models import Edition, PictureUse
from workflow import permissions
from workflow.actions import plans
from workflow.actions.move import attempt, move, record
from workflow.enums import Status, Verb
from workflow.exceptions import Missing, NotNow, NotYours
from workflow.models import Embargo, Event, Story
from workflow.situation import Situation
from workflow.times import wall_time
from workflow.times.wall_time import Typed


def set_embargo(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    source: str,
    embargoed_until: datetime | None,
    terms: str = "",
    reason: str = "",
    typed: Mapping[str, Typed] | None = None,
) -> Event:
    """Bind a story that never aired: not before `embargoed_until`, open-ended if None. Replaces the one in force."""
    with attempt(verb=Verb.SET_EMBARGO, story=story, version=version, by=by, now=now) as found:
        check_words(source, embargoed_until, now)
        may_lift = permissions.allows(Verb.LIFT_EMBARGO, found.standing)
        check_no_lift_in_disguise(found.embargo, embargoed_until, reason, may_lift=may_lift)
        planned = found.airtime.planned
        breaks = planned is not None and (embargoed_until is None or planned.goes_live_at < embargoed_until)
        planned_id = found.airtime.planned_id if breaks else None
        move(found, Verb.SET_EMBARGO, to=Status.APPROVED if breaks else None)
        written = editions.take_back(article=found.article, airtime=found.airtime) if breaks else []
        if breaks:
            plans.hold_mates(found)
        _replace(found, by, source=source, embargoed_until=embargoed_until, terms=terms, reason=reason)
        if planned is not None and not breaks:
            carry(planned)
        return record(
            found,
            Verb.SET_EMBARGO,
            written=written,
            taken_back_id=planned_id,
            planned_at=embargoed_until,
            source=source,
            terms=terms,
            reason=reason,
            as_typed=wall_time.kept(typed),
        )


def lift_embargo(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Set the story free, with a reason that stays on the record."""
    with attempt(verb=Verb.LIFT_EMBARGO, story=story, version=version, by=by, now=now) as found:
        if not reason.strip():
            raise Missing(_("Say why the embargo is lifted: it stays on the record."))
        move(found, Verb.LIFT_EMBARGO)
        if not _end_the_one_in_force(found):
            raise NotNow(_("The story is under no embargo."))
        if found.airtime.planned is not None:
            carry(found.airtime.planned)
        return record(found, Verb.LIFT_EMBARGO, reason=reason)


def _replace(found: Situation, by: User, *, embargoed_until: datetime | None, **said: str) -> None:
    _end_the_one_in_force(found)
    Embargo.objects.create(story=found.story, embargoed_until=embargoed_until, set_at=found.now, set_by=by, **said)


def _end_the_one_in_force(found: Situation) -> int:
    return found.story.embargoes.filter(lifted_at=None).update(lifted_at=found.now, lifted_by=found.by)


def carry(plan: Edition) -> None:
    """Let a plan carry the last end of what binds it now, its story or a picture: the database holds it to that."""
    pictures = PictureUse.objects.filter(revision=plan.revision_id).values("picture")
    binding = Embargo.objects.filter(Q(story__article=plan.article_id) | Q(picture__in=pictures), lifted_at=None)
    plan.embargoed_until = binding.aggregate(last=Max("embargoed_until"))["last"]
    plan.save(update_fields=["embargoed_until"])


def check_words(source: str, embargoed_until: datetime | None, now: datetime) -> None:
    """Refuse an embargo of nobody, and one that is over."""
    if not source.strip():
        raise Missing(_("Say whose embargo it is."))
    if embargoed_until is not None and embargoed_until <= now:
        raise Missing(_("That time has passed: an embargo ends in the future."))


def check_no_lift_in_disguise(
    held: Embargo | None, embargoed_until: datetime | None, reason: str, *, may_lift: bool
) -> None:
    """Let only who may lift an embargo replace it by one that ends sooner, and only with a reason.

    What `check_words` let pass ends in the future, so an embargo that is over is never the longer one.
    """
    if held is None or embargoed_until is None:
        return
    if held.embargoed_until is not None and held.embargoed_until <= embargoed_until:
        return
    if not may_lift:
        who = permissions.who_may(Verb.LIFT_EMBARGO)
        raise NotYours(
            _("The embargo of %(source)s is still in force: to end it sooner takes another role on the desk: %(who)s.")
            % {"source": held.source, "who": who}
        )
    if not reason.strip():
        raise Missing(_("Say why the embargo ends sooner: it stays on the record."))
