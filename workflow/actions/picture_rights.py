"""The rights to a picture bind every story that shows it: plans outside of them are held at once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Edition, Picture, Section
from articles.pictures import licensing
from articles.pictures.licensing import Rights
from workflow import checking
from workflow.actions import airing, library, plans, unfit
from workflow.enums import Status, Verb
from workflow.exceptions import Missing, MovedMeanwhile, NotNow, WorkflowError
from workflow.models import Embargo, Event, Story
from workflow.times import readings, wall_time
from workflow.times.wall_time import Typed

#: Plans that are looked at together.
BATCH: Final = 100


def set_rights(
    *,
    picture: Picture,
    by: User,
    now: datetime,
    rights: Rights,
    seen: str | None = None,
    typed: Mapping[str, Typed] | None = None,
) -> Event | None:
    """Write the rights; returns the Event, or None where they stood there already.

    `seen` is the `digest` of the rights that the person saw. Stories on air follow at once, since a page asks for the
    licence itself; plans that the desk's checks refuse now are held in this transaction, and `held` counts them.
    """
    with unfit.refused(), transaction.atomic():
        library.check_permission(Verb.SET_RIGHTS, by)
        fresh, fallback = _lock(picture, rights.fallback_id)
        before = licensing.rights_of(fresh)
        if seen not in (None, digest(before)):
            raise MovedMeanwhile(
                _("Somebody else changed the rights to “%(picture)s” since you looked: look at them, then try again.")
                % {"picture": fresh.name}
            )
        _check_fallback(fresh, rights, before, fallback, now)
        was = as_recorded(before)
        licensing.license_picture(picture=fresh, rights=rights)
        changed = _changes(was, as_recorded(licensing.rights_of(fresh)))
        if not changed:
            return None
        held = hold_what_it_forbids(fresh, now)
        return library.record(
            Verb.SET_RIGHTS, fresh, by, now, rights=changed, held=held, as_typed=wall_time.kept(typed)
        )


def as_recorded(rights: Rights) -> dict[str, Any]:
    """Write rights as an Event keeps them: instants in full, sections by slug, the fallback by its token."""
    sections = Section.objects.filter(pk__in=rights.section_ids) if rights.section_ids else Section.objects.none()
    fallback = Picture.objects.filter(pk=rights.fallback_id) if rights.fallback_id else Picture.objects.none()
    return {
        "licensed_from": rights.licensed_from and rights.licensed_from.isoformat(),
        "licensed_until": rights.licensed_until and rights.licensed_until.isoformat(),
        "allowed_uses": list(rights.allowed_uses),
        "allowed_sections": sorted(sections.values_list("slug", flat=True)),
        "most_stories": rights.most_stories,
        "fallback": fallback.values_list("token", flat=True).first(),
    }


def digest(rights: Rights) -> str:
    """Say in a few signs which rights somebody saw; nobody gains by forging it."""
    said = [getattr(rights, name) for name in Rights.__slots__]
    return hashlib.sha256(json.dumps(said, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Pair what was with what is, of all that differs."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def lock_stories(picture: Picture) -> None:
    """Hold the stories that show the picture and their packages; whoever holds its row, too, does that afterwards."""
    plans.lock(list(Story.objects.filter(article__head__picture_uses__picture=picture).values_list("pk", flat=True)))


def _lock(picture: Picture, fallback_id: int | None) -> tuple[Picture, Picture | None]:
    """Hold the stories that show the picture and their packages, then the rows of both pictures, as a plan does."""
    lock_stories(picture)
    keys = [picture.pk, *([fallback_id] if fallback_id is not None else [])]
    rows = {row.pk: row for row in Picture.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if fallback_id is not None and fallback_id not in rows:
        raise Missing(_("The picture to be shown instead is no longer in the library: choose another one."))
    return rows[picture.pk], rows.get(fallback_id or 0)


def _check_fallback(picture: Picture, rights: Rights, before: Rights, fallback: Picture | None, now: datetime) -> None:
    """Refuse what could not stand in everywhere; what stands there already is asked again only for another end."""
    if rights.is_limited and not before.is_limited and (other := Picture.objects.filter(fallback=picture).first()):
        raise NotNow(
            _("It is shown instead of “%(other)s”, so it can’t be limited to some stories: choose another one first.")
            % {"other": other.name}
        )
    if fallback is None or (fallback.pk == before.fallback_id and rights.licensed_until == before.licensed_until):
        return
    why = _why_it_can_not_stand_in(picture, rights, fallback, now)
    if why:
        raise NotNow(_("“%(name)s” can’t be shown instead: %(why)s") % {"name": fallback.name, "why": why})


def _why_it_can_not_stand_in(picture: Picture, rights: Rights, fallback: Picture, now: datetime) -> str:
    """Say what keeps a picture from standing in, "" for nothing. Only one step is ever taken: it must do by itself."""
    end = fallback.licensed_until
    if fallback.pk == picture.pk:
        return _("it is this very picture.")
    if fallback.failed_reason:
        return _("its files could not be made (%(why)s).") % {"why": fallback.failed_reason}
    if end is not None and rights.licensed_until is not None and end <= rights.licensed_until:
        return _("its own licence ends on %(end)s, not after this one.") % {"end": readings.in_words(end)}
    if licensing.rights_of(fallback).is_limited:
        return _("its own licence allows it in some stories only.")
    if Embargo.objects.binding(now).filter(picture=fallback).exists():
        return _("it is under an embargo.")
    return ""


def hold_what_it_forbids(picture: Picture, now: datetime) -> int:
    """Hold the plans that may not show the picture any more; return how many stories lost their plan.

    One that airs within seconds, or that somebody moves, is left alone: readers get it without the picture.
    """
    planned = Edition.objects.planned(now).filter(
        revision__picture_uses__picture=picture, article__story__status=Status.SCHEDULED
    )
    keys = sorted(set(planned.values_list("pk", flat=True)))
    stories = list(planned.values_list("article__story", flat=True))
    packages = Story.objects.filter(pk__in=stories, package__isnull=False).values_list("package", flat=True)
    with_them = Q(pk__in=stories) | Q(package__in=list(packages))
    before = list(Story.objects.filter(with_them, status=Status.SCHEDULED).values_list("pk", flat=True)) if keys else []
    for start in range(0, len(keys), BATCH):
        _hold(keys[start : start + BATCH], now)
    return Story.objects.filter(pk__in=before).exclude(status=Status.SCHEDULED).count() if before else 0


def _hold(edition_ids: Sequence[int], now: datetime) -> None:
    subjects = checking.plans(edition_ids)
    for subject, failed in zip(subjects, checking.failing(subjects, now=now, only=checking.RIGHTS), strict=True):
        if failed:
            story, reason = subject.story, checking.why_held(failed)
            with suppress(WorkflowError):
                airing.hold(story=story, version=story.version, now=now, reason=reason)
