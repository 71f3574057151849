"""Who renders a picture: one at a time, and whoever was killed or frozen is out of it.

A claim is the instant in `Picture.rendering_since`. It lapses unless it is renewed, each row is written only under a
claim that still stands, and each claim counts as an attempt before the first pixel is read. Whoever wants the files
looked at again meanwhile takes `TAKEN` away from `Picture.rendered_spec`, and the end of the work leaves it so.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from articles import instant
from articles.imaging import spec
from articles.models import Picture
from articles.pictures import due

TAKEN: Final = "0"


class ClaimLost(Exception):
    """Somebody else took the picture over in the meantime, and goes on with it."""


@dataclass
class Claim:
    """The right to write a picture's renditions, those that come later or all others; `attempt` counts from 1."""

    picture_id: int
    since: datetime
    attempt: int
    comes_later: bool = False

    def held(self) -> "QuerySet[Picture]":
        return Picture.objects.filter(pk=self.picture_id, rendering_since=self.since)


def take(*, picture: Picture, now: datetime, again: bool = False, comes_later: bool = False) -> Claim | None:
    """Claim a picture that needs rendering (`again`: any); none if it doesn't, or if somebody is at it."""
    since = instant.now()
    free = due.free(now).filter(pk=picture.pk)
    if comes_later:
        taken = free.filter(due.unfinished()).update(rendering_since=since, attempts=F("attempts") + 1)
    elif again:
        taken = free.update(rendering_since=since, rendered_spec=TAKEN, failed_reason="", attempts=1)
    else:
        needy = free.filter(due.unmade() | due.outdated())
        taken = needy.update(rendering_since=since, rendered_spec=TAKEN, attempts=F("attempts") + 1)
    if not taken:
        return None
    picture.refresh_from_db()
    return Claim(picture_id=picture.pk, since=since, attempt=picture.attempts, comes_later=comes_later)


def renew(claim: Claim) -> None:
    """Say that work goes on; raises `ClaimLost`. In a transaction it fences whatever else is written there."""
    since = instant.now()
    if not claim.held().update(rendering_since=since):
        raise ClaimLost
    claim.since = since


def finish(claim: Claim, *, now: datetime, mark: str, found: dict[str, Any], is_complete: bool) -> None:
    """Note that every file exists, and what was `found` in the pixels; complete with what comes later, or not yet."""
    expected = due.unfinished() if claim.comes_later else Q(rendered_spec=TAKEN)
    made_by = Value(due.spec_of(mark, is_complete=is_complete))
    unless_asked_again = Case(When(expected, then=made_by), default=F("rendered_spec"))
    ends = {"rendering_since": None, "attempts": 0, "rendered_spec": unless_asked_again}
    if claim.comes_later:
        claim.held().update(**ends, avif_rendered_at=now)
        return
    later = F("avif_rendered_at") if is_complete else None
    claim.held().update(**ends, **found, rendered_at=now, avif_rendered_at=later, failed_reason="")


def give_up(claim: Claim, *, now: datetime, reason: str) -> None:
    """Note why there will be no files, so that nobody tries again by himself; one that has files keeps them."""
    held = claim.held()
    with transaction.atomic():
        if claim.comes_later:
            held.filter(due.unfinished()).update(rendered_spec=spec.DIGEST, avif_rendered_at=now)
        else:
            held.update(rendered_spec=spec.DIGEST)
            held.filter(rendered_at__isnull=True).update(failed_reason=reason[:500])
        held.filter(rendered_at__isnull=False).update(attempts=0)
        held.update(rendering_since=None)


def give_back(claim: Claim, *, at_once: bool = False) -> None:
    """Let an attempt not count that ended by no fault of the picture; the next comes when the claim lapses."""
    with transaction.atomic():
        claim.held().update(attempts=F("attempts") - 1)
        if at_once:
            claim.held().update(rendering_since=None)
