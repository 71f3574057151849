"""One story's plan, written or taken back within a move that is under way, and the one plan of its whole package."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from articles import editions
from articles.keys import Among
from articles.models import Edition
from workflow import checking
from workflow.actions.move import attempt, hold_rows, move, planned_in, record
from workflow.checks import air
from workflow.enums import Status, Verb
from workflow.exceptions import Embargoed, Missing, NotYours, WorkflowError
from workflow.models import Embargo, Event, Package, Story
from workflow.situation import Situation
from workflow.times import wall_time
from workflow.times.wall_time import Typed


@dataclass(frozen=True, slots=True)
class Plan:
    """When a story goes on air and comes off, and what was typed for that; an archive story may keep its date."""

    goes_live_at: datetime
    expires_at: datetime | None = None
    keeps_original_date: bool = False
    typed: Mapping[str, Typed] = field(default_factory=dict)


def write(found: Situation, verb: Verb, plan: Plan, *, package: Package | None = None) -> Event:
    """Plan the approved text, or move the plan there is."""
    if plan.goes_live_at <= found.now:
        raise Missing(_("That time has passed: choose a later one, or publish now."))
    check_times(plan.goes_live_at, plan.expires_at, found.now)
    binding = embargoes(found, plan.goes_live_at)
    checking.refuse(found, at=plan.goes_live_at)
    move(found, verb, held_reason="", package=package)
    checking.refuse_changed_rights(found, at=plan.goes_live_at)
    written = put_on_air(found, plan, binding)
    return record(
        found,
        verb,
        edition=written[-1],
        written=written,
        planned_at=plan.goes_live_at,
        package=package and package.pk,
        as_typed=written[-1].as_typed,
    )


def air_now(found: Situation, plan: Plan) -> Event:
    """Put the approved text on air at this moment; the Event of the move is its announcement."""
    binding = embargoes(found, found.now)
    check_times(found.now, plan.expires_at, found.now)
    checking.refuse(found, at=found.now)
    move(found, Verb.PUBLISH, held_reason="")
    checking.refuse_changed_rights(found, at=found.now)
    written = put_on_air(found, plan, binding, announced_at=found.now)
    return record(
        found,
        Verb.PUBLISH,
        edition=written[-1],
        written=written,
        planned_at=found.now,
        as_typed=written[-1].as_typed,
    )


def take_back(found: Situation, verb: Verb, *, held_reason: str = "") -> Event:
    """Give up the plan; the text stays approved."""
    planned_id = found.airtime.planned_id
    move(found, verb, held_reason=held_reason)
    written = editions.take_back(article=found.article, airtime=found.airtime)
    return record(found, verb, written=written, taken_back_id=planned_id, reason=held_reason)


def with_mates(found: Situation, verb: Verb, do: Callable[[Situation], object]) -> None:
    """Do the same to the other planned stories of its package, with the rights that it takes; a refusal undoes all."""
    for mate in _mates(found):
        with named(mate), attempt(verb=verb, story=mate, version=mate.version, by=found.by, now=found.now) as other:
            do(other)


@contextmanager
def named(story: Story, *, is_known: bool = True) -> Iterator[None]:
    """Say in a refusal which of several stories it is about, unless the person may not know that one."""
    try:
        yield
    except NotYours:
        raise NotYours(_("Not all stories of the package are yours to move: ask their publisher.")) from None
    except WorkflowError as refusal:
        said = _("“%(story)s”: %(why)s") if is_known else _("Of a story of another desk: %(why)s")
        refusal.args = (said % {"story": story.article, "why": refusal},)
        raise


def hold_mates(found: Situation, *, but_for: tuple[type[WorkflowError], ...] = ()) -> None:
    """Hold the other stories of a package of which one has lost its plan; the system does it.

    A story that is refused for one of these reasons airs without it. Nobody reads of a story of another desk.
    """
    for mate in _mates(found):
        reason = _("“%(story)s”, of the same package, was taken out of the plan: they air together or not at all.")
        if mate.desk_id != found.story.desk_id:
            reason = _("A story of another desk, of the same package, was taken out of the plan: they air together.")
        with (
            suppress(*but_for),
            attempt(verb=Verb.HOLD, story=mate, version=mate.version, by=None, now=found.now) as other,
        ):
            take_back(other, Verb.HOLD, held_reason=reason % {"story": found.article})


def lock(keys: Sequence[int]) -> None:
    """Hold stories, and what is planned with them."""
    chosen = Q(Among("pk", keys))
    packages = Story.objects.filter(chosen, package__isnull=False).values_list("package", flat=True)
    hold_rows(planned_in(list(packages)) | chosen)


def expiry(found: Situation) -> datetime | None:
    """Return when the plan there is comes off, as it was asked for."""
    return found.airtime.planned.expires_at if found.airtime.planned else None


def _mates(found: Situation) -> list[Story]:
    """Return the other stories of its package that were planned with it; `attempt` holds their rows."""
    if found.story.package_id is None or found.status_before != Status.SCHEDULED:
        return []
    planned = Story.objects.filter(planned_in([found.story.package_id]))
    return list(planned.exclude(pk=found.story.pk).select_related("article").order_by("pk"))


def put_on_air(
    found: Situation, plan: Plan, binding: list[Embargo], *, announced_at: datetime | None = None
) -> list[Edition]:
    """Write the edition; it carries the end of the embargoes that bind it, which the database holds it to."""
    planned = found.airtime.planned
    first = found.article.original_date if plan.keeps_original_date else None
    if planned and not first and planned.first_published_at < planned.goes_live_at:
        first = planned.first_published_at  # a move keeps the original date that was confirmed
    return editions.put_on_air(
        article=found.article,
        revision=found.head,
        airtime=found.airtime,
        goes_live_at=plan.goes_live_at,
        expires_at=plan.expires_at,
        embargoed_until=max((one.embargoed_until for one in binding if one.embargoed_until), default=None),
        first_published_at=first,
        announced_at=announced_at,
        as_typed=as_typed(planned, plan.typed, goes_live_at=plan.goes_live_at, expires_at=plan.expires_at),
    )


def as_typed(
    before: Edition | None, typed: Mapping[str, Typed], **times: datetime | None
) -> dict[str, list[str]] | None:
    """Return what to keep as typed for the times of an edition; one that nobody moved stays as typed at first."""
    found = {}
    for name, at in times.items():
        was_there = before is not None and at == getattr(before, name)
        first = wall_time.read_kept(before.as_typed, name) if before is not None and was_there else None
        if at is not None and (stays := wall_time.stays(at, typed=typed.get(name), before=first)):
            found[name] = stays
    return wall_time.kept(found)


def check_times(goes_live_at: datetime, expires_at: datetime | None, now: datetime) -> None:
    """Refuse an end that has passed, or that comes before the beginning."""
    if expires_at is None:
        return
    if expires_at <= now:
        raise Missing(_("That expiry has passed: choose a later one."))
    if expires_at <= goes_live_at:
        raise Missing(_("The story would expire before it goes live: choose a later expiry."))


def embargoes(found: Situation, goes_live_at: datetime) -> list[Embargo]:
    """Return the embargoes in force upon a story and the pictures in its text; refuse if one is not over by then.

    One that is set on a picture at this very moment is the database's to see, when the edition is written.
    """
    found_so_far = [found.embargo, *(getattr(use, "in_force", None) for use in checking.uses_of(found))]
    binding = [embargo for embargo in found_so_far if embargo is not None]
    for embargo in binding:
        _check_embargo(embargo, goes_live_at)
    return binding


def _check_embargo(embargo: Embargo, goes_live_at: datetime) -> None:
    until = embargo.embargoed_until
    if until is None or goes_live_at < until:
        picture = embargo.picture.name if embargo.picture else ""
        raise Embargoed(air.embargo_in_words(picture=picture, source=embargo.source, until=until))
