"""The pulses that beat sends through each queue: how often, and how long their silence may last. No reads."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

BEAT: Final = "beat"
BROKER: Final = "broker"
#: Loops of `manage.py … --watch`, by their command.
LOOPS: Final = ("publish_due", "deliver_due")

#: Seconds between two pulses of a queue.
EVERY: Final = 10


@dataclass(frozen=True, slots=True)
class Pulse:
    """How long a pulse may wait in its queue, and the worker be silent. What waits longer than `EVERY` is no sign of
    beat any more: beat may have died since."""

    lasts: int
    silent_after: timedelta


#: Pictures come by the hundred, and a pulse stands in line with them.
PULSES: Final = {
    "clock": Pulse(lasts=EVERY, silent_after=timedelta(seconds=60)),
    "deliveries": Pulse(lasts=EVERY, silent_after=timedelta(minutes=2)),
    "pictures": Pulse(lasts=900, silent_after=timedelta(minutes=15)),
}
