"""What a reader's page costs: beside a page that costs nothing, on the server that `make run` starts."""

from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import site
from articles.imaging import crops, spec
from articles.models import Article, Edition, Picture, Rendition
from tests import bulk
from tests.articles import newsstand
from tests.benchmarks import server as web
from tests.benchmarks.load import Question, Round, read
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.benchmarks.server import Server
from tests.people import Newsroom

ROUNDS, SECONDS = 11, 0.8
WITH_PICTURES = 20  # as many as the front page shows
SIZE = (2400, 1600)
#: As long as that of a photograph.
PLACEHOLDER = f"data:image/webp;base64,{'UklGRlYAAABXRUJQVlA4IEoAAACwAQCdASoQAAsA':A<160}"
PARAGRAPH = (
    "The ferry *Gannet* sails again after **nine weeks** at the quay, and the harbour board has put its "
    "[timetable](https://harbour.example/timetable) up at last. Crews and passengers stood in the rain for the first "
    "departure, which left four minutes late because nobody could find the man with the key to the gate.\n\n"
)
BODY = "".join(
    f"## Part {part}\n\n{PARAGRAPH * 2}> We had stopped believing in it, said the baker.\n\n- Monday to Friday at six\n"
    "- Saturday at eight\n- not on Sundays\n\n"
    for part in range(1, 6)
)


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Pages")
    newsroom.later(days=-1)
    stories = [_story(number) for number in range(WITH_PICTURES)]
    path = Article.objects.values_list("path", flat=True).get(pk=stories[-1].pk)
    with web.running() as server:
        _fill(newsroom, 30)
        yield from _article(server, path)
        _fill(newsroom, 10_000)
        yield from _lists(server)
        _fill(newsroom, 30_000)
        yield from _article(server, path)


def _story(number: int) -> Article:
    return newsstand.story(
        f"The ferry sails for the {number + 1}th time since the strike",
        dek="A crew came back, a key was found, and the first boat left four minutes late.",
        body=BODY,
        tags=("Harbour", "Ferries", "Strikes", "Timetables"),
        author_ids=(newsstand.author().pk, newsstand.author("Odd Håkonsen").pk),
        pictures=(newsstand.lead(_picture(), alt_text="A ferry.", caption="At last.", credit_line="Ann"),),
    )


def _picture() -> Picture:
    """Return a picture with rows for every file that the table asks for, crops and AVIF among them."""
    picture = newsstand.picture(files=())
    Picture.objects.filter(pk=picture.pk).update(width=SIZE[0], height=SIZE[1], placeholder=PLACEHOLDER)
    wanted = [one for later in (False, True) for one in spec.wanted(SIZE, comes_later=later)]
    Rendition.objects.bulk_create(_rendition(picture, one) for one in wanted)
    return picture


def _rendition(picture: Picture, wanted: spec.Wanted) -> Rendition:
    part = crops.pixels(crops.box_in(wanted.shape), SIZE)[2:] if wanted.shape else SIZE
    width, height = spec.size_at(wanted.width, of=part)
    made = Rendition(picture=picture, name=wanted.name, shape=wanted.shape, width=width, height=height, byte_size=4)
    made.mime_type, made.file = wanted.kind.mime_type, f"{picture.token}-{wanted.name}"
    return made


def _fill(newsroom: Newsroom, total: int) -> None:
    """Put so many stories on air in all, and let PostgreSQL look at them as it would by itself in a while."""
    say(f"putting {total:,} stories on air")
    newsroom.later(days=-1)
    bulk.on_air(newsroom, total - Edition.objects.count())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _article(server: Server, path: str) -> Iterator[Result]:
    """Ask for the page and for a constant of its size in turns, so that neither has the quieter machine."""
    about = f"article, {Edition.objects.count():,} on air"
    say(f"reading an {about}")
    size = len(server.get(path)[2])
    pages, constants = Question(path), Question(f"/constant/{size}/")
    for question in (constants, pages):
        read(server.port, question, seconds=SECONDS)
    measured = [(_timed(server, constants), _timed(server, pages)) for _round in range(ROUNDS)]
    yield Result(f"{about}: size", size, "bytes")
    yield Result(
        f"{about}: constant of its size", median(one.per_second for (one, _cpu), _page in measured), "requests/s"
    )
    yield Result(f"{about}: page", median(one.per_second for _constant, (one, _cpu) in measured), "requests/s")
    ratios = [page.per_second / constant.per_second for (constant, _), (page, _) in measured]
    yield Result(f"{about}: page against constant", median(ratios), "ratio", at_least=0.5)
    cpu = [constant / page for (_, constant), (_, page) in measured]
    yield Result(f"{about}: the same by the server's CPU", median(cpu), "ratio")
    yield Result(f"{about}: p95", median(one.milliseconds(95) for _constant, (one, _cpu) in measured), "ms")
    yield from _queries(about, path, at_most=2)


def _timed(server: Server, question: Question) -> tuple[Round, float]:
    """Return a round, and the processor time that the server took for one answer."""
    before = server.cpu_seconds()
    result = read(server.port, question, seconds=SECONDS)
    return result, (server.cpu_seconds() - before) / len(result.latencies)


def _lists(server: Server) -> Iterator[Result]:
    for name, path in (("front page", "/"), ("RSS", "/feeds/rss.xml")):
        about = f"{name}, {Edition.objects.count():,} on air"
        say(f"reading the {about}")
        etag = server.get(path)[1]["etag"]
        read(server.port, Question(path), seconds=SECONDS)
        result = read(server.port, Question(path), seconds=3 * SECONDS)
        yield Result(f"{about}: page", result.per_second, "requests/s")
        yield Result(f"{about}: p95", result.milliseconds(95), "ms")
        head = read(server.port, Question(path, method="HEAD"), seconds=SECONDS)
        yield Result(f"{about}: HEAD", head.per_second, "requests/s")
        unchanged = Question(path, status=304, headers={"If-None-Match": etag})
        yield Result(f"{about}: 304", read(server.port, unchanged, seconds=SECONDS).per_second, "requests/s")
        yield from _queries(about, path, at_most=4)


def _queries(about: str, path: str, *, at_most: int) -> Iterator[Result]:
    """Count for any page, and for the one in every few seconds that reads the sections anew."""
    client = Client()
    client.get(path)
    yield Result(f"{about}: queries", _counted(client, path), "queries", at_most=at_most)
    site.forget_sections()
    yield Result(f"{about}: queries, sections read anew", _counted(client, path), "queries")


def _counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries)
