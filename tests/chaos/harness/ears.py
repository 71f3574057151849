"""Receivers of webhooks by HTTPS, under a certificate that the run's processes trust."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.workflow.mailroom import Receiver, answering, certificate_in, receiver


def trust(folder: Path) -> Path:
    """Make a certificate for `localhost`, with its key, and let every process to come trust it."""
    file = certificate_in(folder)
    os.environ["SSL_CERT_FILE"] = str(file)
    return file


@contextmanager
def listening(certificate: Path, status: int) -> Iterator[Receiver]:
    """Hear webhooks and answer each with this status."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiver(answering(status), context) as heard:
        heard.url = heard.url.replace("http://127.0.0.1", "https://localhost")
        yield heard
