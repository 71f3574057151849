"""Role × verb × status × own or other's × desk, pressed through HTTP, gives exactly the published tables."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from articles import instant
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, buttons, untouched
from workflow import permissions, rights
from workflow.desk.moves import VERBS
from workflow.enums import Role, Status, Verb
from workflow.models import Event, Stage, Story
from workflow.permissions import Standing, Who
from workflow.rights import Answer
from workflow.transitions import TABLE, Needs

Walk = Callable[[Newsroom], Story]

ROLES: dict[str, tuple[Role, ...]] = {
    "reporter": (Role.REPORTER,),
    "editor": (Role.EDITOR,),
    "publisher": (Role.PUBLISHER,),
    "lawyer": (Role.LEGAL,),
    "picture editor": (Role.PICTURES,),
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


def walked(where: str, newsroom: Newsroom) -> Story:
    """Bring a story there; then its desk gets newer stages, and everybody may have another desk to hand it to."""
    story = WALKS[where](newsroom)
    newsroom.others["desk"] = Newsroom.open("Sport").desk
    Stage.objects.create(desk=newsroom.desk, stage_set=2, name="Copy", role=Role.EDITOR)
    newsroom.desk.stage_set = 2
    newsroom.desk.save()
    return story


def said(verb: Verb, newsroom: Newsroom) -> dict[str, Any]:
    """Return all that any move could ask for, so that only rights and status decide."""
    later = (instant.now() + timedelta(days=40)).strftime("%Y-%m-15T12:00")
    last = (instant.now() + timedelta(days=140)).strftime("%Y-%m-15T12:00")
    words = {"note": "n", "reason": "r", "notice": "p", "source": "s", "embargoed_until": later}
    notes = {"urgency": "3", "ednote": "e"}
    times = {"goes_live_at": later, "expires_at": last, "zone": "Europe/London"}
    place = {"desk": newsroom.others["desk"].pk} if "desk" in newsroom.others else {}
    return {**words, **times, **notes, **place, "stage": newsroom.stage.pk, "verdict": "COMMENT"}


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
    if verb in {Verb.RELEASE, Verb.DETACH, Verb.DECIDE}:
        return 409
    if verb is Verb.SIGN:
        if story.status != Status.IN_REVIEW:
            return 409
        return 302 if Role.EDITOR in standing.roles and not standing.is_own else 403
    if verb is Verb.APPROVE:
        return 403 if standing.is_own else 409
    if verb is Verb.LIFT_EMBARGO:
        return 409
    has_airtime = story.article.editions.planned().exists() or story.article.editions.on_air().exists()
    return 409 if verb is Verb.SET_EXPIRY and not has_airtime else None


def answer_to(verb: Verb, story: Story, standing: Standing) -> int:
    return beside_the_tables(verb, story, standing) or expected(verb, story, standing)


#: Where own copy makes a difference: to its author, and to four eyes.
OF_OWN_COPY = tuple(
    verb for verb in VERBS if Who.AUTHOR in permissions.TABLE[verb] or verb in {Verb.SIGN, Verb.APPROVE}
)
#: Where those who may do next to nothing try everything all the same.
THOROUGH = {"in review", "published"}


def tries(role: str, where: str, *, own: bool) -> tuple[Verb, ...]:
    """Say what somebody presses: everything, but not twice what can only have the same answer."""
    if own or role == "chief":
        return OF_OWN_COPY
    if role in {"lawyer", "picture editor"} and where not in THOROUGH:
        return tuple(verb for verb in VERBS if rights.answer(verb, ROLES[role]) is not Answer.NO)
    return VERBS


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
    """Return a person of that role who is, or is not, the story's author; they edit another desk, too."""
    user = newsroom.reporter if own else person("Somebody")
    newsroom.desk.memberships.filter(user=user).delete()
    for one in ROLES[role]:
        newsroom.desk.memberships.create(user=user, role=one)
    if "desk" in newsroom.others:
        newsroom.others["desk"].memberships.get_or_create(user=user, role=Role.EDITOR)
    return user


@pytest.mark.parametrize("where", WALKS)
def test_every_press_gets_the_answer_of_the_tables(newsroom: Newsroom, where: str) -> None:
    """One walk for all who press, and each press is taken back. What is offered is compared for every verb."""
    story = walked(where, newsroom)
    for role, own in product(ROLES, (True, False)):
        with transaction.atomic():
            client = browser(somebody(role, newsroom, own=own))
            standing = Standing(roles=frozenset(ROLES[role]), is_own=own)
            wanted = {verb: answer_to(verb, story, standing) for verb in VERBS}
            pressed = tries(role, where, own=own)
            answers = {verb: press(client, story, verb, newsroom) for verb in pressed}
            assert (answers, role, own) == ({verb: wanted[verb] for verb in pressed}, role, own)
            open_now = [verb.lower() for verb, answer in wanted.items() if answer == 302]
            offered = [name for name in buttons(client.get(f"/desk/{story.pk}/")) if name.upper() in VERBS]
            assert (offered, role, own) == (open_now, role, own)
            transaction.set_rollback(True)


@pytest.mark.parametrize("where", WALKS)
def test_a_deactivated_member_presses_nothing(newsroom: Newsroom, where: str) -> None:
    story = WALKS[where](newsroom)
    client = browser(newsroom.publisher)
    newsroom.publisher.is_active = False
    newsroom.publisher.save()
    assert {press_of_nobody(client, story, verb) for verb in VERBS} == {"/accounts/login/"}


def press_of_nobody(client: Client, story: Story, verb: Verb) -> str:
    """Press a button as somebody who is not signed in, and return where that leads."""
    before = (Story.objects.get(pk=story.pk).version, Event.objects.count())
    response = client.post(f"/desk/{story.pk}/{verb.lower()}/", {"version": story.version})
    assert (Story.objects.get(pk=story.pk).version, Event.objects.count()) == before
    assert response.status_code == 302
    return str(response.url).partition("?")[0]


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
    assert {press_of_nobody(Client(), story, verb) for verb in VERBS} == {"/accounts/login/"}


@pytest.mark.parametrize("where", WALKS)
def test_every_save_gets_the_answer_of_the_table(newsroom: Newsroom, where: str) -> None:
    story = WALKS[where](newsroom)
    head = story.article.head_id
    for role, own in product(ROLES, (True, False)):
        with transaction.atomic():
            client = browser(somebody(role, newsroom, own=own))
            may = permissions.may_save(Status(story.status), Standing(roles=frozenset(ROLES[role]), is_own=own))
            response = client.post(f"/desk/{story.pk}/edit/", untouched(story) | {"body": "Typed.\r\n"})
            assert (response.status_code, role, own) == (302 if may else 409, role, own)
            kept = story.article.revisions.get(body="Typed.\n")
            assert Story.objects.get(pk=story.pk).article.head_id == (kept.pk if may else head)
            transaction.set_rollback(True)


def test_the_walks_reach_every_status(newsroom: Newsroom) -> None:
    assert {walk(newsroom).status for walk in WALKS.values()} == set(Status)
    assert connection.in_atomic_block
