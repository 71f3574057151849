"""The broker, asked whether it answers: within a second, so that whoever asks is never held up by it."""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from celery import current_app
from kombu import Connection

from workflow.watch.pulses import PULSES

logger = logging.getLogger(__name__)

#: Seconds for each word with the broker.
PATIENCE: Final = 1
#: A queue to ask about when nothing else is asked.
KNOCK: Final = "clock"
BOUNDS: Final = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "connect_retries_timeout": PATIENCE,
    "max_retries": 0,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it answered, in how many seconds, and how many messages wait in each queue."""

    is_there: bool
    latency: float = 0
    lengths: dict[str, int] = field(default_factory=dict)

    @property
    def milliseconds(self) -> float:
        return self.latency * 1000


def ask(*, for_lengths: bool = False) -> Answer:
    """Knock, and if asked to count what waits. Whatever goes wrong is the broker's silence."""
    try:
        with Connection(current_app.conf.broker_url, connect_timeout=PATIENCE, transport_options=BOUNDS) as line:
            channel: Any = line.default_channel
            started = monotonic()
            lengths = {queue: _length(line, channel, queue) for queue in (PULSES if for_lengths else (KNOCK,))}
            return Answer(True, (monotonic() - started) / len(lengths), lengths if for_lengths else {})
    except Exception as fault:  # each transport has kinds of its own
        logger.debug("The broker did not answer: %s", type(fault).__name__)
        return Answer(is_there=False)


def _length(line: Connection, channel: Any, queue: str) -> int:
    try:
        return int(channel.queue_declare(queue=queue, passive=True).message_count)
    except line.channel_errors:
        return 0  # an empty queue is none to Redis
