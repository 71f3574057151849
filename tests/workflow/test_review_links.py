"""A lawyer or a source reads one text by a link: as long as it holds, nothing beside it, and all of it logged."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from articles import drafting, pictures
from articles.enums import PictureRole
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.talks import (
    NOBODY,
    WEEK,
    address,
    fresh,
    opened,
    rewritten,
    sent,
    shared,
)
from workflow import actions, review_links
from workflow.actions import sharing
from workflow.enums import Role, Verb
from workflow.exceptions import LinkIsDead, Missing, NotNow, NotYours
from workflow.models import Event, ReviewLink, ReviewVisit, Story


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return rewritten(newsroom)


def test_a_link_shows_the_text_to_whoever_has_it_and_says_for_whom_and_until_when(
    newsroom: Newsroom, story: Story
) -> None:
    made = shared(newsroom, story, name="Ms Lex <b>")
    page = opened(made)
    assert page.status_code == 200
    assert all(one in words(page) for one in ("Who paid the harbour master?", "The strike is over.", "paid twice."))
    assert "For Ms Lex <b> alone, until" in words(page)
    assert b"Ms Lex <b>" not in page.content
    assert not page.cookies


def test_a_text_under_an_embargo_says_so_to_who_may_read_it_all_the_same(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.draft(pictures=(drafting.UsedPicture(picture_id=picture.pk, role="LEAD"),))
    made = shared(newsroom, story, despite_embargo=True)
    assert "embargo" not in words(opened(made))
    until = newsroom.now + timedelta(days=2)
    newsroom.act("set_embargo", story, source="The <court>", embargoed_until=until, terms="No names.")
    told = {"source": "The palace", "embargoed_until": None}
    actions.bind_picture(picture=picture, by=newsroom.editor, now=newsroom.now, **told)
    page = words(opened(made))
    assert "Under an embargo of The <court> until" in page
    assert "No names." in page
    assert "Under an open-ended embargo of The palace" in page
    newsroom.act("lift_embargo", story, reason="They agreed.")
    assert "The <court>" not in words(opened(made))


def test_an_embargo_closes_a_link_up_to_its_end_and_at_that_instant_no_more(newsroom: Newsroom) -> None:
    story, until = newsroom.draft(), newsroom.now + timedelta(hours=1)
    link = shared(newsroom, story).link
    newsroom.act("set_embargo", story, source="The court", embargoed_until=until)
    assert review_links.is_closed(link, now=until - timedelta(microseconds=1))
    assert not review_links.is_closed(link, now=until)


@pytest.mark.parametrize("of_picture", [False, True])
def test_an_embargo_closes_a_link_until_it_is_over(newsroom: Newsroom, picture: Picture, of_picture: bool) -> None:
    story = newsroom.draft(pictures=(drafting.UsedPicture(picture_id=picture.pk, role="LEAD"),))
    made, desk = shared(newsroom, story), browser(newsroom.editor)
    assert opened(made).status_code == 200
    told: dict[str, Any] = {"source": "The court", "embargoed_until": None}
    if of_picture:
        actions.bind_picture(picture=picture, by=newsroom.editor, now=newsroom.now, **told)
    else:
        newsroom.act("set_embargo", story, **told)
    assert opened(made).status_code == 404
    assert "closed by an embargo" in words(desk.get(f"/desk/{story.pk}/share/"))
    assert not made.link.visits.order_by("-pk")[0].was_let_in
    with pytest.raises(LinkIsDead):
        actions.comment_from_outside(link=made.link, now=newsroom.now, text="May I?")
    with pytest.raises(NotNow, match="under an embargo of The court"):
        shared(newsroom, story)
    assert opened(shared(newsroom, story, despite_embargo=True)).status_code == 200
    if of_picture:
        actions.free_picture(picture=picture, by=newsroom.publisher, now=newsroom.now, reason="They agreed.")
    else:
        newsroom.act("lift_embargo", story, reason="They agreed.")
    assert opened(made).status_code == 200


def test_the_token_is_long_shown_once_and_kept_nowhere(newsroom: Newsroom, story: Story) -> None:
    client = browser(newsroom.editor)
    head = fresh(story).article.head_id
    page = client.post(
        f"/desk/{story.pk}/share/",
        {"name": "Ms Lex", "shows": "this", "revision": head, "days": "3", "may_comment": "on"},
    )
    token = re.findall(r"/review/([\w-]+)/", page.content.decode())[0]
    link = ReviewLink.objects.get()
    assert (page.status_code, len(token) >= 43) == (200, True)
    assert "no-store" in page["Cache-Control"]
    assert link.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert (link.revision_id, link.may_comment, link.expires_at - link.made_at) == (head, True, timedelta(days=3))
    for path in (f"/desk/{story.pk}/share/", f"/desk/{story.pk}/", f"/desk/{story.pk}/history/"):
        assert token not in client.get(path).content.decode()
    assert token not in str(list(Event.objects.values())) + str(dict(client.session)) + str(
        list(ReviewLink.objects.values())
    )
    assert Client().get(f"/review/{token}/").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_editors_and_publishers_share_and_revoke_and_nobody_else(newsroom: Newsroom, story: Story, role: str) -> None:
    member = person("Mia", role, desk=newsroom.desk)
    may = role in (Role.EDITOR, Role.PUBLISHER)
    made = shared(newsroom, story)
    ask = {"story": fresh(story), "by": member, "now": newsroom.now, "name": "x", "expires_at": newsroom.now + WEEK}
    client = browser(member)
    assert client.get(f"/desk/{story.pk}/share/").status_code == (200 if may else 403)
    assert ("Outside review" in words(client.get(f"/desk/{story.pk}/"))) == may
    if may:
        assert actions.share(**ask).event.facts.keys() == {"link"}
        assert actions.unshare(link=made.link, by=member, now=newsroom.now).verb == Verb.UNSHARE
        return
    with pytest.raises(NotYours):
        actions.share(**ask)
    with pytest.raises(NotYours):
        actions.unshare(link=made.link, by=member, now=newsroom.now)
    form = {"name": "x", "shows": "newest", "revision": fresh(story).article.head_id, "days": "3"}
    assert client.post(f"/desk/{story.pk}/share/", form).status_code == 403
    assert client.post(f"/desk/{story.pk}/share/{made.link.pk}/revoke/").status_code == 403
    assert opened(made).status_code == 200


def test_people_of_another_desk_and_links_of_another_story_do_not_exist_here(newsroom: Newsroom, story: Story) -> None:
    made, other = shared(newsroom, story), newsroom.draft()
    otto = browser(person("Otto", *Role.values, desk=Newsroom.open("Sport").desk))
    for path in ("share/", f"share/{made.link.pk}/revoke/"):
        assert otto.post(f"/desk/{story.pk}/{path}").status_code == 404
    editor = browser(newsroom.editor)
    assert editor.post(f"/desk/{other.pk}/share/{made.link.pk}/revoke/").status_code == 404
    foreign = {"name": "x", "shows": "this", "revision": fresh(other).article.head_id, "days": "3"}
    assert editor.post(f"/desk/{story.pk}/share/", foreign).status_code == 404
    with pytest.raises(Missing, match="not one of this story"):
        shared(newsroom, story, revision=fresh(other).article.head)
    assert (opened(made).status_code, ReviewLink.objects.count()) == (200, 1)


def test_one_text_stays_that_one_and_the_newest_follows(newsroom: Newsroom, story: Story) -> None:
    one, newest = shared(newsroom, story, revision=fresh(story).article.head), shared(newsroom, story)
    newsroom.save(story, body="A later word.\n")
    assert ("paid twice" in words(opened(one)), "A later word" in words(opened(one))) == (True, False)
    assert ("paid twice" in words(opened(newest)), "A later word" in words(opened(newest))) == (False, True)


def test_a_link_ends_by_itself(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story, expires_at=newsroom.now + timedelta(hours=1))
    enter = {"token": made.token, "address": None, "agent": ""}
    newsroom.later(minutes=59)
    assert actions.visit(now=newsroom.now, **enter) == made.link
    newsroom.later(minutes=1)
    with pytest.raises(LinkIsDead):
        actions.visit(now=newsroom.now, **enter)
    with pytest.raises(LinkIsDead):
        actions.comment_from_outside(link=made.link, now=newsroom.now, text="Too late.")


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_a_link_holds_for_thirty_days_at_most(newsroom: Newsroom, story: Story, days: int) -> None:
    with pytest.raises(Missing, match="within 30 days"):
        shared(newsroom, story, expires_at=newsroom.now + timedelta(days=days))


def test_a_link_leads_to_nothing_else(newsroom: Newsroom, story: Story, picture: Picture) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    other = newsroom.draft("Another secret", pictures=(drafting.UsedPicture(picture_id=picture.pk, role="LEAD"),))
    made = shared(newsroom, story)
    early = story.article.revisions.earliest("pk").pk
    visitor = Client()
    visitor.get(address(made))
    for path in ("?revision=", "?from=", "history/", "compare/", f"{other.pk}/", f"?revision={early}"):
        answer = visitor.get(f"{address(made)}{path}")
        assert answer.status_code == (200 if path.startswith("?") else 404)
        assert b"An early word" not in answer.content
    for path in ("", "preview/", "conversation/", "edit/", "share/"):
        for one in (story, other):
            assert visitor.get(f"/desk/{one.pk}/{path}").status_code in {302, 404}
    name = picture.renditions.values_list("name", flat=True)[0]
    for token in (picture.token, "x"):
        for file in (name, "original", "../original"):
            assert visitor.get(f"{address(made)}pictures/{token}/{file}").status_code == 404
    assert visitor.get(f"/desk/pictures/{picture.token}/{name}").status_code == 302
    assert Client().get(f"/review/{made.link.token_sha256}/").status_code == 404
    assert Client().get(f"/review/{made.token.lower()}/").status_code == 404


def test_pictures_come_by_the_link_and_by_no_other_address(newsroom: Newsroom, picture: Picture) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    story = newsroom.draft(pictures=(drafting.UsedPicture(picture_id=picture.pk, role=PictureRole.LEAD),))
    made = shared(newsroom, story)
    page = opened(made).content.decode()
    sources = set(re.findall(r'(?:src|srcset)="(/[^ "]+)', page))
    files = {one for one in sources if not one.startswith("/static/")}
    assert files
    assert all(one.startswith(f"/review/{made.token}/pictures/{picture.token}/") for one in files)
    for file in files:
        answer = Client().get(file)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert answer["Content-Type"].startswith("image/")
    newsroom.save(story, pictures=())
    assert {Client().get(file).status_code for file in files} == {404}


@pytest.mark.parametrize("ask", ["get", "head", "post", "put"])
def test_no_cache_no_robot_and_no_other_site_learns_of_a_link(newsroom: Newsroom, story: Story, ask: str) -> None:
    made = shared(newsroom, story)
    for path in (address(made), NOBODY, f"{address(made)}pictures/x/y"):
        answer = getattr(Client(), ask)(path, *([sent()] if ask == "post" else []))
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "ETag" not in answer
        assert not answer.cookies
        if ask == "head":
            assert answer.content == b""
    page = opened(made).content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert '<meta name="referrer" content="no-referrer">' in page
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_who_came_is_on_the_log_that_the_desk_reads(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story)
    Client(REMOTE_ADDR="192.0.2.7").get(address(made), headers={"user-agent": "Mozilla <i>" + "x" * 300})
    Client(REMOTE_ADDR="2001:db8::1%eth0").head(address(made))
    Client(REMOTE_ADDR="").get(address(made), headers={"x-forwarded-for": "198.51.100.1"})
    Client().get(NOBODY)
    visits = list(ReviewVisit.objects.order_by("pk").values_list("link", "address", "was_let_in"))
    assert visits == [(made.link.pk, who, True) for who in ("192.0.2.7", "2001:db8::1", None)]
    assert len(ReviewVisit.objects.earliest("pk").agent) == 200
    page = browser(newsroom.editor).get(f"/desk/{story.pk}/share/")
    assert all(one in words(page) for one in ("3 visits", "192.0.2.7", "Mozilla <i>x", "unknown address"))
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        Client(REMOTE_ADDR="10.0.0.1").get(address(made), headers={"x-forwarded-for": "203.0.113.9, 192.0.2.8"})
    assert ReviewVisit.objects.latest("pk").address == "192.0.2.8"


def test_a_link_that_is_asked_for_like_mad_is_answered_with_patience(
    newsroom: Newsroom, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_VISITS", 2)
    made = shared(newsroom, story)
    assert [opened(made).status_code for _time in range(4)] == [200, 200, 429, 429]
    assert ReviewVisit.objects.count() == 2


def test_a_story_has_so_many_links_at_once(newsroom: Newsroom, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_LINKS", 1)
    made = shared(newsroom, story)
    with pytest.raises(NotNow, match="revoke one first"):
        shared(newsroom, story)
    actions.unshare(link=made.link, by=newsroom.editor, now=newsroom.now)
    with pytest.raises(NotNow, match="revoked already"):
        actions.unshare(link=made.link, by=newsroom.editor, now=newsroom.now)
    shared(newsroom, story)


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"days": "0"},
        {"days": "31"},
        {"days": "9" * 30},
        {"shows": "all"},
        {"revision": ""},
        {"revision": "9" * 30},
    ],
)
def test_a_broken_form_makes_no_link(newsroom: Newsroom, story: Story, more: dict[str, str]) -> None:
    form = {"name": "Ms Lex", "shows": "this", "revision": fresh(story).article.head_id, "days": "3", **more}
    answer = browser(newsroom.editor).post(f"/desk/{story.pk}/share/", form)
    assert (answer.status_code, ReviewLink.objects.count()) == (422, 0)


def test_links_are_made_and_revoked_with_a_token_against_forgery(newsroom: Newsroom, story: Story) -> None:
    made = shared(newsroom, story)
    client = browser(newsroom.editor, enforce_csrf_checks=True)
    form = {"name": "Ms Lex", "shows": "newest", "revision": fresh(story).article.head_id, "days": "3"}
    assert client.post(f"/desk/{story.pk}/share/", form).status_code == 403
    assert client.post(f"/desk/{story.pk}/share/{made.link.pk}/revoke/").status_code == 403
    assert (opened(made).status_code, ReviewLink.objects.count()) == (200, 1)


@pytest.mark.parametrize("path", ["", "share/"])
def test_a_page_asks_as_often_for_thirty_links_and_visits_as_for_one(
    newsroom: Newsroom, story: Story, path: str
) -> None:
    client = browser(newsroom.editor)

    def grow(count: int) -> None:
        for _link in range(count):
            made = shared(newsroom, story, revision=fresh(story).article.head)
            for _visit in range(3):
                actions.visit(token=made.token, now=newsroom.now, address=None, agent="x")
            if count > 1:
                actions.unshare(link=made.link, by=newsroom.editor, now=newsroom.now)

    grow(1)
    few = queries(client, f"/desk/{story.pk}/{path}")
    grow(30)
    assert queries(client, f"/desk/{story.pk}/{path}") == few
