"""One run of deliveries: what it may send until when, and what became of it."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import Q
from django.utils.translation import gettext as _

from workflow.deliveries import parcels
from workflow.deliveries.parcels import Parcel

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What became of what was due."""

    sent: int = 0
    failed: int = 0
    closed: int = 0

    def __bool__(self) -> bool:
        return bool(self.sent or self.failed or self.closed)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `until` is by `time.monotonic`, and nothing is begun after it."""

    now: datetime
    until: float
    only: Q
    began: float = field(default_factory=monotonic)
    tally: Tally = field(default_factory=Tally)

    @property
    def due_by(self) -> datetime:
        """What is due by now: a run may be long, and what came meanwhile for others is not to wait for its end."""
        return self.now + timedelta(seconds=monotonic() - self.began)

    def done(self, deliveries: Parcel) -> None:
        if deliveries:
            parcels.done(deliveries, now=self.now)
            self.tally.sent += len(deliveries)

    def failed(self, deliveries: Parcel, *, reason: str) -> None:
        logger.warning("Delivery %d failed, the first of %d", deliveries[0].pk, len(deliveries))  # why, its row says
        parcels.failed(deliveries, now=self.now, reason=reason)
        self.tally.failed += len(deliveries)

    def close(self, deliveries: Parcel) -> None:
        """Close what is no longer for its recipient."""
        parcels.close(deliveries, reason=_("No longer for this recipient when it was to be sent."))
        self.tally.closed += len(deliveries)
