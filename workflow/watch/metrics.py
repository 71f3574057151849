"""What Prometheus reads: a few bounded queries at each scrape, nothing counted in between."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from articles.models import Edition
from workflow import announcements
from workflow.enums import Danger, Status
from workflow.models import Alarm, Story
from workflow.watch import broker, health, ledger, signs_of_life, watchdog
from workflow.watch.pulses import BEAT, PULSES
from workflow.watch.watchdog import Look

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
#: Stories of a status are counted no further, so that a scrape stays short over an archive.
MOST_STORIES: Final = 100_000

Values = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, slots=True)
class Gauge:
    """What one name says, and by which labels it is told apart."""

    says: str
    labels: tuple[str, ...] = ()


GAUGES: Final[Mapping[str, Gauge]] = {
    "newsroom_beat_silence_seconds": Gauge("Since the last sign of beat; before the first, since the process started."),
    "newsroom_sign_of_life_age_seconds": Gauge("Since a part last said that it lives.", ("part",)),
    "newsroom_queue_delay_seconds": Gauge("How long the last pulse waited in its queue.", ("queue",)),
    "newsroom_queue_length": Gauge("Messages that wait; none while the broker does not answer.", ("queue",)),
    "newsroom_broker_up": Gauge("1 if the broker answered within a second."),
    "newsroom_broker_latency_seconds": Gauge("How long the broker took to answer."),
    "newsroom_database_latency_seconds": Gauge("How long the database took for the shortest question."),
    "newsroom_announcements_due": Gauge("What readers see, or see no more, and no event tells of; up to 1000."),
    "newsroom_announcements_due_age_seconds": Gauge("Since the first of them was due."),
    "newsroom_announcements_failed": Gauge("Those of them that were tried and set aside with a reason; up to 1000."),
    "newsroom_announcements_day": Gauge("Timed announcements of the last 24 hours; up to 50000."),
    "newsroom_announcement_lateness_seconds": Gauge(
        "How late announcements of the last 24 hours were; quantile 1 is the latest.", ("quantile",)
    ),
    "newsroom_deliveries_due": Gauge("Deliveries to be sent and events to be dispatched, now; up to 1000."),
    "newsroom_delivery_lateness_seconds": Gauge("Since the first of them was due; pauses after a failure don't count."),
    "newsroom_alarm": Gauge("1 while this alarm is open.", ("danger",)),
    "newsroom_stories": Gauge("Stories by status; up to 100000 of each.", ("status",)),
}


class Scrape(Collector):
    """One reading of everything, at one instant."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        seen = watchdog.look(now=self.now, there_for=signs_of_life.uptime())
        read = {**_machinery(seen), **_announcements(self.now), **_counts()}
        for name, gauge in GAUGES.items():
            family = GaugeMetricFamily(name, gauge.says, labels=gauge.labels)
            for labels, value in read[name]:
                family.add_metric(labels, value)
            yield family


def page(*, now: datetime) -> bytes:
    """Write the text format 0.0.4."""
    registry = CollectorRegistry()
    registry.register(Scrape(now=now))
    return generate_latest(registry)


def _machinery(seen: Look) -> dict[str, Values]:
    answer = broker.ask(for_lengths=True)
    unrecorded, late = seen.unrecorded, seen.deliveries
    delays = ((queue, sign.delay) for queue in PULSES if (sign := seen.signs.get(queue)))
    return {
        "newsroom_beat_silence_seconds": _one(seen.silence(BEAT).total_seconds()),
        "newsroom_sign_of_life_age_seconds": [((name,), seen.silence(name).total_seconds()) for name in seen.signs],
        "newsroom_queue_delay_seconds": [((queue,), delay) for queue, delay in delays if delay is not None],
        "newsroom_queue_length": [((queue,), length) for queue, length in answer.lengths.items()],
        "newsroom_broker_up": _one(answer.is_there),
        "newsroom_broker_latency_seconds": _one(answer.latency) if answer.is_there else [],
        "newsroom_database_latency_seconds": _one(health.database_latency()),
        "newsroom_announcements_due": _one(unrecorded.count),
        "newsroom_announcements_due_age_seconds": _one(unrecorded.by.total_seconds()),
        "newsroom_deliveries_due": _one(late.count),
        "newsroom_delivery_lateness_seconds": _one(late.by.total_seconds()),
    }


def _announcements(now: datetime) -> dict[str, Values]:
    spread = ledger.of_late(now=now)
    quantiles = spread.quantiles if spread else {}
    failed = Edition.objects.filter(announcements.AIR_DUE, goes_live_at__lte=now).exclude(announcement_error="")
    return {
        "newsroom_announcements_failed": _one(failed[: watchdog.MANY].count()),
        "newsroom_announcements_day": _one(spread.count if spread else 0),
        "newsroom_announcement_lateness_seconds": [
            ((f"{percent / 100:g}",), late.total_seconds()) for percent, late in quantiles.items()
        ],
    }


def _counts() -> dict[str, Values]:
    alarms = set(Alarm.objects.filter(cleared_at=None).values_list("danger", flat=True))
    counted = ((status, Story.objects.filter(status=status)[:MOST_STORIES].count()) for status in Status)
    return {
        "newsroom_alarm": [((danger.value,), danger in alarms) for danger in Danger],
        "newsroom_stories": [((status.value,), count) for status, count in counted],
    }


def _one(value: float) -> Values:
    return [((), value)]
