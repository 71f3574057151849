"""The library of pictures: what somebody waits for who looks for one among 30,000.

Each picture has words of a length that desks write, two files and four tags; two in five have a licence, one in thirty
is on air. Some words are said of many pictures, some of few, one of none: the last makes the database look at all.
"""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median, quantiles

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from taggit.models import Tag, TaggedItem

from articles.enums import PictureRole
from articles.models import Edition, Picture, PictureUse, PictureWords, Rendition
from articles.pictures import searching
from tests import bulk
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.people import Newsroom

PICTURES, ON_AIR, TAGS, ROUNDS = 30_000, 1_000, 400, 41
TEXT = (
    "harbour ferry quay morning crew strike council bridge night market school winter river station crowd minister"
    " flood garden police theatre storm library worker factory football protest island tunnel museum election"
)
WORDS = TEXT.split()
#: Said of one picture in so many.
RARE = {"lighthouse": 3_000, "blåskjell": 3_000}
ASKED = {
    "first page": {},
    "page 20": {"page": "20"},
    "a word of many": {"q": "Harbour"},
    "a word of ten": {"q": "lighthouse"},
    "a word beyond ASCII": {"q": "Blåskjell"},
    "four words, the last of none": {"q": "harbour ferry quay zeppelin"},
    "a tag": {"tag": "Tag 7"},
    "a creator": {"creator": "creator 7 "},
    "licence ends within 30 days": {"rights": "ENDING"},
    "licence ended": {"rights": "ENDED"},
    "on air now": {"use": "ON_AIR"},
    "not used": {"use": "UNUSED"},
}


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Library")
    say(f"writing {PICTURES:,} pictures, {ON_AIR:,} of them on air")
    _fill(newsroom)
    client = Client()
    client.force_login(newsroom.reporter, backend=settings.AUTHENTICATION_BACKENDS[0])
    for name, asked in ASKED.items():
        queries, milliseconds = _read(client, f"{reverse('desk_pictures')}?{urlencode(asked)}")
        yield Result(f"{name}: queries", queries, "queries", at_most=8)
        yield Result(f"{name}: median", median(milliseconds), "ms")
        fast = connection.vendor == "postgresql"
        yield Result(f"{name}: p95", quantiles(milliseconds, n=20)[-1], "ms", at_most=100 if fast else None)
    tokens = Picture.objects.order_by("-pk").values_list("token", flat=True)[:10]
    address = f"{reverse('desk_upload_state')}?{urlencode({'token': list(tokens)}, doseq=True)}"
    yield Result("what looks the same as ten uploads: median", median(_read(client, address)[1]), "ms")


def _fill(newsroom: Newsroom) -> None:
    dice = random.Random(7)
    tags = Tag.objects.bulk_create(Tag(name=f"Tag {number}", slug=f"tag-{number}") for number in range(TAGS))
    kind = ContentType.objects.get_for_model(Picture)
    pictures = []
    for start in range(0, PICTURES, 1000):
        some = [_picture(number, dice, newsroom.editor, newsroom.now) for number in range(start, start + 1000)]
        pictures += Picture.objects.bulk_create(some)
        tagged = [(one, dice.sample(tags, 4)) for one in some]
        TaggedItem.objects.bulk_create(
            TaggedItem(content_type=kind, object_id=one.pk, tag=tag) for one, own in tagged for tag in own
        )
        PictureWords.objects.bulk_create(searching.words_of(one, [tag.name for tag in own]) for one, own in tagged)
        Rendition.objects.bulk_create(_file(one, width) for one in some for width in (320, 1280))
    bulk.on_air(newsroom, ON_AIR)
    shown = dice.sample(pictures, ON_AIR)
    editions = Edition.objects.order_by("pk").values_list("revision", flat=True)
    PictureUse.objects.bulk_create(
        PictureUse(revision_id=revision, picture=picture, role=PictureRole.LEAD)
        for revision, picture in zip(editions, shown, strict=True)
    )
    bulk.count_rows()


def _picture(number: int, dice: random.Random, by: User, now: datetime) -> Picture:
    rare = [word for word, share in RARE.items() if number % share == share // 2]
    ends = now + timedelta(days=dice.randrange(-400, 400)) if number % 5 < 2 else None
    return Picture(
        sha256=f"{number:064d}",
        original=f"{number:06d}/original.jpg",
        name=f"DSC_{number:05d}.jpg",
        mime_type="image/jpeg",
        byte_size=8_000_000,
        width=6000,
        height=4000,
        headline=_said(dice, 6),
        caption=" ".join([_said(dice, 30), *rare]),
        alt_text=_said(dice, 14),
        credit_line=f"Creator {number % 200} / The Agency",
        creator=f"Creator {number % 200} of us",
        copyright_notice=f"© Creator {number % 200}, all rights reserved",
        source="The Agency",
        city=dice.choice(WORDS).title(),
        country="Norway",
        placeholder=f"data:image/webp;base64,{dice.getrandbits(1600):x}",
        perceptual_hash=dice.getrandbits(64) - (1 << 63),
        licensed_until=ends,
        uploaded_at=now,
        uploaded_by=by,
        rendered_at=now,
    )


def _said(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize()


def _file(picture: Picture, width: int) -> Rendition:
    made = Rendition(picture=picture, name=f"{width}.jpg", mime_type="image/jpeg", width=width, height=width * 2 // 3)
    made.byte_size, made.file = 40_000, f"{picture.token}-{width}.jpg"
    return made


def _read(client: Client, address: str) -> tuple[int, list[float]]:
    """Return how many queries the page takes, and the milliseconds of each time it is opened."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    count, times = len(queries), []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - start))
    return count, times
