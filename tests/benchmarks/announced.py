"""When the record tells of a story: seen from a connection of its own, so that only what is committed counts."""

import threading
import time
from collections import Counter
from datetime import datetime

from django.db import connection
from django.db.models import Count

from articles import instant
from workflow.enums import Verb
from workflow.models import Event

LOOK = 0.05  # seconds between two looks: a lateness is never too small, and too large by this at most


class Watch(threading.Thread):
    """Look until so many stories are announced; `late` has their seconds behind their planned instants."""

    def __init__(self, count: int, *, since: datetime, patience: float) -> None:
        super().__init__(daemon=True)
        self.late: list[float] = []
        self._count, self._since, self._patience = count, since, patience

    def run(self) -> None:
        seen: Counter[datetime] = Counter()
        end = time.monotonic() + self._patience
        while len(self.late) < self._count and time.monotonic() < end:
            found = _announced(self._since)
            now = instant.now()
            for planned, count in (found - seen).items():
                self.late += [(now - planned).total_seconds()] * count
            seen = found
            time.sleep(LOOK)
        connection.close()

    def all_late(self) -> list[float]:
        """Wait for the last one, and return the lateness of each, the shortest first."""
        self.join()
        if len(self.late) < self._count:
            raise RuntimeError(f"Only {len(self.late)} of {self._count} stories were announced.")
        return sorted(self.late)


def watching(count: int, *, since: datetime, patience: float) -> Watch:
    watch = Watch(count, since=since, patience=patience)
    watch.start()
    return watch


def _announced(since: datetime) -> Counter[datetime]:
    rows = Event.objects.filter(verb=Verb.AIR, at__gte=since).order_by().values_list("planned_at")
    return Counter({planned: count for planned, count in rows.annotate(count=Count("pk")) if planned})
