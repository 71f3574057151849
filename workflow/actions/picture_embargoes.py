"""An embargo on a picture binds every story that shows it."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Edition, Picture
from articles.querysets import EditionQuerySet, on_air
from workflow import permissions
from workflow.actions import embargoes, library, plans
from workflow.actions.move import attempt
from workflow.enums import Status, Verb
from workflow.exceptions import Missing, NotNow
from workflow.models import Embargo, Event, Story
from workflow.times import wall_time
from workflow.times.wall_time import Typed


def bind_picture(
    *,
    picture: Picture,
    by: User,
    now: datetime,
    source: str,
    embargoed_until: datetime | None,
    terms: str = "",
    reason: str = "",
    typed: Mapping[str, Typed] | None = None,
) -> Event:
    """Let no story show the picture before `embargoed_until`, open-ended if None. Replaces the embargo in force.

    Plans that come too early are held in the same transaction. A picture on air can't be bound: readers have seen it.
    """
    with transaction.atomic():
        standing = library.check_permission(Verb.BIND_PICTURE, by)
        embargoes.check_words(source, embargoed_until, now)
        held = _lock(picture)
        embargoes.check_no_lift_in_disguise(
            held, embargoed_until, reason, may_lift=permissions.allows(Verb.FREE_PICTURE, standing)
        )
        _check_not_on_air(picture, now)
        _hold_what_is_too_early(picture, embargoed_until, source, by, now)
        _end(picture, by, now)
        said = {"source": source, "terms": terms, "reason": reason}
        Embargo.objects.create(picture=picture, embargoed_until=embargoed_until, set_at=now, set_by=by, **said)
        _carry(picture, now)
        kept = wall_time.kept(typed)
        return library.record(Verb.BIND_PICTURE, picture, by, now, planned_at=embargoed_until, as_typed=kept, **said)


def free_picture(*, picture: Picture, by: User, now: datetime, reason: str) -> Event:
    """Set the picture free, with a reason that stays on the record."""
    with transaction.atomic():
        library.check_permission(Verb.FREE_PICTURE, by)
        if not reason.strip():
            raise Missing(_("Say why the embargo is lifted: it stays on the record."))
        _lock(picture)
        if not _end(picture, by, now):
            raise NotNow(_("The picture is under no embargo."))
        _carry(picture, now)
        return library.record(Verb.FREE_PICTURE, picture, by, now, reason=reason)


def _lock(picture: Picture) -> Embargo | None:
    """Hold the stories that show the picture, and their packages, then its row, as a plan does; return its embargo.

    The database holds the row of each picture in an edition that is written, and asks for its embargo then.
    """
    plans.lock(list(Story.objects.filter(article__head__picture_uses__picture=picture).values_list("pk", flat=True)))
    Picture.objects.select_for_update().filter(pk=picture.pk).values_list("pk").first()
    return Embargo.objects.filter(picture=picture, lifted_at=None).first()


def _check_not_on_air(picture: Picture, now: datetime) -> None:
    """Refuse what readers see; whoever published it while its row was waited for did so after this instant."""
    meanwhile = Q(announced_at__isnull=False, goes_live_at__gt=now)
    if Edition.objects.filter(on_air(now) | meanwhile, revision__picture_uses__picture=picture).exists():
        raise NotNow(_("The picture is on air: take it out of its stories, or kill them."))
    if other := Picture.objects.filter(fallback=picture).first():
        raise NotNow(
            _("It is shown instead of “%(other)s” outside of that one’s licence: choose another one there first.")
            % {"other": other.name}
        )


def _hold_what_is_too_early(picture: Picture, until: datetime | None, source: str, by: User, now: datetime) -> None:
    """Hold the plans that the embargo forbids."""
    reason = _("The picture “%(name)s” in it is under an embargo of %(source)s.") % {
        "name": picture.name,
        "source": source,
    }
    for edition in _planned(picture, now).select_related("article__story__article").order_by("article__story"):
        if until is None or edition.goes_live_at < until:
            _hold(edition.article.story, reason, by, now)


def _carry(picture: Picture, now: datetime) -> None:
    """Let the plans that show the picture carry what binds them now."""
    for edition in _planned(picture, now).order_by("article__story"):
        embargoes.carry(edition)


def _planned(picture: Picture, now: datetime) -> EditionQuerySet:
    return Edition.objects.planned(now).filter(revision__picture_uses__picture=picture).distinct()


def _hold(seen: Story, reason: str, by: User, now: datetime) -> None:
    """Hold one, unless it went with its package already."""
    story = Story.objects.get(pk=seen.pk)
    if story.status == Status.SCHEDULED:
        is_known = by.memberships.filter(desk=story.desk_id).exists()
        with (
            plans.named(seen, is_known=is_known),
            attempt(verb=Verb.HOLD, story=story, version=story.version, by=None, now=now) as found,
        ):
            plans.take_back(found, Verb.HOLD, held_reason=reason)
            plans.hold_mates(found)


def _end(picture: Picture, by: User, now: datetime) -> int:
    return Embargo.objects.filter(picture=picture, lifted_at=None).update(lifted_at=now, lifted_by=by)
