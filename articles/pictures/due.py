"""Which pictures wait for what. A failed one waits for nothing until somebody asks for it again."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.imaging import spec
from articles.models import Edition, Picture

LEASE: Final = timedelta(seconds=60)
BEYOND_HEX: Final = "g"
LACKING, COMPLETE = "0", "1"
JUST_NOW: Final = timedelta(hours=1)


def waiting(*, now: datetime) -> "QuerySet[Picture]":
    """Return the pictures that nobody renders at this moment: untried ones first, by age, then the longest untried."""
    return free(now).filter(unmade()).order_by(F("rendering_since").asc(nulls_first=True), "pk")


def stale(*, now: datetime, most: int) -> list[Picture]:
    """Return pictures whose files are to be looked at again; those of somebody's change before an old table's.

    Each end of the index is asked by itself, so that it costs nothing where all files are as they should be.
    """
    found: list[Picture] = []
    for end in _ends():
        found += free(now).filter(end).order_by("rendered_spec", "pk")[: most - len(found)]
    return found


def later(*, now: datetime) -> "QuerySet[Picture]":
    """Return the pictures that lack only what keeps no reader waiting."""
    return free(now).filter(unfinished()).order_by("rendered_spec")


def aired_in_other_words(*, now: datetime) -> "QuerySet[Picture]":
    """Return the pictures of texts that aired after the files were made: they may bring words of their own.

    What aired is found by its announcement, or by being still without one; each has an index of its own.
    """
    lately = Q(announced_at__gt=now - JUST_NOW, announced_at__isnull=False)
    fresh = Edition.objects.on_air(now).filter(lately | Q(announced_at__isnull=True))
    since = fresh.filter(revision__picture_uses__picture=OuterRef("pk"), goes_live_at__gt=OuterRef("rendered_at"))
    used = fresh.values("revision__picture_uses__picture")
    return Picture.objects.filter(Exists(since), pk__in=used)


def free(now: datetime) -> "QuerySet[Picture]":
    """Return the pictures that nobody renders: one who is silent for a whole lease is out of it."""
    return Picture.objects.filter(Q(rendering_since__isnull=True) | Q(rendering_since__lt=now - LEASE))


def unmade() -> Q:
    """Say that a picture has not had all of its files yet."""
    return Q(rendered_at__isnull=True, failed_reason="")


def outdated() -> Q:
    """Say that what the files were made by is not this table, or that somebody wants them looked at again."""
    older, newer = _ends()
    return older | newer


def unfinished() -> Q:
    """Say that what comes later is all that is lacking."""
    lacking = Q(rendered_spec__gte=spec.DIGEST + LACKING, rendered_spec__lt=spec.DIGEST + COMPLETE)
    return lacking & _has_files()


def spec_of(mark: str, *, is_complete: bool) -> str:
    """Return what stands in `Picture.rendered_spec`: the table, whether anything is to come, and the words."""
    return spec.DIGEST + (COMPLETE if is_complete else LACKING) + mark.removeprefix(spec.DIGEST)


def _ends() -> tuple[Q, Q]:
    """Marks have hexadecimal digits only, which every collation puts into the same order."""
    older, newer = Q(rendered_spec__lt=spec.DIGEST), Q(rendered_spec__gt=spec.DIGEST + BEYOND_HEX)
    return older & _has_files(), newer & _has_files()


def _has_files() -> Q:
    return Q(rendered_at__isnull=False, failed_reason="")
