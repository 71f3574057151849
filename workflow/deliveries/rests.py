"""Receivers that failed rest: asked rarely, while their deliveries wait and nobody else's do."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from workflow.deliveries import timetable
from workflow.models import Delivery, Webhook

#: However often it failed: one that is back hears of it within this time.
LONGEST: Final = timedelta(minutes=5)


def awake(*, now: datetime, only: Q) -> list[Webhook]:
    """Return the receivers that have something due and do not rest."""
    due = Delivery.objects.filter(only, webhook=OuterRef("pk"), due_at__lte=now)
    rested = Q(rests_until=None) | Q(rests_until__lte=now)
    return list(Webhook.objects.filter(rested, Exists(due)).order_by("pk"))


def rests(hook: Webhook, *, now: datetime) -> bool:
    """Say whether it is to be left alone just now."""
    return hook.rests_until is not None and hook.rests_until > now


def begin(hook: Webhook, *, now: datetime) -> None:
    """Note that it failed once more, and let it rest for longer each time."""
    pause = timetable.pause_after(hook.failures_in_a_row + 1) or LONGEST
    theirs = Webhook.objects.filter(pk=hook.pk)
    theirs.update(failures_in_a_row=F("failures_in_a_row") + 1, rests_until=now + min(pause, LONGEST))


def end(hooks: Iterable[Webhook]) -> None:
    """Ask them again: they answered, or somebody wants it."""
    tired = Webhook.objects.filter(pk__in=[hook.pk for hook in hooks], failures_in_a_row__gt=0)
    tired.update(failures_in_a_row=0, rests_until=None)
