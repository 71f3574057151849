"""What somebody finds in the library of pictures, and what it costs to look."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from articles import pictures
from articles.drafting import UsedPicture
from articles.enums import DigitalSourceType
from articles.models import Picture, PictureWords
from articles.pictures.searching import BETWEEN
from tests import library
from tests.articles.photos import accepted, empty_stores  # noqa: F401
from tests.counting import queries
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from workflow import actions

FILE = Path(__file__).parents[1] / "articles" / "files" / "three_standards.jpg"
LIBRARY = "/desk/pictures/"
DAY = timedelta(days=1)
Make = Callable[..., Picture]


@pytest.fixture
def rita(newsroom: Newsroom) -> Client:
    return browser(newsroom.reporter)


@pytest.fixture
def make(newsroom: Newsroom) -> Make:
    """A maker of rows as they stand after an upload; each has a file of its own."""
    numbers = count(1)

    def row(name: str, *, tags: tuple[str, ...] = (), **said: Any) -> Picture:
        plain: dict[str, Any] = {"uploaded_at": newsroom.now, "uploaded_by": newsroom.editor}
        made = library.bare(next(numbers), name=name, **(plain | said))
        made.save()
        pictures.describe(picture=made, by=newsroom.editor, now=newsroom.now, tags=tags)
        return made

    return row


def found(client: Client, **asked: str) -> list[str]:
    """Return what the library shows, newest first."""
    page = client.get(LIBRARY, asked)
    assert page.status_code == 200
    return [shown.picture.name for shown in page.context["pictures"]]


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"name": "Harbour.png"}, "harbour"),
        ({"caption": "At the HARBOUR."}, "harbour"),
        ({"alt_text": "a harbour"}, "Harbour"),
        ({"headline": "Harbour"}, "arbou"),
        ({"credit_line": "Harbour Agency"}, "harbour"),
        ({"creator": "Åse Nygård"}, "åse"),
        ({"creator": "åse"}, "ÅSE"),
        ({"creator": "A\u030ase"}, "åse"),
        ({"city": "Gießen"}, "GIESSEN"),
        ({"source": "100%_sure"}, "%_"),
        ({"city": "Zürich"}, "zürich"),
        ({"tags": ("Night shift",)}, "SHIFT"),
        ({"tags": ("Ölfass",)}, "ölfass"),
    ],
)
def test_a_word_is_found_wherever_it_is_said_and_however_it_is_written(
    rita: Client, make: Make, said: dict[str, Any], word: str
) -> None:
    make(**({"name": "found.png"} | said))
    make("other.png", caption="Something else, 100 percent.")
    assert found(rita, q=word) == [said.get("name", "found.png")]


def test_every_word_has_to_be_said_and_two_fields_are_not_read_as_one(rita: Client, make: Make) -> None:
    make("both.png", caption="Night at sea", city="Oslo", tags=("Ferry",))
    make("one.png", caption="Night at sea")
    make("seam.png", headline="ni", caption="ght")
    assert found(rita, q="night oslo ferry") == ["both.png"]
    assert found(rita, q=" night  sea ") == ["one.png", "both.png"]
    assert found(rita, q="night nowhere") == []
    assert "every word has to be said of it" in words(rita.get(LIBRARY, {"q": "nowhere"}))


def test_a_picture_is_found_by_what_is_said_of_it_now(newsroom: Newsroom, rita: Client, make: Make) -> None:
    gull = make("gull.png", caption="Night at sea", tags=("Ferry",))
    say = partial(actions.describe_picture, picture=gull, by=newsroom.editor, now=newsroom.now)
    say(said={"caption": "Morning at sea"})
    assert (found(rita, q="morning ferry"), found(rita, q="night")) == (["gull.png"], [])
    say(said={"tags": ["Boat"]})
    assert (found(rita, q="morning boat"), found(rita, q="ferry")) == (["gull.png"], [])


def test_an_upload_is_found_by_its_name_and_by_what_its_file_says(rita: Client, empty_stores: None) -> None:  # noqa: F811
    accepted(BytesIO(FILE.read_bytes()), name="Three.jpg")
    assert [found(rita, q=word) for word in ("three", "headline", "keyword2XMP", "instruction")] == [
        *[["Three.jpg"]] * 3,
        [],
    ]


def test_pictures_from_before_words_were_kept_are_found_as_others_are(rita: Client, make: Make) -> None:
    said: dict[str, Any] = {"caption": "At the HARBOUR", "creator": "A\u030ase", "tags": ("Night", "Ölfass")}
    make("old.png", **said)
    kept = list(PictureWords.objects.values_list("folded", flat=True))
    PictureWords.objects.all().delete()
    assert found(rita, q="harbour") == []
    import_module("articles.migrations.0010_words_of_pictures_are_kept_to_be_searched").keep_words_of_all(apps)
    assert [set(text.split(BETWEEN)) for text in PictureWords.objects.values_list("folded", flat=True)] == [
        set(text.split(BETWEEN)) for text in kept
    ]
    assert found(rita, q="harbour åse ölfass night") == ["old.png"]


def test_tag_creator_and_uploader_narrow_together(newsroom: Newsroom, rita: Client, make: Make) -> None:
    make("mine.png", tags=("Night, late",), creator="Ines Marlowe", uploaded_by=newsroom.reporter)
    make("hers.png", tags=("Night, late", "x"), creator="Ines Marlowe")
    make("other.png", tags=("Night",), creator="Otto")
    assert found(rita, tag="night, late") == ["hers.png", "mine.png"]
    assert found(rita, tag="night-late", own="1") == ["mine.png"]
    assert found(rita, creator="marlowe") == ["hers.png", "mine.png"]
    assert found(rita, creator="marlowe", tag="x", own="1") == []


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("LICENSED", ["soon", "long", "begun"]),
        ("ENDING", ["soon"]),
        ("ENDED", ["ended"]),
        ("NOT_YET", ["later"]),
        ("NO_WINDOW", ["free"]),
        ("NO_TERMS", ["free", "later"]),
    ],
)
def test_rights_are_found_as_they_stand_now(
    newsroom: Newsroom, rita: Client, make: Make, asked: str, names: list[str]
) -> None:
    now, terms = newsroom.now, "Web only."
    make("begun", licensed_from=now - DAY, usage_terms=terms)
    make("long", licensed_until=now + 40 * DAY, usage_terms=terms)
    make("soon", licensed_from=now - DAY, licensed_until=now + 20 * DAY, usage_terms=terms)
    make("ended", licensed_until=now - DAY, usage_terms=terms)
    make("later", licensed_from=now + DAY, licensed_until=now + 2 * DAY)
    make("free")
    assert found(rita, rights=asked) == names


def test_orientation_and_how_it_was_made(rita: Client, make: Make) -> None:
    make("wide", digital_source_type=DigitalSourceType.AI)
    make("tall", width=20, height=30, digital_source_type=DigitalSourceType.AI_COMPOSITE)
    make("square", width=20, digital_source_type=DigitalSourceType.CAPTURE)
    make("unsaid")
    assert [found(rita, shape=shape) for shape in ("LANDSCAPE", "PORTRAIT", "SQUARE")] == [
        ["unsaid", "wide"],
        ["tall"],
        ["square"],
    ]
    assert found(rita, made="AI") == ["tall", "wide"]
    assert found(rita, made="UNSAID") == ["unsaid"]
    assert found(rita, made=DigitalSourceType.CAPTURE) == ["square"]
    assert found(rita, made="AI", shape="PORTRAIT") == ["tall"]
    assert rita.get(LIBRARY).content.decode().count('class="mark mark-warn">made with AI<') == 2


def test_used_not_used_and_on_air_now(newsroom: Newsroom, rita: Client, make: Make) -> None:
    names = ("free", "drafted", "dropped", "aired", "past")
    made = {name: make(name, rendered_at=newsroom.now) for name in names}
    use = {name: (UsedPicture(picture.pk, role="LEAD", credit_line="R."),) for name, picture in made.items()}
    newsroom.draft("Drafted", pictures=use["drafted"])
    newsroom.save(newsroom.draft("Dropped", pictures=use["dropped"]), pictures=())
    newsroom.on_air("Aired", pictures=use["aired"])
    now = newsroom.now
    newsroom.now = now - 2 * DAY
    newsroom.on_air("Past", expires_at=now - DAY, pictures=use["past"])
    assert found(rita, use="ON_AIR") == ["aired"]
    assert found(rita, use="USED") == ["past", "aired", "drafted"]
    assert found(rita, use="UNUSED") == ["dropped", "free"]
    assert rita.get(LIBRARY).content.decode().count(">on air<") == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"rights": "x"},
        {"q": "x" * 201},
        {"shape": "'; DROP"},
        {"page": "-1"},
        {"page": "9" * 30},
        {"made": ""},
        {"tag": "\ud83d"},
    ],
)
def test_what_cannot_be_read_narrows_nothing(rita: Client, make: Make, asked: dict[str, str]) -> None:
    make("one")
    if "\ud83d" in asked.get("tag", ""):
        assert rita.get(f"{LIBRARY}?tag=%ED%A0%BD").status_code == 200
        return
    assert found(rita, **asked) == ["one"]


def test_the_pages_keep_what_was_asked(rita: Client, make: Make) -> None:
    for number in range(50):
        make(f"gull & {number}", city="Oslo")
    make("other")
    page = rita.get(LIBRARY, {"q": "gull &", "own": ""})
    assert "50 pictures" in words(page)
    assert 'rel="next" href="?q=gull+%26&amp;page=2"' in page.content.decode()
    assert len(found(rita, q="gull &", page="2")) == 2


def every_question() -> Iterator[str]:
    yield from ("", "?own=1", "?use=USED&rights=LICENSED&shape=LANDSCAPE&made=AI", "?use=ON_AIR", "?q=gull+oslo&tag=x")


def test_looking_takes_the_same_queries_for_one_picture_or_many(rita: Client, make: Make) -> None:
    said: dict[str, Any] = {"city": "Oslo", "tags": ("x", "y"), "creator": "Ines"}
    make("gull", **said)
    few = {asked: queries(rita, LIBRARY + asked) for asked in every_question()}
    for number in range(30):
        make(f"gull {number}", **said)
    assert {asked: queries(rita, LIBRARY + asked) for asked in every_question()} == few
    assert max(few.values()) <= 8
