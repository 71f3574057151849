"""Sessions that ended: strangers begin some, too, and without a sweep their rows would stay for ever."""

from datetime import datetime
from time import monotonic
from typing import Final

from django.contrib.sessions.models import Session

#: Rows a statement, and seconds a run: a later run goes on.
BATCH: Final = 1_000
PATIENCE: Final = 20.0


def forget_ended(*, now: datetime) -> int:
    """Delete the sessions whose time is over, the oldest first; return how many."""
    until, forgotten = monotonic() + PATIENCE, 0
    ended = Session.objects.filter(expire_date__lte=now).order_by("expire_date")
    while monotonic() < until and (keys := list(ended.values_list("pk", flat=True)[:BATCH])):
        forgotten += Session.objects.filter(pk__in=keys, expire_date__lte=now).delete()[0]
    return forgotten
