"""A lawyer or a source reads one text by a link: as long as it holds, nothing beside it, and all of it logged."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from articles import drafting, pictures
from articles.enums import PictureRole
from articles.models import Picture
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.talks import WEEK, address, fresh, opened, rewritten, shared
from workflow import actions
from workflow.actions import sharing
from workflow.enums import Role, Verb
from workflow.exceptions import LinkIsDead, Missing, NotNow, NotYours
from workflow.models import Comment, Event, Membership, ReviewLink, ReviewVisit, Story

NOPAID_TWICE = "/review/" + "x" * 43 + "/"


def sent(**more: Any) -> dict[str, Any]:
    return {"text": "That is libel.", "quote": "", "before": "", "after": "", "occurrence": "", **more}


def is_like_nothing(answer: HttpResponse) -> bool:
    """Say whether the answer is to the byte the one for an address that never was."""
    never = Client().get(NOPAID_TWICE)
    assert never.status_code == 404
    return (answer.status_code, answer.content, dict(answer.headers)) == (404, never.content, dict(never.headers))


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


def air(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("publish", story)


def air_by_the_clock(newsroom: Newsroom, story: Story) -> None:
    """Let its time come; no tick has recorded it, and the status still says scheduled."""
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(hours=1)


def air_and_kill(newsroom: Newsroom, story: Story) -> None:
    air(newsroom, story)
    newsroom.later(seconds=1)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")


def air_and_expire_and_revise(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("publish", story, expires_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=5)
    newsroom.tick()
    newsroom.act("revise", story)


def spike(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("spike", story)


def spike_and_restore(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("spike", story)
    newsroom.act("restore", story)


def close_the_desk(newsroom: Newsroom, story: Story) -> None:
    newsroom.desk.is_active = False
    newsroom.desk.save()


def revoke(newsroom: Newsroom, story: Story) -> None:
    actions.unshare(link=ReviewLink.objects.get(), by=newsroom.publisher, now=newsroom.now)


ENDS: tuple[Callable[[Newsroom, Story], None], ...] = (
    air,
    air_by_the_clock,
    air_and_kill,
    air_and_expire_and_revise,
    spike,
    spike_and_restore,
    close_the_desk,
    revoke,
)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_dead_link_answers_like_one_that_never_was(
    newsroom: Newsroom, picture: Picture, end: Callable[[Newsroom, Story], None]
) -> None:
    newsroom.later(hours=-3)  # visitors come by the database's clock: what follows has happened by then
    pictures.render(picture=picture, now=newsroom.now)
    lead = drafting.UsedPicture(picture_id=picture.pk, role=PictureRole.LEAD)
    story = newsroom.draft(pictures=(lead,))
    made = shared(newsroom, story)
    name = picture.renditions.values_list("name", flat=True)[0]
    file = f"{address(made)}pictures/{picture.token}/{name}"
    assert (opened(made).status_code, Client().get(file).status_code) == (200, 200)
    newsroom.later(seconds=1)
    end(newsroom, story)
    assert is_like_nothing(opened(made))
    assert is_like_nothing(Client().post(address(made), sent()))
    assert Client().get(file).status_code == 404
    assert list(ReviewVisit.objects.order_by("pk").values_list("was_let_in", flat=True)) == [True, False, False]
    assert Comment.objects.count() == 0
    listed = words(browser(newsroom.editor).get(f"/desk/{story.pk}/share/"))
    assert ("in force" in listed, "3 visits" in listed, "not let in" in listed) == (False, True, True)


def test_a_story_on_another_desk_is_read_by_no_link_of_the_desk_before(newsroom: Newsroom, story: Story) -> None:
    sport, before = Newsroom.open("Sport"), shared(newsroom, story)
    Membership.objects.create(desk=sport.desk, user=newsroom.editor, role=Role.EDITOR)
    newsroom.later(minutes=1)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=sport.desk, reason="It is theirs.")
    assert is_like_nothing(opened(before))
    newsroom.later(minutes=1)
    assert opened(shared(newsroom, story)).status_code == 200


def test_a_killed_story_that_is_reopened_does_not_wake_its_links(newsroom: Newsroom) -> None:
    newsroom.later(hours=-3)
    story = newsroom.on_air(expires_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=5)
    newsroom.tick()
    made = shared(newsroom, story)
    assert opened(made).status_code == 200
    newsroom.later(seconds=1)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert is_like_nothing(opened(made))
    newsroom.act("reopen", story, reason="Settled.")
    assert is_like_nothing(opened(made))
    newsroom.later(seconds=1)
    assert opened(shared(newsroom, story)).status_code == 200


@pytest.mark.parametrize("end", [air, air_and_kill, spike, close_the_desk], ids=lambda end: end.__name__)
def test_what_everybody_reads_or_nobody_should_is_shared_with_nobody(
    newsroom: Newsroom, story: Story, end: Callable[[Newsroom, Story], None]
) -> None:
    end(newsroom, story)
    with pytest.raises(NotNow):
        shared(newsroom, story)


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
    for path in (address(made), NOPAID_TWICE, f"{address(made)}pictures/x/y"):
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
    Client().get(NOPAID_TWICE)
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
