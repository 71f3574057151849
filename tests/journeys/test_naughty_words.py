"""Words that break things. Each comes back as it was typed or is refused with a reason; none runs."""

import json
import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from lxml import etree, html

from articles import drafting, instant
from tests.articles import photos
from tests.journeys.browsers import Browser, signed_in
from tests.journeys.roads import Road
from tests.people import Newsroom
from workflow.models import Story

#: A wider list, where one lies beside the house.
LIST = "abuse-lists/minimaxir+big-list-of-naughty-strings/blns.json"
CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))

WORDS = [
    "<script>alert(1)</script>",
    "</title></h1></textarea></script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '[click](javascript:alert(1)) <a href="jAvAsCrIpT&colon;alert(1)">x</a>',
    "![x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<svg><g/onload=alert(2)//<p>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><form action=/x><input></form>",
    "{{ 7*7 }} {% csrf_token %} ${7*7} <%= 7*7 %> %s %(x)s {0}",
    "]]> <![CDATA[ <!-- --> &amp; &lt; &#x27; &bogus;",
    "=cmd|' /C calc'!A0",
    "Ｗｉｄｅ, e\u0301 is not é, ﷽ and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "עברית ו\u200fالعربية mixed \u202ereversed\u202c \u2066isolated\u2069",
    "zero\u200bwidth\u200djoiner\ufeffmark soft\u00adhyphen",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇺🇳 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "\ufdd0 \uffff \U0010ffff",
    "a\x01b\x1bc\x7fd\x85e",
    "NUL \x00 inside",
    "../../etc/passwd%00 C:\\CON \\\\host\\share",
    "x" * 300,
    "\u2028line\u2029paragraph",
    "null",
    "-1/0 NaN 1e309 0x0 ١٢٣",
]
RUNS = {"iframe", "object", "embed", "svg", "math", "base", "applet", "frame", "style", "template"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset"}
#: What browsers leave out before they look for the colon.
DANGEROUS = re.compile(r"(javascript|vbscript|data):(?!image/svg\+xml,%3Csvg)", re.IGNORECASE)
LEFT_OUT = re.compile(r"^[\x00-\x20]+|[\t\n\r]")


def assert_inert(page: bytes) -> None:
    """Nothing runs: no handler, no foreign element, no script but our own and readable data, no dangerous address."""
    for element in html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8")).iter("*"):
        assert element.tag not in RUNS, html.tostring(element)[:200]
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), html.tostring(element)[:200]
            assert name != "srcdoc"
            assert not (name in ADDRESSES and DANGEROUS.match(LEFT_OUT.sub("", value))), value
        if element.tag == "script" and element.get("type") == "application/ld+json":
            json.loads(element.text)
        elif element.tag == "script":
            assert element.get("src", "").startswith("/static/")
            assert not (element.text or "").strip()


def assert_fine(response: HttpResponse) -> None:
    assert response.status_code < 500
    if "html" in response.headers.get("Content-Type", ""):
        assert_inert(response.content)


def in_every_field(typed: str) -> dict[str, str]:
    return {"headline": typed, "slugline": typed[:100], "dek": typed, "body": f"{typed}\n", "tags": typed[:80]}


def words_of(story: Story) -> drafting.Text:
    head = Story.objects.select_related("article__head").get(pk=story.pk).article.head
    assert head is not None
    return drafting.text_of(head)


def make(road: Road, typed: str, slug: str = "") -> Story | None:
    """Type it into every field of a new story; give the story, or None where it was refused with a reason."""
    where = {"section": str(road.desk.section.pk), "authors": [str(road.desk.author.pk), ""], "slug": slug}
    page = road.reporter.write("/desk/new/", **where, **in_every_field(typed))
    assert_fine(page.response)
    if page.status == 422:
        assert page.told
        return None
    assert page.status == 200
    return Story.objects.latest("pk")


@pytest.mark.parametrize("some", range(0, len(WORDS), 6))
def test_words_that_break_things_reach_readers_as_words(road: Road, reader: Browser, some: int) -> None:
    for number, typed in enumerate(WORDS[some : some + 6], start=some):
        story = make(road, typed, slug=f"words-{number}")
        if story is None:
            assert "\x00" in typed or len(typed) > 250
            continue
        assert (words_of(story).headline, words_of(story).body) == (typed, f"{typed}\n")
        assert_staff_read_it(road, story, typed)
        for verb in ("file", "sign", "approve", "publish"):
            road.desk.now = instant.now()
            road.desk.act(verb, story, **({"stage": road.desk.stage} if verb == "sign" else {}))
        assert_readers_read_it(road, reader, story, typed)


def assert_staff_read_it(road: Road, story: Story, typed: str) -> None:
    for name in ("", "edit/", "preview/", "history/"):
        page = road.reporter.open(f"/desk/{story.pk}/{name}")
        assert (page.status, escape(typed[:100]) in page.source) == (200, True), typed
        assert_inert(page.response.content)
    assert "Nothing was changed." in road.reporter.write(f"/desk/{story.pk}/edit/").words


def assert_readers_read_it(road: Road, reader: Browser, story: Story, typed: str) -> None:
    story.article.refresh_from_db()
    pages = [str(story.article.path), "/", f"/{road.desk.section.slug}/", f"/author/{road.desk.author.slug}/"]
    for page in map(reader.open, pages):
        assert (page.status, escape(typed) in page.source) == (200, True), typed
        assert_inert(page.response.content)
    assert etree.fromstring(reader.open("/feeds/rss.xml").response.content).tag == "rss"


def test_a_note_or_notice_that_breaks_things_is_only_read(road: Road, reader: Browser) -> None:
    for typed in WORDS:
        story = road.desk.on_air()
        page = road.publisher.press(story.pk, "kill", reason=typed, notice=typed)
        assert_fine(page.response)
        assert page.status == 200 or ("\x00" in typed and page.told)
        answer = reader.open(str(story.article.path))
        assert answer.status == (410 if page.status == 200 else 200)
        assert_inert(answer.response.content)


def test_a_headline_that_makes_no_slug_is_told_so_before_it_has_an_address_that_no_reader_finds(
    road: Road, reader: Browser
) -> None:
    story = make(road, "🎉 … !!!")
    assert story is not None
    assert words_of(story).slug == ""
    road.approve(story.pk)
    page = road.publisher.press(story.pk, "publish")
    assert (page.status, "The story has no slug: give it one" in page.told) == (409, True)
    road.editor.done(story.pk, "send_back", note="A slug, please.")
    assert "Saved." in road.reporter.write(f"/desk/{story.pk}/edit/", slug="party").words
    road.approve(story.pk)
    road.publisher.done(story.pk, "publish")
    story.article.refresh_from_db()
    assert reader.open(str(story.article.path)).status == 200


def test_bytes_that_are_no_text_and_half_characters_are_no_error(desk: Newsroom) -> None:
    browser = signed_in(desk.reporter)
    token = browser.open("/desk/new/").form().sent["csrfmiddlewaretoken"]
    for broken in ("%ff%fe", "%ed%a0%80", "%c0%af", "%f4%90%80%80", "%", "a%00"):
        body = f"csrfmiddlewaretoken={token}&desk={desk.desk.pk}&headline={broken}&body={broken}&slug={broken}"
        answer = browser.client.post("/desk/new/", body, content_type="application/x-www-form-urlencoded")
        assert_fine(answer)
        for address in (f"/{broken}/", f"/tag/{broken}/", f"/desk/all/?q={broken}&page={broken}&status={broken}"):
            answer = browser.client.get(address)
            assert_fine(answer)
            assert (answer.status_code == 400) == ("%00" in broken)


@pytest.mark.parametrize(
    "name", ["../../x.jpg", 'a"><b>.jpg', "CON", "x" * 300 + ".jpg", "\u202egpj.exe", "a\nb.jpg", ".jpg"]
)
def test_an_uploaded_files_name_is_only_a_name(road: Road, name: str) -> None:
    file = SimpleUploadedFile("x.jpg", photos.jpeg(40, 30).getvalue())
    file._name = name
    page = road.reporter.write("/desk/pictures/upload/", pictures=file)
    assert page.status == 200, page.told
    assert_inert(page.response.content)
    assert_inert(road.reporter.open("/desk/pictures/").response.content)
    assert_inert(road.reporter.open("/desk/new/").response.content)


def naughty() -> list[str]:
    place = CORPUS / LIST
    return json.loads(place.read_text()) if place.is_file() else []


def chunks(words: list[str], size: int) -> Iterator[list[str]]:
    yield from (words[start : start + size] for start in range(0, len(words), size))


@pytest.mark.skipif(not naughty(), reason="no list of naughty strings beside the house")
def test_a_long_list_of_naughty_strings_is_kept_and_runs_nowhere(road: Road, reader: Browser) -> None:
    for typed in naughty()[::25]:
        story = make(road, typed or "empty")
        assert story is None or words_of(story).headline == (typed or "empty")
    for some in chunks(naughty(), 90):
        body = "\n\n".join(some)
        page = road.reporter.write("/desk/new/", headline="Naughty", body=body, section=str(road.desk.section.pk))
        assert page.status == 200, page.told
        story = Story.objects.latest("pk")
        assert words_of(story).body == re.sub(r"\r\n|\r", "\n", body)
        preview = road.reporter.open(f"/desk/{story.pk}/preview/")
        assert preview.status == 200
        assert_inert(preview.response.content)
