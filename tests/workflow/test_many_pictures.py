"""One change of the words of many pictures: shown before it is done, done picture by picture."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import pictures
from articles.models import Picture
from tests import library
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from workflow import actions
from workflow.enums import Verb
from workflow.models import Event

MANY = "/desk/pictures/many/"
AGENCY = {"how_credit_line": "PUT", "credit_line": "Agency"}


@pytest.fixture
def rita(newsroom: Newsroom) -> Client:
    return browser(newsroom.reporter)


@pytest.fixture
def three(newsroom: Newsroom, picture_of: Callable[[Newsroom, int], Picture]) -> list[Picture]:
    """One that says nothing, one with a credit line, one with tags."""
    plain, credited, tagged = (picture_of(newsroom, number) for number in (1, 2, 3))
    for number, picture in enumerate((plain, credited, tagged)):
        Picture.objects.filter(pk=picture.pk).update(name=f"gull-{number}.png")
    said: dict[str, Any] = {"by": newsroom.editor, "now": newsroom.now}
    pictures.describe(picture=credited, credit_line="R. Test", **said)
    pictures.describe(picture=tagged, tags=["Sea", "Old"], **said)
    return [Picture.objects.get(pk=picture.pk) for picture in (plain, credited, tagged)]


def keys(some: list[Picture]) -> str:
    return ",".join(str(picture.pk) for picture in some)


def hidden(page: HttpResponse) -> dict[str, str]:
    """Return what the page of what would change sends along."""
    form = page.context["form"]
    return {field.name: str(field.value() or "") for field in form}


def ask(client: Client, some: list[Picture], **said: str) -> Any:
    return client.post(MANY, {"pictures": keys(some), "step": "preview"} | said)


def test_ticked_pictures_are_asked_about_shown_and_changed(
    newsroom: Newsroom, rita: Client, three: list[Picture]
) -> None:
    asked = rita.post(MANY, {"picture": [picture.pk for picture in three], "query": "q=gull"})
    assert asked.status_code == 200
    assert "3 pictures" in words(asked)
    said = AGENCY | {"how_caption": "FILL", "caption": "Line one.\r\nLine two.", "add_tags": 'New, "a, b"'}
    shown = rita.post(MANY, hidden(asked) | said | {"drop_tags": "Old, Never", "step": "preview"})
    page = words(shown)
    assert "Credit line : 3 pictures change; words that stand there are replaced in 1" in page
    assert "Caption : 3 pictures change Credit line" in page
    assert "Tags : 3 pictures change; words that stand there are replaced in 1" in page
    assert "Credit line: R. Test → Agency" in page
    assert "Tags: Old, Sea → New, Sea, a, b" in page
    assert not Event.objects.filter(verb=Verb.DESCRIBE).exists()
    done = rita.post(MANY, hidden(shown) | {"step": "write"})
    assert (done.status_code, done["Location"]) == (302, "/desk/pictures/?q=gull")
    found = [Picture.objects.get(pk=picture.pk) for picture in three]
    assert {(picture.credit_line, picture.caption) for picture in found} == {("Agency", "Line one.\nLine two.")}
    assert [sorted(picture.tags.names()) for picture in found] == [
        ["New", "a, b"],
        ["New", "a, b"],
        ["New", "Sea", "a, b"],
    ]
    assert Event.objects.filter(verb=Verb.DESCRIBE, by=newsroom.reporter).count() == 3


def test_what_stands_there_is_left_where_only_the_empty_is_filled(rita: Client, three: list[Picture]) -> None:
    shown = ask(rita, three, how_credit_line="FILL", credit_line="Agency")
    assert "1 other stays as it is" in words(shown)
    rita.post(MANY, hidden(shown) | {"step": "write"})
    assert [Picture.objects.get(pk=picture.pk).credit_line for picture in three] == ["Agency", "R. Test", "Agency"]
    assert not Event.objects.filter(picture=three[1]).exists()


def test_a_field_is_emptied_only_by_saying_so(rita: Client, three: list[Picture]) -> None:
    shown = ask(rita, three, how_credit_line="PUT", credit_line="")
    assert "Credit line: R. Test → nothing" in words(shown)
    rita.post(MANY, hidden(shown) | {"step": "write"})
    assert set(Picture.objects.values_list("credit_line", flat=True)) == {""}


def test_who_changed_one_meanwhile_keeps_it_and_the_others_are_written(
    newsroom: Newsroom, rita: Client, three: list[Picture]
) -> None:
    shown = ask(rita, three, **AGENCY)
    said = {"credit_line": "By Edith"}
    actions.describe_picture(picture=three[0], by=newsroom.editor, now=newsroom.now, said=said)
    actions.describe_picture(picture=three[2], by=newsroom.editor, now=newsroom.now, said={"city": "Oslo"})
    done = rita.post(MANY, hidden(shown) | {"step": "write"})
    assert done.status_code == 409
    assert "2 pictures were changed." in words(done)
    assert "gull-0.png : Somebody else changed this of “gull-0.png” since you looked: credit line." in words(done)
    assert [Picture.objects.get(pk=picture.pk).credit_line for picture in three] == ["By Edith", "Agency", "Agency"]


def test_one_that_fails_stops_no_other_and_is_named(rita: Client, three: list[Picture]) -> None:
    crowd = [f"tag {number}" for number in range(100)]
    pictures.describe(picture=three[1], by=None, now=None, tags=crowd)  # type: ignore[arg-type]
    done = rita.post(MANY, hidden(ask(rita, three, add_tags="One more")) | {"step": "write"})
    assert done.status_code == 409
    assert "gull-1.png : These are 101 tags; a picture may have 100 at most." in words(done)
    assert [picture.tags.count() for picture in three] == [1, 100, 3]


def test_sending_it_twice_changes_nothing_more(rita: Client, three: list[Picture]) -> None:
    sent = hidden(ask(rita, three, **AGENCY)) | {"step": "write"}
    assert [rita.post(MANY, sent).status_code for _time in range(2)] == [302, 302]
    assert Event.objects.filter(verb=Verb.DESCRIBE).count() == 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Nothing is to change"),
        ({"how_caption": "FILL"}, "Say what to set"),
        ({"caption": "Lost?"}, "Choose what to do with these words"),
        ({"how_credit_line": "PUT", "credit_line": "x" * 501}, "at most 500"),
        ({"add_tags": "x" * 101}, "can’t be kept"),
        ({"how_digital_source_type": "PUT", "digital_source_type": "magic"}, "magic"),
        ({"how_caption": "ALWAYS"}, "ALWAYS"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_what_was_typed(
    rita: Client, three: list[Picture], said: dict[str, str], why: str
) -> None:
    refused = ask(rita, three, **({"how_source": "PUT", "source": ""} if "credit_line" in said else {}), **said)
    assert refused.status_code == 422
    assert why in words(refused)
    assert not Event.objects.filter(verb=Verb.DESCRIBE).exists()


def test_all_that_were_found_are_taken_and_no_more_than_200(
    newsroom: Newsroom, rita: Client, three: list[Picture]
) -> None:
    all_of_them = rita.post(MANY, {"all": "on", "query": "q=gull&own=1"})
    assert all_of_them.context["form"]["pictures"].value() == keys(three[::-1])
    Picture.objects.bulk_create(map(library.bare, range(200)))
    too_many = hidden(rita.post(MANY, {"all": "on", "query": ""}))
    refused = rita.post(MANY, too_many | AGENCY | {"step": "preview"})
    assert refused.status_code == 422
    assert "more than 200 pictures" in words(refused)


@pytest.mark.parametrize("written", ["x", "1;2", "-1", "1" * 30, "٣", "1,2," * 5000])
def test_keys_that_are_none_are_a_bad_request(rita: Client, written: str) -> None:
    assert rita.post(MANY, {"picture": written}).status_code == 400
    assert rita.post(MANY, {"pictures": written, "step": "preview"} | AGENCY).status_code in (400, 413)


@pytest.mark.parametrize("seen", ["x", "1:a.b", "1:a:b", "x:a"])
def test_what_was_seen_is_read_or_refused(rita: Client, three: list[Picture], seen: str) -> None:
    sent = {"pictures": keys(three), "seen": seen, "step": "write"} | AGENCY
    assert rita.post(MANY, sent).status_code == 400
    assert not Event.objects.filter(verb=Verb.DESCRIBE).exists()


def test_none_ticked_says_what_to_do(rita: Client) -> None:
    assert "Tick some in the library" in words(rita.post(MANY, {}))


def test_w1_w11_only_people_of_desks_and_only_by_posting(rita: Client, three: list[Picture]) -> None:
    assert rita.get(MANY).status_code == 405
    assert browser(person("Nora")).post(MANY, {"picture": three[0].pk}).status_code == 403
    assert Client().post(MANY, {"picture": three[0].pk}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rita.cookies
    assert strict.post(MANY, {"picture": three[0].pk}).status_code == 403


def test_what_is_shown_is_escaped(rita: Client, three: list[Picture]) -> None:
    shown = ask(rita, three, how_caption="PUT", caption='"><script>alert(1)</script>')
    assert "<script>alert" not in shown.content.decode()
    assert re.search(r'name="caption" value="&quot;&gt;&lt;script', shown.content.decode())


def test_showing_takes_the_same_queries_for_one_picture_or_many(rita: Client, three: list[Picture]) -> None:
    counted = []
    for some in (three[:1], three):
        with CaptureQueriesContext(connection) as seen:
            ask(rita, some, **AGENCY, add_tags="x")
        counted.append(len(seen))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("seen", [":", ":x", "1:x:y", "1", "x:y", "1:" + "x" * 12 + ".", "1,2:x"])
def test_what_nobody_was_shown_is_a_bad_request(rita: Client, three: list[Picture], seen: str) -> None:
    assert ask(rita, three, **AGENCY, step="write", seen=seen).status_code == 400
    assert not Event.objects.filter(verb=Verb.DESCRIBE).exists()
