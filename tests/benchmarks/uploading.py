"""A photograph of 24 megapixels brought to the library: what a person waits for, on the server that `make run` starts.

Each request brings other bytes, so that none is recognised. The time counts from the first byte sent to the whole
answer, over the machine's own network; the files are made by a worker afterwards, and none runs here.
"""

import hashlib
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO
from statistics import median, quantiles

from django.conf import settings
from django.test import Client
from PIL import Image, ImageFilter

from articles.models import Picture
from tests.benchmarks import server as web
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.benchmarks.server import Server
from tests.people import Newsroom

WIDTH, HEIGHT = 6000, 4000
REQUESTS = 21  # the first one warms up
PATH = "/desk/pictures/upload/"
BOUNDARY = "a-line-between-the-parts"
START_OF_IMAGE, COMMENT = b"\xff\xd8", b"\xff\xfe\x00\x0a"


def run() -> Iterator[Result]:
    say(f"drawing a picture of {WIDTH * HEIGHT // 1_000_000} megapixels")
    photograph = _drawn()
    client = Client()
    client.force_login(Newsroom.open("Upload").reporter, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(PATH)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with web.running() as server:
        sent = [_send(server, cookies, _other(photograph, number)) for number in range(REQUESTS)]
        asked = [_ask(server, cookies, number) for number in range(REQUESTS)]
    assert Picture.objects.count() == REQUESTS
    yield Result("24-megapixel JPEG: size of the file", len(photograph) / 1e6, "MB")
    yield Result("one upload: median", 1000 * median(sent[1:]), "ms", at_most=300)
    yield Result("one upload: p95", 1000 * quantiles(sent[1:], n=20)[-1], "ms")
    yield Result("asking by the hash instead: median", 1000 * median(asked[1:]), "ms")


def _drawn() -> bytes:
    """Draw something as hard to pack as a photograph: smooth light and grain."""
    light = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH, HEIGHT), 60).filter(ImageFilter.GaussianBlur(1.2))
    file = BytesIO()
    Image.merge("RGB", (light, grain, Image.blend(light, grain, 0.5))).save(file, "JPEG", quality=90)
    return file.getvalue()


def _other(photograph: bytes, number: int) -> bytes:
    """Return the same picture in other bytes: with a comment in its header."""
    return START_OF_IMAGE + COMMENT + f"{number:08d}".encode() + photograph.removeprefix(START_OF_IMAGE)


def _send(server: Server, cookies: dict[str, str], photograph: bytes) -> float:
    token = _part("csrfmiddlewaretoken", "", cookies[settings.CSRF_COOKIE_NAME].encode())
    file = _part("pictures", '; filename="pier.jpg"\r\nContent-Type: image/jpeg', photograph)
    body = token + file + f"--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Accept": "application/json"}
    return _timed(server, "POST", PATH, cookies, headers, body, status=201)


def _ask(server: Server, cookies: dict[str, str], number: int) -> float:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return _timed(server, "GET", f"{PATH}known/?sha256={digest}", cookies, {}, None, status=200)


def _part(name: str, more: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def _timed(
    server: Server,
    method: str,
    path: str,
    cookies: dict[str, str],
    headers: dict[str, str],
    body: bytes | None,
    *,
    status: int,
) -> float:
    line = HTTPConnection("127.0.0.1", server.port, timeout=60)
    said = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    try:
        started = time.perf_counter()
        line.request(method, path, body, said)
        answer = line.getresponse()
        words = answer.read()
        taken = time.perf_counter() - started
    finally:
        line.close()
    assert answer.status == status, words[:500]
    return taken
