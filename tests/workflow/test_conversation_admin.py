"""Conversations and review links in the administration: to be read, and nothing secret among it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser
from tests.workflow.talks import shared, talk
from workflow import actions

NOUNS = ("thread", "comment", "reviewlink", "reviewvisit")


@pytest.fixture
def chief(newsroom: Newsroom) -> Client:
    """A superuser who is on no desk."""
    user = person("Ada")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return browser(User.objects.get(pk=user.pk))


def talked_about(newsroom: Newsroom) -> dict[str, int]:
    """Have a story talked about at the desk and read outside; return a row of each noun."""
    story = newsroom.draft()
    made = shared(newsroom, story, revision=story.article.head)
    actions.visit(token=made.token, now=newsroom.now, address="192.0.2.7", agent="x")
    thread = talk(newsroom, story)
    actions.resolve(thread=thread, by=newsroom.reporter, now=newsroom.now)
    return {
        "thread": thread.pk,
        "comment": thread.comments.get().pk,
        "reviewlink": made.link.pk,
        "reviewvisit": made.link.visits.get().pk,
    }


@pytest.mark.parametrize("noun", NOUNS)
def test_not_even_a_superuser_changes_what_was_said_or_who_looked(newsroom: Newsroom, chief: Client, noun: str) -> None:
    row = talked_about(newsroom)[noun]
    for path, status in (("", 200), ("add/", 403), (f"{row}/change/", 200)):
        assert chief.get(f"/admin/workflow/{noun}/{path}").status_code == status
    for path in ("change/", "delete/"):
        assert chief.post(f"/admin/workflow/{noun}/{row}/{path}", {"post": "yes"}).status_code == 403


def test_the_hash_of_a_token_is_neither_shown_nor_guessed_through_a_filter(newsroom: Newsroom, chief: Client) -> None:
    made = shared(newsroom, newsroom.draft())
    for path in ("", f"{made.link.pk}/change/"):
        assert made.link.token_sha256 not in chief.get(f"/admin/workflow/reviewlink/{path}").content.decode()
    for noun, lookup in (("reviewlink", "token_sha256"), ("reviewvisit", "link__token_sha256")):
        asked = f"/admin/workflow/{noun}/?{lookup}__startswith={made.link.token_sha256[0]}"
        assert chief.get(asked).status_code == 400


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_costs_the_same_for_one_row_and_for_thirty(newsroom: Newsroom, chief: Client, noun: str) -> None:
    talked_about(newsroom)
    few = queries(chief, f"/admin/workflow/{noun}/")
    for _one in range(29):
        talked_about(newsroom)
    assert queries(chief, f"/admin/workflow/{noun}/") == few
