"""A second chance, when somebody asks for it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from workflow.deliveries import outbox, rests
from workflow.enums import Channel
from workflow.models import Delivery, Dispatch, Webhook


def send_again(*, deliveries: QuerySet[Delivery], now: datetime, even_done: bool = False) -> int:
    """Make mails and webhooks that failed due now, with all attempts before them; what has arrived only if asked.

    One that is being sent at this moment has no failure, and is left alone. Return how many there were.
    """
    failed = Q(done_at=None) & ~Q(failure="")
    chosen = failed | Q(done_at__isnull=False) if even_done else failed
    outside = deliveries.exclude(channel=Channel.INBOX).filter(chosen)
    rests.end(Webhook.objects.filter(pk__in=outside.order_by().values("webhook")))
    return outside.update(due_at=now, done_at=None, attempts=0)


def dispatch_again(*, dispatches: Iterable[Dispatch], now: datetime) -> int:
    """Dispatch the Events that could not be; one that fails again keeps its new reason. Return how many could be."""
    return sum(outbox.redo(event=one.event, now=now) for one in dispatches if one.error)
