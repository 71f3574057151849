"""Webhooks against real listening sockets: signed, patient, and never led inside some house."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.people import Newsroom
from tests.workflow.mailroom import SECRET, answering, certificate_in, only_rule, receiver, silent_receiver
from workflow import deliveries
from workflow.deliveries import destinations, lines
from workflow.deliveries.destinations import DestinationRefused
from workflow.enums import Verb
from workflow.models import Delivery, Webhook

NOBODY_LISTENS = "http://127.0.0.1:1/"


@pytest.fixture
def local(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let webhooks lead to this machine, without TLS, and be impatient with it."""
    settings.DEBUG = True
    settings.WEBHOOK_ALLOW_PRIVATE = True
    monkeypatch.setattr(lines, "TIMEOUT", 0.5)


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """A newsroom whose people hear of nothing."""
    only_rule(Verb.FILE)
    return newsroom


def filed_and_delivered(room: Newsroom) -> Delivery:
    room.filed()
    deliveries.dispatch(now=room.now)
    deliveries.deliver(now=room.now)
    return Delivery.objects.latest("pk")


def test_a_receiver_can_check_who_sent_it_and_when(room: Newsroom, local: None) -> None:
    with receiver(answering(204)) as heard:
        heard.hook()
        delivery = filed_and_delivered(room)
    ((headers, body),) = heard.received
    moment, signed = (part.partition("=")[2] for part in headers["Newsroom-Signature"].split(","))
    assert int(moment) == int(room.now.timestamp())
    assert signed == hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Idempotency-Key"] == str(delivery.pk)
    assert headers["Content-Type"] == "application/json"
    event = delivery.event
    assert event.story is not None
    assert json.loads(body) == {
        "event": event.pk,
        "verb": "FILE",
        "story": event.story.article.public_id,
        "budget_line": None,
        "picture": None,
        "danger": None,
        "desk": room.desk.slug,
        "status": "IN_REVIEW",
        "at": event.at.isoformat(),
    }
    assert (delivery.done_at, delivery.attempts, delivery.failure) == (room.now, 1, "")


def test_a_webhook_hears_only_what_it_asked_for_and_only_of_its_desk(room: Newsroom, local: None) -> None:
    sport = Newsroom.open("Sport")
    with receiver(answering(200)) as heard:
        heard.hook(desk=room.desk, verbs=["FILE", "KILL"])
        ours = room.filed()
        sport.filed()
        deliveries.dispatch(now=sport.now)
        deliveries.deliver(now=sport.now)
    assert heard.events == [ours.events.get(verb=Verb.FILE).pk]


def test_a_receiver_that_answers_500_is_asked_again_with_the_same_key(room: Newsroom, local: None) -> None:
    with receiver(answering(500)) as heard:
        heard.hook()
        delivery = filed_and_delivered(room)
        assert delivery.failure == "answered 500"
        assert delivery.due_at == room.now + timedelta(seconds=10)
        deliveries.deliver(now=delivery.due_at)
        keys = [headers["Idempotency-Key"] for headers, _body in heard.received]
    assert keys == [str(delivery.pk)] * 2
    stamps = {headers["Newsroom-Signature"] for headers, _body in heard.received}
    assert len(stamps) == 2, "each attempt is signed with its own time"


def test_a_redirect_is_a_failure_and_is_not_followed(room: Newsroom, local: None) -> None:
    with receiver(answering(200)) as inner, receiver(answering(302, Location=inner.url)) as heard:
        heard.hook()
        delivery = filed_and_delivered(room)
    assert delivery.failure == "answered 302"
    assert inner.received == []


def test_a_receiver_that_hangs_blocks_no_move_and_costs_a_delivery_its_time_only(room: Newsroom, local: None) -> None:
    with silent_receiver() as silent, receiver(answering(204)) as heard:
        silent.hook(verbs=["FILE", "SEND_BACK"])
        heard.hook()
        stories = [room.filed() for _number in range(3)]
        room.act("send_back", stories[0], note="A move goes on: it asks no receiver.")
        deliveries.dispatch(now=room.now)
        tally = deliveries.deliver(now=room.now)
    assert (tally.sent, tally.failed) == (3, 1), "asked once in a run, and not for each of its four"
    failed = Delivery.objects.exclude(failure="").get()
    assert failed.failure == "did not answer within 0.5 s"


def test_a_receiver_that_drips_is_hung_up_on_in_time(room: Newsroom, local: None) -> None:
    over = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK" * 100:
            if over.wait(0.1):
                return
            request.wfile.write(bytes([letter]))
            request.wfile.flush()

    with receiver(drip) as heard:
        heard.hook()
        delivery = filed_and_delivered(room)
        over.set()
    assert delivery.failure == "did not answer within 0.5 s"


def test_an_endless_answer_is_not_read(room: Newsroom, local: None) -> None:
    over = threading.Event()

    def flood(request: BaseHTTPRequestHandler) -> None:
        answering(200)(request)
        try:
            while not over.is_set():
                request.wfile.write(b"x" * 65536)
        except OSError:
            over.set()

    with receiver(flood) as heard:
        heard.hook()
        delivery = filed_and_delivered(room)
        assert delivery.done_at == room.now
        assert over.wait(timeout=20), "the line was not closed"


def test_headers_without_end_are_a_failure(room: Newsroom, local: None) -> None:
    def shout(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")

    with receiver(shout) as heard:
        heard.hook()
        assert "LineTooLong" in filed_and_delivered(room).failure


def test_nobody_listening_is_a_failure_like_another(room: Newsroom, local: None) -> None:
    Webhook.objects.create(name="gone", url=NOBODY_LISTENS, secret=SECRET, verbs=["FILE"])
    assert "ConnectionRefusedError" in filed_and_delivered(room).failure


def test_a_webhook_switched_off_meanwhile_gets_nothing(room: Newsroom, local: None) -> None:
    with receiver(answering(204)) as heard:
        hook = heard.hook()
        room.filed()
        deliveries.dispatch(now=room.now)
        Webhook.objects.filter(pk=hook.pk).update(is_active=False)
        assert deliveries.deliver(now=room.now).closed == 1
    assert heard.received == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0",
        "0.0.0.0",  # noqa: S104
        "localhost",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[2001:db8::1]",
    ],
)
def test_i8_no_address_leads_inside_some_house(host: str, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(DestinationRefused):
        destinations.vet(f"https://{host}/hook")


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert destinations.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:word@example.org/",
        "https://user@example.org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://" + "a" * 70 + ".org/",
        "not an address",
    ],
)
def test_i8_what_is_no_address_of_a_webhook_is_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(DestinationRefused):
        destinations.check(url)


def resolving_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let the name of any host mean these addresses: the first list at the first question, and so on."""
    asked: list[str] = []

    def answer(host: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        asked.append(host)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_i8_a_name_with_one_private_address_among_public_ones_is_refused(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving_to(monkeypatch, ["93.184.216.34", "169.254.169.254"])
    with pytest.raises(DestinationRefused, match="public internet"):
        destinations.vet("https://receiver.example/")


def test_i8_a_name_that_means_something_else_at_the_second_question_is_not_asked_twice(
    room: Newsroom, local: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the address that was looked at is the one that is connected to."""
    settings.WEBHOOK_ALLOW_PRIVATE = False
    dialled: list[Any] = []

    def dial(address: tuple[str, int], **_named: Any) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    asked = resolving_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", dial)
    Webhook.objects.create(name="rebinding", url="http://receiver.example:8080/", secret=SECRET, verbs=["FILE"])
    assert "ConnectionRefusedError" in filed_and_delivered(room).failure
    assert (asked, dialled) == (["receiver.example"], [("93.184.216.34", 8080)])


def test_a_refused_destination_is_written_down(room: Newsroom, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    Webhook.objects.create(name="inside", url="https://169.254.169.254/latest/", secret=SECRET, verbs=["FILE"])
    assert "not on the public internet" in filed_and_delivered(room).failure


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for `localhost`, which this process trusts, with its key in one file."""
    file = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


@pytest.mark.parametrize(("host", "is_done"), [("localhost", True), ("127.0.0.1", False)])
def test_a_certificate_is_checked_for_the_name_though_the_address_is_dialled(
    room: Newsroom, local: None, certificate: Path, host: str, is_done: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiver(answering(204), context) as heard:
        heard.url = heard.url.replace("http://127.0.0.1", f"https://{host}")
        heard.hook()
        delivery = filed_and_delivered(room)
    assert (delivery.done_at is not None) is is_done, delivery.failure
    assert ("CERTIFICATE_VERIFY_FAILED" in delivery.failure) is not is_done
