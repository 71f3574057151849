"""One walks the site at another time: what leads on there, what leads out, and how one gets in."""

import re
from html import unescape

import feedparser
import pytest
from django.conf import settings
from django.test import Client

from articles import drafting
from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.travels import BANNER, HOUR, SECOND, lead, path_of, seen, whole
from tests.workflow.travels import boat as boat
from tests.workflow.travels import desk as desk
from workflow import travelling
from workflow.models import Story

pytestmark = pytest.mark.django_db


def links(page: str) -> set[str]:
    """Where a page leads, its banner apart."""
    return {unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', BANNER.sub("", page))}


def test_one_can_walk_the_site_and_stays_at_that_time(newsroom: Newsroom, desk: Client) -> None:
    at = whole(newsroom.now + 3 * HOUR)
    body = (
        f"[own](/tag/harbour/) [whole]({settings.SITE_URL}/tag/harbour/) [out](https://example.org/tag/harbour/)"
        ' [other](//example.org/) [desk](/desk/all/) [old](/2019/05/old.html) [note](#main) `href="/tag/x/"`\n'
    )
    newsroom.scheduled("Soon", goes_live_at=at, body=body)
    base = travelling.base(at)
    waiting, walked = {f"{base}/"}, set()
    while waiting:
        address = waiting.pop()
        walked.add(address)
        answer = desk.get(address)
        assert answer.status_code == (404 if address.endswith("old.html") else 200), address
        if not answer["Content-Type"].startswith("text/html"):
            continue
        found = links(answer.content.decode())
        elsewhere = {link for link in found if not link.startswith((base, "#"))}
        outside = {"https://example.org/tag/harbour/", "//example.org/", f"{settings.SITE_URL}{base}/tag/harbour/"}
        assert elsewhere - outside <= {"/desk/", "/desk/all/"}, address
        waiting |= {link for link in found if link.startswith(base)} - walked
    assert len(walked) == 7  # front, section, tag, author, article, feed and where a story stood before
    assert "href=&quot;/tag/x/&quot;" in seen(desk, at, path_of(Story.objects.get())).replace('"', "&quot;")


def test_a_feed_at_another_time_is_a_feed_that_leads_there(newsroom: Newsroom, desk: Client, boat: Picture) -> None:
    at = whole(newsroom.now + 3 * HOUR)
    path = path_of(newsroom.scheduled("Soon", goes_live_at=at, pictures=lead(boat)))
    told = feedparser.parse(seen(desk, at, "/feeds/rss.xml").encode())
    assert told.bozo == 0
    there = f"{settings.SITE_URL}{travelling.base(at)}"
    assert (told.feed.link, [item.link for item in told.entries]) == (f"{there}/", [f"{there}{path}"])
    picture = told.entries[0].media_content[0]["url"]
    assert picture.startswith(f"{there}/pictures/{boat.token}/")
    assert desk.get(picture.removeprefix(settings.SITE_URL)).status_code == 200


def test_old_addresses_and_lost_strokes_lead_on_at_that_time(newsroom: Newsroom, desk: Client) -> None:
    at = whole(newsroom.now + 3 * HOUR)
    story = newsroom.scheduled("Soon", goes_live_at=at)
    drafting.remember_addresses(article=story.article, paths=["/2019/05/old-story.html"])
    base, path = travelling.base(at), path_of(story)
    for asked, leads in (
        ("/2019/05/old-story.html", path),
        (path.rstrip("/"), path),
        ("/tag/harbour", "/tag/harbour/"),
    ):
        answer = desk.get(f"{base}{asked}")
        assert (answer.status_code, answer["Location"]) == (302, f"{base}{leads}")
    assert desk.get(f"{travelling.base(at - SECOND)}/2019/05/old-story.html").status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/desk/all/", "/admin/", "/accounts/login/", "//", "/%00"])
def test_what_is_no_page_of_the_site_is_at_no_time_there(newsroom: Newsroom, desk: Client, path: str) -> None:
    assert desk.get(f"{travelling.base(newsroom.now)}{path}").status_code == (400 if path == "/%00" else 404)


def test_a_plan_s_page_list_and_menu_lead_to_the_site_as_it_will_look(newsroom: Newsroom, desk: Client) -> None:
    at = whole(newsroom.now + 3 * HOUR)
    story = newsroom.scheduled("Soon", goes_live_at=at)
    there = travelling.address(at, path_of(story))
    for page in (f"/desk/{story.pk}/", "/desk/scheduled/", "/desk/at/"):
        assert f'href="{there}"' in desk.get(page).content.decode(), page
    assert 'href="/desk/at/"' in desk.get("/desk/").content.decode()
    assert "Soon" in seen(desk, at, path_of(story))
