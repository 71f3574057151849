"""The site at another time: what the desk sees as it stood and as it will look, and that nobody else sees any of it."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver

from articles import site
from articles.models import Picture, Rendition
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.travels import BANNER, CANARY, HOUR, SECOND, body_of, lead, path_of, seen, whole
from tests.workflow.travels import boat as boat
from tests.workflow.travels import desk as desk
from workflow import travelling
from workflow.desk.travelled import PAGES

pytestmark = pytest.mark.django_db

#: What answers machines that look after the site; there is nothing in it to see at another time.
FOR_MACHINES = {"healthz", "readyz", "robots"}


def everywhere(newsroom: Newsroom, path: str) -> dict[str, str]:
    """One address of each public page that a story of this newsroom stands on, by the name of its route."""
    files = Rendition.objects.values_list("picture__token", "name")
    token, name = files.order_by("pk").first() or ("none", "none.jpg")
    return {
        "front": "/",
        "section": f"/{newsroom.section.slug}/",
        "tag": "/tag/harbour/",
        "author": newsroom.author.get_absolute_url(),
        "article": path,
        "changes": f"{path}changes/",
        "rss": "/feeds/rss.xml",
        "picture": f"/pictures/{token}/{name}",
    }


def test_every_public_page_can_be_seen_at_another_time(newsroom: Newsroom, desk: Client, boat: Picture) -> None:
    """A new public page has to be among them, with an address to ask it at."""
    story = newsroom.scheduled("Soon", goes_live_at=newsroom.now + HOUR, pictures=lead(boat))
    pages = everywhere(newsroom, path_of(story))
    public = {str(pattern.name) for pattern in get_resolver("articles.urls").url_patterns}
    assert public - FOR_MACHINES == set(pages) == set(PAGES)
    for name, path in pages.items():
        answer = desk.get(travelling.address(newsroom.now + 2 * HOUR, path))
        assert answer.status_code == 200, name
        said = body_of(answer)
        assert ("The site as it will look on" in said) is (name != "picture"), name
        assert ("Soon" in said) is (name != "picture"), name
        assert answer["Cache-Control"] == "private, no-store", name
        assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer"), name
        assert "ETag" not in answer.headers or name == "picture"
        assert Client().get(path).status_code in ({200} if name in {"front", "section", "rss"} else {404}), name


def test_a_page_at_another_time_is_the_page_that_readers_got_then(
    newsroom: Newsroom, desk: Client, boat: Picture
) -> None:
    newsroom.later(hours=-2)
    path = path_of(newsroom.on_air("Soon", pictures=lead(boat), body="![boat](boat.jpg) The [news](/tag/harbour/).\n"))
    at = newsroom.later(hours=1)
    base, reader = travelling.base(at), Client()
    for name, public in everywhere(newsroom, path).items():
        then, live = seen(desk, at, public), body_of(reader.get(public))
        assert undressed(then, base) == live, name
        assert (base in then) is (name != "picture"), name
        assert f"{base}{settings.STATIC_URL}" not in then, name


def undressed(page: str, base: str) -> str:
    """Take off a page what the desk's travel put on it."""
    without = re.sub(r'<link rel="stylesheet" href="[^"]*travel\.css">\n|<!-- The site [^>]* -->\n', "", page)
    return BANNER.sub("", without).replace(base, "").replace("?>\n<rss", "?>\n<rss")


def test_what_is_planned_shows_from_its_second_on_and_not_before(
    newsroom: Newsroom, desk: Client, boat: Picture
) -> None:
    newsroom.on_air("Always there")
    at = whole(newsroom.now + 3 * HOUR)
    path = path_of(newsroom.scheduled(CANARY, goes_live_at=at, pictures=lead(boat), tags=("Soon",)))
    pages = {**everywhere(newsroom, path), "tag": "/tag/soon/"}
    for name, public in pages.items():
        status = 200 if name in {"front", "section", "author", "rss"} else 404
        assert CANARY not in seen(desk, at - SECOND, public, status).replace(path, ""), name
        assert (CANARY in seen(desk, at, public)) is (name != "picture"), name


def test_a_planned_update_takes_the_place_of_the_old_text_at_its_time(newsroom: Newsroom, desk: Client) -> None:
    newsroom.later(hours=-5)
    story = newsroom.on_air("The old text")
    newsroom.later(hours=5)
    newsroom.update(story, "The new text")
    at = whole(newsroom.now + HOUR)
    newsroom.act("schedule", story, goes_live_at=at)
    path = path_of(story)
    for public in (path, "/", "/feeds/rss.xml"):
        before, after = seen(desk, at - SECOND, public), seen(desk, at, public)
        assert ("The old text" in before, "The new text" in before) == (True, False), public
        assert ("The old text" in after, "The new text" in after) == (False, True), public
    assert "Updated" in seen(desk, at, path)
    log = seen(desk, at, f"{path}changes/")
    assert "<del>old</del><ins>new</ins>" in log
    assert "<ins>" not in seen(desk, at - SECOND, f"{path}changes/")


def test_a_story_that_will_have_expired_is_gone_then(newsroom: Newsroom, desk: Client) -> None:
    newsroom.on_air("Always there")
    at = whole(newsroom.now + HOUR)
    path = path_of(newsroom.on_air(CANARY, expires_at=at))
    assert CANARY in seen(desk, at - SECOND, path)
    assert CANARY in seen(desk, at - SECOND, "/")
    for public in (path, f"{path}changes/"):
        assert "no longer available" in seen(desk, at, public, 410)
    assert CANARY not in seen(desk, at, "/")


def test_the_past_shows_what_was_public_and_what_became_of_it(newsroom: Newsroom, desk: Client) -> None:
    newsroom.later(hours=-10)
    story, other = newsroom.on_air("The first text"), newsroom.on_air("Stays as it is")
    path = path_of(story)
    first = newsroom.later(hours=1)
    newsroom.update(story, "The second text")
    newsroom.later(hours=1)
    newsroom.act("publish", story)
    second = newsroom.later(hours=1)
    assert "The first text" in seen(desk, first, path)
    assert "The site as it stood on" in seen(desk, first, path)
    assert "This story has changed since, last on" in words(desk.get(travelling.address(first, path)))
    assert "This story" not in words(desk.get(travelling.address(second, path)))
    killed_at = newsroom.later(hours=1)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn by the editor.")
    assert "The second text" in seen(desk, second, path)
    for public in (path, f"{path}changes/"):
        assert "This story was withdrawn on" in words(desk.get(travelling.address(second, public)))
    assert "This story" not in words(desk.get(travelling.address(second, path_of(other))))
    assert "Withdrawn by the editor." not in seen(desk, second, path)
    assert "Withdrawn by the editor." in seen(desk, killed_at + SECOND, path, 410)
    assert "nothing at this address" in seen(desk, first - 2 * HOUR, path, 404)


def test_a_notice_shows_only_from_its_time_on(newsroom: Newsroom, desk: Client) -> None:
    newsroom.later(hours=-10)
    path = path_of(story := newsroom.on_air("Soon gone", expires_at=newsroom.now + HOUR))
    between = newsroom.later(hours=2)
    newsroom.later(hours=2)
    newsroom.tick()
    newsroom.act("kill", story, reason="libel", notice="Withdrawn by the editor.")
    assert "Withdrawn by the editor." in Client().get(path).content.decode()
    assert "Withdrawn by the editor." not in seen(desk, between, path, 410)
    assert "This story was withdrawn on" in words(desk.get(travelling.address(between - 3 * HOUR / 2, path)))


def test_another_desk_s_plans_stay_its_own(newsroom: Newsroom, desk: Client, boat: Picture) -> None:
    other = Newsroom.open("Sport")
    at = whole(other.now + 5 * HOUR)
    planned = path_of(other.scheduled(CANARY, goes_live_at=at, pictures=lead(boat), tags=(CANARY,)))
    updated, expiring = other.on_air("The old text"), other.on_air("Will expire", expires_at=at)
    other.update(updated, CANARY)
    other.act("schedule", updated, goes_live_at=at)
    later = at + HOUR
    for public in everywhere(other, planned).values():
        answer = desk.get(travelling.address(later, public))
        assert CANARY not in body_of(answer).replace(planned, ""), public
    never = planned.replace("story-", "nobody-")
    site.forget_sections()  # so that both answers name the same ones
    assert seen(desk, later, planned, 404).replace(planned, "") == seen(desk, later, never, 404).replace(never, "")
    assert "The old text" in seen(desk, later, path_of(updated)), "what is on air does not vanish by a plan"
    assert "Will expire" in seen(desk, later, path_of(expiring))
    assert CANARY not in seen(desk, later, f"{path_of(updated)}changes/")
    assert "What other desks plan is not shown." in seen(desk, later, "/")
    assert "What other desks plan" not in seen(desk, other.now - HOUR, "/")
    theirs = browser(other.reporter)
    assert CANARY in seen(theirs, later, planned)
    assert CANARY in seen(theirs, later, path_of(updated))
    assert "no longer available" in seen(theirs, later, path_of(expiring), 410)


def test_a_person_of_all_desks_is_told_of_no_others(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    both = person("Bo", "REPORTER", desk=newsroom.desk)
    other.desk.memberships.create(user=both, role="REPORTER")
    assert "What other desks plan" not in seen(browser(both), newsroom.now + HOUR, "/")


def test_what_has_no_edition_shows_at_no_time(newsroom: Newsroom, desk: Client) -> None:
    """Not even to its own desk: whether it will ever be on air, nobody decided."""
    fields: dict[str, Any] = {"dek": CANARY, "body": CANARY, "tags": (CANARY,)}
    stories = [getattr(newsroom, where)(CANARY, **fields) for where in ("draft", "filed", "approved")]
    spiked, embargoed, shelved = (newsroom.draft(CANARY, **fields) for _ in range(3))
    newsroom.act("spike", spiked)
    newsroom.act("set_embargo", embargoed, source="Ministry", embargoed_until=newsroom.now + HOUR)
    newsroom.act("shelve", shelved, by=newsroom.editor, reason="Prewritten.")
    held = newsroom.scheduled(CANARY, goes_live_at=newsroom.now + HOUR, **fields)
    newsroom.act("hold", held, reason="rights")
    for story in (*stories, spiked, embargoed, shelved, held):
        guess = f"/{newsroom.section.slug}/{newsroom.now:%Y/%m/%d}/{story.article.slug}/"
        assert CANARY not in seen(desk, newsroom.now + 9000 * HOUR, guess, 404)
    for public in ("/", f"/{newsroom.section.slug}/", "/feeds/rss.xml"):
        assert CANARY not in seen(desk, newsroom.now + 9000 * HOUR, public)


@pytest.mark.parametrize("way", ["get", "head"])
def test_only_people_of_a_desk_travel(newsroom: Newsroom, way: str) -> None:
    at = whole(newsroom.now + 3 * HOUR)
    path = path_of(newsroom.scheduled(CANARY, goes_live_at=at))
    address = travelling.address(at, path)
    stranger = getattr(Client(), way)(address)
    assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, "/accounts/login/")
    nobody = getattr(browser(person("Nora")), way)(address)
    assert nobody.status_code == 403
    left = browser(newsroom.reporter)
    assert getattr(left, way)(address).status_code == 200
    User.objects.filter(pk=newsroom.reporter.pk).update(is_active=False)
    assert getattr(left, way)(address).status_code == 302
    for answer in (stranger, nobody):
        assert CANARY not in body_of(answer)
        assert answer["Cache-Control"] == "private, no-store"


def test_head_says_what_get_says_without_its_body(newsroom: Newsroom, desk: Client) -> None:
    address = travelling.address(newsroom.now + HOUR, "/")
    got, head = desk.get(address), desk.head(address)
    assert head.content == b""
    assert {**got.headers, "Content-Length": ""} == {**head.headers, "Content-Length": ""}
    assert desk.post(address).status_code == 405


def test_readers_get_the_same_bytes_whoever_travels(newsroom: Newsroom, desk: Client, boat: Picture) -> None:
    newsroom.later(hours=-1)
    path = path_of(newsroom.on_air("On air", pictures=lead(boat)))
    newsroom.later(hours=1)
    newsroom.scheduled(CANARY, goes_live_at=newsroom.now + HOUR)
    pages, reader = everywhere(newsroom, path), Client()

    def live() -> dict[str, tuple[str, dict[str, str]]]:
        return {name: (body_of(answer := reader.get(public)), {**answer.headers}) for name, public in pages.items()}

    before = live()
    for hours in (-1, 0, 2, 9000):
        for public in pages.values():
            desk.get(travelling.address(newsroom.now + hours * HOUR, public))
    assert live() == before
    assert not reader.cookies


def test_the_next_plans_of_another_desk_are_not_listed(newsroom: Newsroom, desk: Client) -> None:
    other = Newsroom.open("Sport")
    other.scheduled(CANARY, goes_live_at=other.now + HOUR)
    assert CANARY not in desk.get("/desk/at/").content.decode()


def test_a_page_at_another_time_costs_the_same_however_many_stories(newsroom: Newsroom, desk: Client) -> None:
    at = newsroom.now + HOUR
    path = path_of(newsroom.on_air("First"))
    addresses = [travelling.address(at, public) for public in ("/", path, f"{path}changes/")]

    def costs() -> list[int]:
        site.forget_sections()
        return [queries(desk, address) for address in addresses]

    first = costs()
    for number in range(8):
        newsroom.on_air(f"Story {number}")
    assert costs() == first
    assert max(first) <= 7
