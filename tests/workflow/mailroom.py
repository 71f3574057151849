"""What the tests of notifications share: what people were told, and a receiver of webhooks on this machine."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.apps import apps
from django.contrib.auth.models import User

from workflow.enums import Channel
from workflow.models import Delivery, NotificationRule, Story, Webhook

SECRET = "a secret between two machines"


def lay_down_the_rules() -> None:
    """Make the house's rules again, which a migration made and a flush took away."""
    if not NotificationRule.objects.exists():
        import_module("workflow.migrations.0010_who_hears_of_what").lay_down_the_rules(apps)
        import_module("workflow.migrations.0013_who_hears_of_the_clock").lay_down_the_rules(apps)
        import_module("workflow.migrations.0021_who_hears_of_pictures").lay_down_the_rules(apps)
        import_module("workflow.migrations.0023_a_cancelled_line_is_taken_up_again").lay_down_the_rules(apps)


def only_rule(verb: str, *audiences: str) -> None:
    """Let the house hear of this kind of Event, and of no other."""
    NotificationRule.objects.all().delete()
    for audience in audiences:
        NotificationRule.objects.create(verb=verb, audience=audience)


def told(user: User, channel: str = Channel.INBOX) -> list[str]:
    """Return the kinds of Events that somebody was told of by this channel, oldest first."""
    own = Delivery.objects.filter(user=user, channel=channel).order_by("event_id")
    return [str(verb) for verb in own.values_list("event__verb", flat=True)]


def who_heard(story: Story, verb: str) -> set[str]:
    """Return the first names of those who have it in their inbox."""
    heard = Delivery.objects.filter(event__story=story, event__verb=verb, channel=Channel.INBOX)
    return set(heard.values_list("user__first_name", flat=True))


@dataclass
class Receiver:
    """A machine that hears of Events; it answers as it was told to."""

    url: str
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    lines: int = 0

    @property
    def keys(self) -> list[int]:
        return [int(headers["Idempotency-Key"]) for headers, _body in self.received]

    @property
    def events(self) -> list[int]:
        return [json.loads(body)["event"] for _headers, body in self.received]

    def hook(self, **more: Any) -> Webhook:
        verbs = more.pop("verbs", ["FILE"])
        return Webhook.objects.create(name=f"receiver {self.url}", url=self.url, secret=SECRET, verbs=verbs, **more)


Answer = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int, **headers: str) -> Answer:
    """Answer with this status."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@contextmanager
def receiver(
    answer: Answer, context: ssl.SSLContext | None = None, *, protocol: str = "HTTP/1.0"
) -> Iterator[Receiver]:
    """Listen on this machine for the length of a `with` block; a line is kept after an answer only by HTTP/1.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def setup(self) -> None:
            super().setup()
            heard.lines += 1

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            heard.received.append((dict(self.headers), self.rfile.read(length)))
            answer(self)

        def do_GET(self) -> None:
            heard.received.append((dict(self.headers), b'{"event": 0}'))

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    heard = Receiver(f"http://127.0.0.1:{server.server_port}/hook?from=newsroom")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@contextmanager
def silent_receiver() -> Iterator[Receiver]:
    """Take connections and never say anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Receiver(f"http://127.0.0.1:{listening.getsockname()[1]}/")


def certificate_in(folder: Path) -> Path:
    """Make a certificate for `localhost`, for today and by its own word, with its key in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "certificate.pem"
    file.write_bytes(made.public_bytes(pem) + secret)
    return file
