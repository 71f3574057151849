"""The way to a receiver of webhooks: to an address that was looked at, kept open while it answers, and cut in time."""

import socket
import ssl
from contextlib import suppress
from http.client import BadStatusLine, HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import Final

from django.utils.translation import gettext as _

from workflow import faults
from workflow.deliveries import destinations
from workflow.deliveries.destinations import Destination

#: Seconds, for everything from the first packet to the answer's status.
TIMEOUT = 5.0
#: Bytes of an answer that are read for the sake of the connection; a longer one costs it.
SHORT: Final = 4096
#: How a line says that the other side closed it while nobody used it.
CLOSED_MEANWHILE: Final = (BadStatusLine, ConnectionError)


class HookFailed(Exception):
    """The other side did not say that it has it."""


class Line:
    """One connection after another to one receiver, used by one thread at a time; any other may hang up."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: _Connection | None = None
        self._until = 0.0

    def post(self, content: bytes, headers: dict[str, str]) -> int:
        """Send, and return the answer's status; redirects are not followed.

        A line that was closed while nobody used it is opened anew once, and its address looked at anew.
        """
        kept = self._connection
        try:
            if kept is not None:
                try:
                    return self._ask(kept, content, headers)
                except CLOSED_MEANWHILE:
                    if self.is_late:
                        raise
            return self._ask(self._open(), content, headers)
        except (OSError, HTTPException) as fault:
            if isinstance(fault, TimeoutError) or self.is_late:
                raise HookFailed(_("did not answer within %(limit)g s") % {"limit": TIMEOUT}) from fault
            raise HookFailed(faults.in_words(fault)) from fault

    @property
    def is_late(self) -> bool:
        return 0 < self._until <= monotonic()

    def hang_up_if_late(self) -> None:
        """Bound the whole exchange: a timeout of the socket alone begins anew with each byte that drips in."""
        if self.is_late:
            self.hang_up()

    def hang_up(self) -> None:
        """Let whoever waits on the other side wait no longer."""
        connection = self._connection
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> "_Connection":
        self._connection = _Connection(destinations.vet(self.url))
        return self._connection

    def _ask(self, connection: "_Connection", content: bytes, headers: dict[str, str]) -> int:
        keeps, self._until = False, monotonic() + TIMEOUT
        try:
            connection.until = self._until
            connection.request("POST", connection.destination.path, content, headers)
            answer = connection.getresponse()
            keeps = _is_read(answer)
            return answer.status
        finally:
            if not keeps:
                self.close()
            # Only now: a fault on a line that was hung up on is told by its lateness.
            self._until = 0.0 if keeps else self._until


def _is_read(answer: HTTPResponse) -> bool:
    """Read a short answer to its end, so that another can follow it; say whether it could."""
    if answer.will_close or answer.length is None or answer.length > SHORT:
        return False
    with suppress(OSError, HTTPException):
        answer.read()
        return True
    return False


class _Connection(HTTPConnection):
    """A connection to the addresses that were looked at, whatever the name means by now; TLS is for the name."""

    def __init__(self, destination: Destination) -> None:
        super().__init__(destination.host, destination.port, timeout=TIMEOUT)
        self.default_port = 443 if destination.is_secure else 80
        self.destination = destination
        self.until = 0.0

    def connect(self) -> None:
        self.sock = self._dial()
        # A request is a few small packets, and none of them is to wait until the one before has arrived.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.destination.is_secure:
            context = ssl.create_default_context()
            secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secure
            secure.do_handshake()

    def _dial(self) -> socket.socket:
        fault: OSError = TimeoutError()
        for address in self.destination.addresses:
            left = self.until - monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection((address, self.port), timeout=left)
            except OSError as refusal:
                fault = refusal
        raise fault
