"""The page of one picture: its words, who changes them, where it is used, and what happened to it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from articles.drafting import UsedPicture
from articles.enums import DigitalSourceType
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from workflow import actions
from workflow.actions.picture_words import SAID
from workflow.models import Event

HOUR = timedelta(hours=1)


@pytest.fixture
def rita(newsroom: Newsroom) -> Client:
    return browser(newsroom.reporter)


def place(picture: Picture) -> str:
    return f"/desk/pictures/{picture.token}/"


def sheet(page: HttpResponse) -> dict[str, Any]:
    """Return what a browser sends for the words as the page shows them."""
    form = page.context["form"]
    return {name: re.sub(r"\r\n|\r|\n", "\r\n", str(form[name].value() or "")) for name in ("seen", *SAID)}


def lead(picture: Picture, **more: Any) -> dict[str, Any]:
    return {"pictures": (UsedPicture(picture.pk, role="LEAD", caption="A gull.", credit_line="R. Test", **more),)}


def test_all_words_are_edited_and_what_was_not_touched_stays_to_the_byte(rita: Client, picture: Picture) -> None:
    Picture.objects.update(instructions="One.\r\nTwo.\nThree.", credit_line="A\nB")
    sent = sheet(rita.get(place(picture)))
    sent |= {"headline": "Gull", "city": "Oslo", "digital_source_type": DigitalSourceType.AI, "tags": 'Sea, "a, b"'}
    sent |= {"credit_line": "AB"}
    assert rita.post(place(picture), sent).status_code == 302
    picture.refresh_from_db()
    assert (picture.headline, picture.city, picture.digital_source_type) == ("Gull", "Oslo", DigitalSourceType.AI)
    assert sorted(picture.tags.names()) == ["Sea", "a, b"]
    assert (picture.instructions, picture.credit_line) == ("One.\r\nTwo.\nThree.", "A\nB")
    assert set(Event.objects.get(picture=picture).facts["words"]) == {"headline", "city", "digital_source_type", "tags"}
    page = words(rita.get(place(picture)))
    assert "made with AI" in page
    assert "Headline: nothing → Gull" in page
    assert "How it was made: nothing → made with AI" in page


def test_usage_terms_are_offered_to_those_who_may_change_them(
    newsroom: Newsroom, rita: Client, picture: Picture
) -> None:
    sent = sheet(rita.get(place(picture)))
    assert rita.post(place(picture), sent | {"usage_terms": "Web until 2020-01-01"}).status_code == 302
    page = rita.get(place(picture))
    assert page.context["form"]["usage_terms"].field.disabled
    assert rita.post(place(picture), sheet(page) | {"usage_terms": "", "city": "Oslo"}).status_code == 302
    picture.refresh_from_db()
    assert (picture.usage_terms, picture.city) == ("Web until 2020-01-01", "Oslo")
    edith = browser(newsroom.editor)
    assert edith.post(place(picture), sheet(edith.get(place(picture))) | {"usage_terms": ""}).status_code == 302
    picture.refresh_from_db()
    assert picture.usage_terms == ""


def test_whoever_ends_usage_terms_is_told_which_plans_that_held(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.approved(**lead(picture))
    newsroom.act("schedule", story, goes_live_at=newsroom.now + HOUR)
    edith = browser(newsroom.editor)
    sent = sheet(edith.get(place(picture))) | {"usage_terms": "Web until 2020-01-01"}
    page = words(edith.post(place(picture), sent, follow=True))
    assert "1 planned story would air outside of these usage terms and was held." in page
    assert "stories that lost their plan: 1" in page.lower()


def test_two_people_change_different_words_and_both_stay(newsroom: Newsroom, rita: Client, picture: Picture) -> None:
    edith = browser(newsroom.editor)
    hers, his = sheet(edith.get(place(picture))), sheet(rita.get(place(picture)))
    assert edith.post(place(picture), hers | {"caption": "By Edith."}).status_code == 302
    assert rita.post(place(picture), his | {"city": "Oslo"}).status_code == 302
    picture.refresh_from_db()
    assert (picture.caption, picture.city) == ("By Edith.", "Oslo")


def test_the_same_words_changed_twice_are_shown_to_the_second_and_not_overwritten(
    newsroom: Newsroom, rita: Client, picture: Picture
) -> None:
    edith = browser(newsroom.editor)
    hers, mine = sheet(edith.get(place(picture))), sheet(rita.get(place(picture)))
    edith.post(place(picture), hers | {"caption": "By <Edith>.", "headline": "Hers"})
    refused = rita.post(place(picture), mine | {"caption": "By Rita.", "city": "Oslo"})
    assert refused.status_code == 409
    assert "Somebody else wrote here meanwhile. It says now: By <Edith>." in words(refused)
    picture.refresh_from_db()
    assert (picture.caption, picture.city) == ("By <Edith>.", "")
    again = sheet(refused)
    assert (again["caption"], again["headline"], again["city"]) == ("By Rita.", "Hers", "Oslo")
    assert rita.post(place(picture), again).status_code == 302
    picture.refresh_from_db()
    assert (picture.caption, picture.headline, picture.city) == ("By Rita.", "Hers", "Oslo")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"city": "x" * 201}, "at most 200"),
        ({"digital_source_type": "magic"}, "magic"),
        ({"tags": "x" * 101}, "can’t be kept"),
        ({"headline": "a\x00"}, "Null characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_what_was_typed(
    rita: Client, picture: Picture, said: dict[str, str], why: str
) -> None:
    refused = rita.post(place(picture), sheet(rita.get(place(picture))) | {"caption": "Typed & kept."} | said)
    assert refused.status_code in (409, 422)
    assert why in words(refused)
    assert "Typed & kept." in words(refused)
    assert not Event.objects.filter(picture=picture).exists()


def test_where_it_is_used_now_to_come_and_in_the_past(newsroom: Newsroom, rita: Client, picture: Picture) -> None:
    now = newsroom.now
    newsroom.now = now - 10 * HOUR
    past = newsroom.on_air("Past", expires_at=now - 5 * HOUR, **lead(picture))
    shown = newsroom.on_air("Shown", **lead(picture))
    newsroom.later(hours=1)
    newsroom.update(shown, headline="Shown, updated")
    newsroom.act("publish", shown)
    newsroom.now = now
    planned = newsroom.scheduled("Planned", goes_live_at=now + HOUR, **lead(picture))
    draft = newsroom.draft("Draft", **lead(picture))
    newsroom.draft("Without")
    used = rita.get(place(picture)).context["used"]
    found = {line.story: [str(time.state) for time in line.intervals] for line in used.stories}
    assert found == {past: ["past"], shown: ["on air"], planned: ["planned"], draft: []}
    assert (used.more, used.elsewhere, used.claims) == (0, 0, 3)
    (line,) = (line for line in used.stories if line.story == shown)
    assert (line.newest, line.intervals[0].starts_at) == ("lead picture", now - 10 * HOUR)


def test_a_story_that_gave_the_picture_up_is_named_with_its_past(
    newsroom: Newsroom, rita: Client, picture: Picture
) -> None:
    now = newsroom.now
    newsroom.now = now - 10 * HOUR
    story = newsroom.on_air("Shown", **lead(picture))
    newsroom.later(hours=1)
    newsroom.act("revise", story)
    newsroom.save(story, pictures=())
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("publish", story)
    (line,) = rita.get(place(picture)).context["used"].stories
    assert [(time.starts_at, time.ends_at) for time in line.intervals] == [(now - 10 * HOUR, now - 9 * HOUR)]
    assert "no longer in its newest text" in words(rita.get(place(picture)))


def test_stories_of_other_desks_are_counted_and_not_named(newsroom: Newsroom, picture: Picture) -> None:
    Picture.objects.update(most_stories=2)
    newsroom.on_air("Canary", **lead(picture))
    page = words(browser(Newsroom.open("Sport").reporter).get(place(picture)))
    assert "1 story of other desks uses it." in page
    assert "1 of 2 stories that its licence allows have a time on air." in page
    assert "anary" not in page


def test_the_page_takes_the_same_queries_however_often_it_is_used_and_changed(
    newsroom: Newsroom, rita: Client, picture: Picture
) -> None:
    newsroom.on_air("First", **lead(picture))
    actions.describe_picture(picture=picture, by=newsroom.editor, now=newsroom.now, said={"tags": ["a"]})
    few = queries(rita, place(picture))
    for number in range(5):
        newsroom.on_air(f"Story {number}", **lead(picture))
        said = {"tags": [str(number), "b", "c"], "city": str(number)}
        actions.describe_picture(picture=picture, by=newsroom.editor, now=newsroom.now, said=said)
    assert queries(rita, place(picture)) == few


def test_an_address_of_rights_is_a_link_only_if_it_is_one_of_the_web(rita: Client, picture: Picture) -> None:
    for address, is_link in (("https://example.org/terms", True), ("javascript:alert(1)", False)):
        Picture.objects.update(web_statement=address)
        assert (f'href="{address}"' in rita.get(place(picture)).content.decode()) == is_link


def test_pictures_that_look_the_same_are_shown_with_their_names(
    newsroom: Newsroom, rita: Client, picture: Picture, picture_of: Callable[[Newsroom, int], Picture]
) -> None:
    hashes = {"near.png": 0b1011, "far.png": ~0b1001, "itself.png": 0b1001}
    others = [picture_of(newsroom, number) for number in (1, 2)]
    for one, (name, seen) in zip([*others, picture], hashes.items(), strict=True):
        Picture.objects.filter(pk=one.pk).update(name=name, perceptual_hash=seen)
    assert [other.picture.name for other in rita.get(place(picture)).context["alike"]] == ["near.png"]
    assert "Looks the same" in words(rita.get(place(picture)))
    assert "Looks the same" not in words(rita.get(place(others[1])))


def test_what_was_typed_after_the_session_ended_is_shown_back(rita: Client, picture: Picture) -> None:
    sent = sheet(rita.get(place(picture))) | {"caption": "A long & careful caption."}
    answer = Client().post(place(picture), sent)
    assert answer.status_code == 403
    assert "A long & careful caption." in words(answer)
