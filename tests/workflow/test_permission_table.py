"""W1: role × verb × status × own or other's × desk, pressed through HTTP, gives exactly the published tables."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from articles import instant
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, buttons, untouched
from workflow import permissions
from workflow.desk.moves import VERBS
from workflow.enums import Role, Status, Verb
from workflow.models import Event, Story
from workflow.permissions import Standing
from workflow.transitions import TABLE, Needs

Walk = Callable[[Newsroom], Story]

ROLES: dict[str, tuple[Role, ...]] = {
    "reporter": (Role.REPORTER,),
    "editor": (Role.EDITOR,),
    "publisher": (Role.PUBLISHER,),
    "chief": (Role.EDITOR, Role.PUBLISHER),
}


def revised(newsroom: Newsroom) -> Story:
    story = newsroom.on_air()
    newsroom.act("revise", story)
    return story


def killed(newsroom: Newsroom) -> Story:
    story = newsroom.on_air()
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    return story


def spiked(newsroom: Newsroom) -> Story:
    story = newsroom.draft()
    newsroom.act("spike", story)
    return story


def update_scheduled(newsroom: Newsroom) -> Story:
    story = newsroom.update(newsroom.on_air())
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(days=1))
    return story


#: Every status, of stories that aired and of those that never did.
WALKS: dict[str, Walk] = {
    "draft": Newsroom.draft,
    "in review": Newsroom.filed,
    "approved": Newsroom.approved,
    "scheduled": lambda newsroom: newsroom.scheduled(goes_live_at=newsroom.now + timedelta(days=1)),
    "published": Newsroom.on_air,
    "spiked": spiked,
    "killed": killed,
    "draft of an update": revised,
    "approved update": lambda newsroom: newsroom.update(newsroom.on_air()),
    "scheduled update": update_scheduled,
}


def said(verb: Verb, newsroom: Newsroom) -> dict[str, Any]:
    """Return all that any move could ask for, so that only rights and status decide."""
    later = (instant.now() + timedelta(days=40)).strftime("%Y-%m-15T12:00")
    last = (instant.now() + timedelta(days=140)).strftime("%Y-%m-15T12:00")
    words = {"note": "n", "reason": "r", "notice": "p", "source": "s", "embargoed_until": later}
    notes = {"urgency": "3", "ednote": "e"}
    times = {"goes_live_at": later, "expires_at": last}
    return {**words, **times, **notes, "stage": newsroom.stage.pk, "verdict": "COMMENT"}


def fits(verb: Verb, story: Story) -> bool:
    """Say whether the table of transitions allows the verb where the story stands."""
    row, has_aired = TABLE[verb], story.article.editions.aired().exists()
    if story.status not in row.sources:
        return False
    return row.needs is Needs.NOTHING or (row.needs is Needs.AIRED) == has_aired


def expected(verb: Verb, story: Story, standing: Standing) -> int:
    """Work the answer out from the tables alone; four eyes and what a verb needs beside are told apart below."""
    if not permissions.allows(verb, standing):
        return 403
    return 302 if fits(verb, story) else 409


def beside_the_tables(verb: Verb, story: Story, standing: Standing) -> int | None:
    """Return the answer where the record decides: own copy, sign-offs still due, no embargo to lift, nothing on air."""
    if not permissions.allows(verb, standing) or not fits(verb, story):
        return None
    if verb is Verb.SIGN:
        return 302 if Role.EDITOR in standing.roles and not standing.is_own else 403
    if verb is Verb.APPROVE:
        return 403 if standing.is_own else 409
    if verb is Verb.LIFT_EMBARGO:
        return 409
    has_airtime = story.article.editions.planned().exists() or story.article.editions.on_air().exists()
    return 409 if verb is Verb.SET_EXPIRY and not has_airtime else None


def press(client: Client, story: Story, verb: Verb, newsroom: Newsroom) -> int:
    """Press a button and take back whatever it did."""
    with transaction.atomic():
        sent = {**said(verb, newsroom), "version": story.version}
        response = client.post(f"/desk/{story.pk}/{verb.lower()}/", sent)
        moved = Event.objects.filter(story=story).count()
        transaction.set_rollback(True)
    assert (moved > Event.objects.filter(story=story).count()) == (response.status_code == 302)
    return response.status_code


def somebody(role: str, newsroom: Newsroom, *, own: bool) -> User:
    """Return a person of that role who is, or is not, the story's author."""
    user = newsroom.reporter if own else person("Somebody")
    newsroom.desk.memberships.filter(user=user).delete()
    for one in ROLES[role]:
        newsroom.desk.memberships.create(user=user, role=one)
    return user


@pytest.mark.parametrize("where", WALKS)
@pytest.mark.parametrize("own", [True, False], ids=["own", "other's"])
@pytest.mark.parametrize("role", ROLES)
def test_every_press_gets_the_answer_of_the_tables(newsroom: Newsroom, role: str, own: bool, where: str) -> None:
    story = WALKS[where](newsroom)
    user = somebody(role, newsroom, own=own)
    standing = Standing(roles=frozenset(ROLES[role]), is_own=own)
    client = browser(user)
    wanted = {verb: beside_the_tables(verb, story, standing) or expected(verb, story, standing) for verb in VERBS}
    assert {verb: press(client, story, verb, newsroom) for verb in VERBS} == wanted
    open_now = [verb.lower() for verb, answer in wanted.items() if answer == 302]
    assert buttons(client.get(f"/desk/{story.pk}/")) == open_now


@pytest.mark.parametrize("where", WALKS)
def test_people_of_another_desk_get_the_answer_of_what_does_not_exist(newsroom: Newsroom, where: str) -> None:
    story = WALKS[where](newsroom)
    other = Newsroom.open("Sport")
    for roles, answer in ((tuple(Role), 404), ((), 403)):
        client = browser(person("Otto", *roles, desk=other.desk))
        assert {press(client, story, verb, newsroom) for verb in VERBS} == {answer}


@pytest.mark.parametrize("where", WALKS)
def test_a_stranger_presses_nothing(newsroom: Newsroom, where: str) -> None:
    story = WALKS[where](newsroom)
    before = (story.version, Event.objects.count())
    for verb in VERBS:
        response = Client().post(f"/desk/{story.pk}/{verb.lower()}/", {"version": story.version})
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")
    story.refresh_from_db()
    assert (story.version, Event.objects.count()) == before


@pytest.mark.parametrize("where", WALKS)
@pytest.mark.parametrize("own", [True, False], ids=["own", "other's"])
@pytest.mark.parametrize("role", ROLES)
def test_every_save_gets_the_answer_of_the_table(newsroom: Newsroom, role: str, own: bool, where: str) -> None:
    story = WALKS[where](newsroom)
    client = browser(somebody(role, newsroom, own=own))
    may = permissions.may_save(Status(story.status), Standing(roles=frozenset(ROLES[role]), is_own=own))
    head = story.article.head_id
    response = client.post(f"/desk/{story.pk}/edit/", untouched(story) | {"body": "Typed.\r\n"})
    assert response.status_code == (302 if may else 409)
    kept = story.article.revisions.get(body="Typed.\n")
    story.article.refresh_from_db()
    assert story.article.head_id == (kept.pk if may else head)


def test_the_walks_reach_every_status(newsroom: Newsroom) -> None:
    assert {walk(newsroom).status for walk in WALKS.values()} == set(Status)
    assert connection.in_atomic_block
