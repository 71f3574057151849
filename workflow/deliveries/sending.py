"""Sending what is due, one parcel after another, with no transaction open while a far machine takes its time."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.utils.translation import gettext as _

from workflow import faults
from workflow.deliveries import hooks, letters, parcels, rules
from workflow.deliveries.destinations import DestinationRefused
from workflow.deliveries.hooks import HookFailed
from workflow.deliveries.rights import desk_of, desks_of
from workflow.enums import Channel
from workflow.models import Delivery

logger = logging.getLogger(__name__)

#: Seconds a run: a later run goes on.
PATIENCE = 20.0


@dataclass(slots=True)
class Tally:
    """What became of what was due."""

    sent: int = 0
    failed: int = 0
    closed: int = 0

    def __bool__(self) -> bool:
        return bool(self.sent or self.failed or self.closed)


def deliver(*, now: datetime) -> Tally:
    """Send what is due: at least once to the outside, under an id of its own by which a second one can be told.

    A webhook that fails is asked no more in this run, so that one that hangs costs the others a few seconds.
    """
    tally, silent, until = Tally(), set[int](), monotonic() + PATIENCE
    while monotonic() < until and (parcel := parcels.next_due(now=now, besides=silent)):
        if claimed := parcels.claim(parcel, now=now):
            _send(_still_theirs(claimed, tally), now, tally, silent)
    return tally


def _still_theirs(claimed: Sequence[Delivery], tally: Tally) -> list[Delivery]:
    """Close what its recipient may no longer read at this very moment; return the rest."""
    user, hook = claimed[0].user, claimed[0].webhook
    desks = desks_of(user) if user is not None else set[int]()
    kept = [
        one for one in claimed if (rules.hears(hook, one.event) if hook is not None else desk_of(one.event) in desks)
    ]
    gone = [one for one in claimed if one not in kept]
    parcels.close(gone, reason=_("No longer for this recipient when it was to be sent."))
    tally.closed += len(gone)
    return kept


def _send(deliveries: Sequence[Delivery], now: datetime, tally: Tally, silent: set[int]) -> None:
    if not deliveries:
        return
    try:
        if deliveries[0].channel == Channel.MAIL:
            letters.send(deliveries)
        else:
            hooks.send(deliveries[0], now=now)
    except Exception as fault:  # whatever is wrong with one, the others are sent
        logger.warning("Delivery %d failed: %s", deliveries[0].pk, type(fault).__name__)
        parcels.failed(deliveries, now=now, reason=_in_words(fault))
        silent |= {one.webhook_id for one in deliveries if one.webhook_id is not None}
        tally.failed += len(deliveries)
    else:
        parcels.done(deliveries, now=now)
        tally.sent += len(deliveries)


def _in_words(fault: Exception) -> str:
    is_ours = isinstance(fault, HookFailed | DestinationRefused)
    return str(fault) if is_ours else faults.in_words(fault)
