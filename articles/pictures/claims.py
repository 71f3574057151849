"""Who renders a picture: one at a time, and whoever was killed or frozen is out of it.

A claim is the instant in `Picture.rendering_since`. It lapses unless it is renewed, each row is written only under a
claim that still stands, and each claim counts as an attempt before the first pixel is read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from articles import instant
from articles.models import Picture

LEASE = timedelta(seconds=30)


class ClaimLost(Exception):
    """Somebody else took the picture over in the meantime, and goes on with it."""


@dataclass
class Claim:
    """The right to write a picture's renditions; `attempt` counts from 1."""

    picture_id: int
    since: datetime
    attempt: int

    def held(self) -> "QuerySet[Picture]":
        return Picture.objects.filter(pk=self.picture_id, rendering_since=self.since)


def waiting(*, now: datetime) -> "QuerySet[Picture]":
    """Return the pictures that nobody renders at this moment: untried ones first, by age, then the longest untried."""
    return (
        _free(now)
        .filter(rendered_at__isnull=True, failed_reason="")
        .order_by(F("rendering_since").asc(nulls_first=True), "pk")
    )


def take(*, picture: Picture, now: datetime, again: bool = False) -> Claim | None:
    """Claim a picture that needs rendering (`again`: any); none if it doesn't, or if somebody is at it."""
    since = instant.now()
    free = _free(now).filter(pk=picture.pk)
    if again:
        taken = free.update(rendering_since=since, rendered_at=None, failed_reason="", attempts=1)
    else:
        unmade = free.filter(rendered_at__isnull=True, failed_reason="")
        taken = unmade.update(rendering_since=since, attempts=F("attempts") + 1)
    if not taken:
        return None
    picture.refresh_from_db()
    return Claim(picture_id=picture.pk, since=since, attempt=picture.attempts)


def renew(claim: Claim) -> None:
    """Say that work goes on; raises `ClaimLost`. In a transaction it fences whatever else is written there."""
    since = instant.now()
    if not claim.held().update(rendering_since=since):
        raise ClaimLost
    claim.since = since


def finish(claim: Claim, *, now: datetime) -> None:
    """Note that every file exists."""
    claim.held().update(rendered_at=now, rendering_since=None, failed_reason="", attempts=0)


def give_up(claim: Claim, *, reason: str) -> None:
    """Note why there will be no files, so that nobody tries again by himself."""
    claim.held().update(failed_reason=reason[:500], rendering_since=None)


def give_back(claim: Claim, *, at_once: bool = False) -> None:
    """Let an attempt not count that ended by no fault of the picture; the next comes when the claim lapses."""
    with transaction.atomic():
        claim.held().update(attempts=F("attempts") - 1)
        if at_once:
            claim.held().update(rendering_since=None)


def _free(now: datetime) -> "QuerySet[Picture]":
    return Picture.objects.filter(Q(rendering_since__isnull=True) | Q(rendering_since__lt=now - LEASE))
