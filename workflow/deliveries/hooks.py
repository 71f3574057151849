"""Webhooks: a signed word that something happened. Ids and states, never a word of the story."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from time import monotonic

from django.utils.translation import gettext as _

from workflow import faults
from workflow.deliveries import destinations
from workflow.deliveries.destinations import Destination
from workflow.deliveries.rights import desk_of
from workflow.models import Delivery, Desk, Event

#: Seconds, for everything from the first packet to the answer's status.
TIMEOUT = 5.0


class HookFailed(Exception):
    """The other side did not say that it has it."""


def send(delivery: Delivery, *, now: datetime) -> None:
    """POST one Event, signed. Anything but 2xx within the time is a failure; redirects are not followed.

    Of the answer only status and headers are read, which `http.client` bounds; its body never is.
    """
    hook = delivery.webhook
    assert hook is not None, "delivery_goes_to_a_person_or_a_webhook"  # noqa: S101
    content = body(delivery.event)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "newsroom-webhook",
        "Idempotency-Key": str(delivery.pk),
        "Newsroom-Signature": signature(content, secret=hook.secret, now=now),
        "Connection": "close",
    }
    status = _post(destinations.vet(hook.url), content, headers)
    if not 200 <= status < 300:
        raise HookFailed(_("answered %(status)d") % {"status": status})


def body(event: Event) -> bytes:
    """Write what a receiver may know: enough to ask, with rights of its own, for more."""
    said = {
        "event": event.pk,
        "verb": event.verb,
        "story": event.story.article.public_id if event.story else None,
        "budget_line": event.assignment_id,
        "desk": Desk.objects.values_list("slug", flat=True).get(pk=desk_of(event)),
        "status": event.status_after,
        "at": event.at.isoformat(),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def signature(content: bytes, *, secret: str, now: datetime) -> str:
    """Sign time and body together (HMAC-SHA256), so that neither can be changed and an old one is seen to be old."""
    moment = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + content, hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"


def _post(destination: Destination, content: bytes, headers: dict[str, str]) -> int:
    line = _Line(destination)
    try:
        with _hung_up_in_time(line):
            line.request("POST", destination.path, content, headers)
            return line.getresponse().status
    except (OSError, HTTPException) as fault:
        if line.is_hung_up or isinstance(fault, TimeoutError):
            raise HookFailed(_("did not answer within %(limit)g s") % {"limit": TIMEOUT}) from fault
        raise HookFailed(faults.in_words(fault)) from fault
    finally:
        line.close()


class _Line(HTTPConnection):
    """A connection to the addresses that were looked at, whatever the name means by now; TLS is for the name."""

    def __init__(self, destination: Destination) -> None:
        super().__init__(destination.host, destination.port, timeout=TIMEOUT)
        self.default_port = 443 if destination.is_secure else 80
        self.destination = destination
        self.is_hung_up = False
        self._until = monotonic() + TIMEOUT

    def connect(self) -> None:
        self.sock = self._dial()
        if self.destination.is_secure:
            context = ssl.create_default_context()
            secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secure
            secure.do_handshake()

    def hang_up(self) -> None:
        """Let whoever waits on the other side wait no longer."""
        self.is_hung_up = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def _dial(self) -> socket.socket:
        fault: OSError = TimeoutError()
        for address in self.destination.addresses:
            left = self._until - monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection((address, self.port), timeout=left)
            except OSError as refusal:
                fault = refusal
        raise fault


@contextmanager
def _hung_up_in_time(line: _Line) -> Iterator[None]:
    """Bound the whole exchange: a timeout of the socket alone begins anew with each byte that drips in."""
    timer = threading.Timer(TIMEOUT, line.hang_up)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
