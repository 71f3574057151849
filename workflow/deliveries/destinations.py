"""Where a webhook may lead: to the public internet only, decided on the very address that is then connected to."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

#: Everything else of IPv6 is no public host's, or wraps an IPv4 address that would have to be looked at, too.
GLOBAL_UNICAST = IPv6Network("2000::/3")


class DestinationRefused(ValueError):
    """A webhook may not go there; `str()` of it may be shown."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A host with the addresses that its name had when they were looked at. Nothing resolves it again."""

    host: str
    port: int
    addresses: tuple[str, ...]
    path: str
    is_secure: bool


def check(url: str) -> None:
    """Refuse what can be seen to be wrong without asking anybody: another scheme, a password, no host."""
    _parts(url)


def vet(url: str) -> Destination:
    """Resolve the host and refuse it if any of its addresses is inside some house. Raises DestinationRefused."""
    scheme, host, port, path = _parts(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise DestinationRefused(_("The host has no address: %(host)s.") % {"host": host}) from fault
    addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(map(is_public, addresses)):
        raise DestinationRefused(_("The host is not on the public internet: %(host)s.") % {"host": host})
    return Destination(host, port, addresses, path, is_secure=scheme == "https")


def is_public(address: str) -> bool:
    """Say whether this address is one that anybody on the internet could own."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return _is_public_v4(ip)
    return _is_public_v6(ip)


def _is_public_v4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _is_public_v6(ip: IPv6Address) -> bool:
    wraps = ip.ipv4_mapped or ip.sixtofour or ip.teredo
    return ip in GLOBAL_UNICAST and ip.is_global and not wraps


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as fault:  # UnicodeError is one
        raise DestinationRefused(_("This is no address of a webhook.")) from fault
    if parts.scheme not in ({"https", "http"} if settings.DEBUG else {"https"}):
        raise DestinationRefused(_("A webhook goes by https."))
    if not host or "@" in parts.netloc:
        raise DestinationRefused(_("The address of a webhook names a host, and neither user nor password."))
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, host, port, iri_to_uri(f"{parts.path or '/'}{query}")
