"""Webhooks: a signed word that something happened. Ids and states, never a word of the story."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.utils.translation import gettext as _

from workflow import faults
from workflow.deliveries.destinations import DestinationRefused
from workflow.deliveries.lines import HookFailed, Line
from workflow.enums import ABOUT_THE_HOUSE
from workflow.models import Delivery, Desk, Event, Webhook


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery as it goes over the line."""

    content: bytes
    headers: dict[str, str]


def written(delivery: Delivery, *, hook: Webhook, now: datetime) -> Post:
    """Write one Event for a receiver, signed; the same delivery has the same key at each attempt."""
    content = body(delivery.event)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "newsroom-webhook",
        "Idempotency-Key": str(delivery.pk),
        "Newsroom-Signature": signature(content, secret=hook.secret, now=now),
    }
    return Post(content, headers)


def sent(posts: Sequence[Post], *, over: Line, until: float) -> Iterator[str]:
    """Send one after another over one line; yield of each what went wrong, "" for one that arrived.

    Anything but 2xx within the time is a failure, and the last: whoever fails is asked no more. Nothing is begun after
    `until`. Asks no database: this is what threads do.
    """
    for post in posts:
        if monotonic() > until:
            return
        failure = _failure(post, over)
        yield failure
        if failure:
            return


def _failure(post: Post, line: Line) -> str:
    try:
        status = line.post(post.content, post.headers)
    except (HookFailed, DestinationRefused) as fault:
        return str(fault)
    except Exception as fault:  # whatever is wrong with one receiver, the others are told
        return faults.in_words(fault)
    return "" if 200 <= status < 300 else _("answered %(status)d") % {"status": status}


def body(event: Event) -> bytes:
    """Write what a receiver may know: enough to ask, with rights of its own, for more."""
    desk = _desk(event)
    said = {
        "event": event.pk,
        "verb": event.verb,
        "story": event.story.article.public_id if event.story else None,
        "budget_line": event.assignment_id,
        "picture": event.picture_id,
        "danger": event.facts.get("danger") if event.verb in ABOUT_THE_HOUSE else None,
        "desk": desk.slug if desk is not None else None,
        "status": event.status_after,
        "at": event.at.isoformat(),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def _desk(event: Event) -> Desk | None:
    if event.story is not None:
        return event.story.desk
    return event.assignment.desk if event.assignment is not None else None


def signature(content: bytes, *, secret: str, now: datetime) -> str:
    """Sign time and body together (HMAC-SHA256), so that neither can be changed and an old one is seen to be old."""
    moment = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + content, hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"
