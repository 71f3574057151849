"""The lists of the desk: who finds which story where, and at what cost."""

from datetime import timedelta
from typing import Any

import pytest

from articles import instant
from articles.models import Edition
from tests.counting import queries
from tests.people import Newsroom
from tests.workflow.desk_pages import LISTS, browser, sluglines, words
from workflow.enums import Role
from workflow.models import Story


def test_each_list_holds_its_own(newsroom: Newsroom) -> None:
    newsroom.draft("Drafted")
    newsroom.filed("Filed")
    newsroom.approved("Approved")
    newsroom.scheduled("Scheduled", goes_live_at=instant.now() + timedelta(days=1))
    newsroom.on_air("Aired")
    newsroom.update(newsroom.on_air("Updated"))
    Newsroom.open("Sport").on_air("Of another desk")
    editor, publisher = browser(newsroom.editor), browser(newsroom.publisher)
    assert sorted(sluglines(editor, "/desk/all/")) == ["Aired", "Approved", "Drafted", "Filed", "Scheduled", "Updated"]
    assert sluglines(editor, "/desk/waiting/") == ["Filed"]
    assert sluglines(publisher, "/desk/waiting/") == ["Approved", "Updated"]
    assert sluglines(editor, "/desk/scheduled/") == ["Scheduled"]
    assert sorted(sluglines(editor, "/desk/on-air/")) == ["Aired", "Updated"]
    assert sluglines(editor, "/desk/") == []
    assert len(sluglines(browser(newsroom.reporter), "/desk/")) == 6


def test_what_went_on_air_without_any_worker_is_listed_as_on_air(newsroom: Newsroom) -> None:
    at = instant.now() + timedelta(milliseconds=30)
    newsroom.scheduled("Alone", goes_live_at=at)
    while instant.now() <= at:
        pass
    client = browser(newsroom.editor)
    assert sluglines(client, "/desk/on-air/") == ["Alone"]
    assert sluglines(client, "/desk/scheduled/") == []


def test_a_row_says_what_a_person_needs_to_know(newsroom: Newsroom) -> None:
    story = newsroom.on_air("Ferry")
    Edition.objects.update(announcement_error="the mail server is away")
    Story.objects.filter(pk=story.pk).update(urgency=2, flags=["exclusive"], held_reason="picture missing")
    row = words(browser(newsroom.editor).get("/desk/all/"))
    for said in (
        "Ferry",
        "published",
        str(newsroom.desk),
        "urgency 2",
        "Pia Test",
        "published now",
        "announcement failed: the mail server is away",
        "held: picture missing",
        "exclusive",
        "On air since",
        " GMT" if " GMT" in words(browser(newsroom.editor).get("/desk/all/")) else " BST",
    ):
        assert said in row


def test_a_list_is_narrowed_by_words_desk_and_status(newsroom: Newsroom) -> None:
    newsroom.draft("Ferry one")
    newsroom.filed("Ferry two")
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    other.draft("Rowing 100% done")
    client = browser(newsroom.editor)
    assert sluglines(client, "/desk/all/?q=ferry&status=DRAFT") == ["Ferry one"]
    assert sluglines(client, f"/desk/all/?desk={other.desk.slug}") == ["Rowing 100% done"]
    assert sluglines(client, "/desk/all/?q=100%25") == ["Rowing 100% done"]
    assert sluglines(client, "/desk/all/?q=nothing") == []
    assert "as you asked" in words(client.get("/desk/all/?q=nothing"))


@pytest.mark.parametrize("odd", ["status=x", "desk=nowhere", "q=" + "x" * 1000])
def test_an_odd_filter_is_refused_in_words(newsroom: Newsroom, odd: str) -> None:
    response = browser(newsroom.editor).get(f"/desk/all/?{odd}")
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("where", LISTS)
def test_an_empty_list_says_what_to_do(newsroom: Newsroom, where: str) -> None:
    assert 'class="empty"' in browser(newsroom.editor).get(where).content.decode()


@pytest.mark.parametrize("where", LISTS)
def test_a_list_takes_the_same_queries_for_one_story_or_thirty(newsroom: Newsroom, where: str) -> None:
    at = instant.now() + timedelta(days=1)
    for user in (newsroom.editor, newsroom.publisher):
        newsroom.desk.memberships.get_or_create(user=user, role=Role.PUBLISHER)
    makers: list[Any] = [newsroom.filed, newsroom.on_air, lambda: newsroom.scheduled(goes_live_at=at)]
    client = browser(newsroom.editor)
    for make in makers:
        story = make()
        story.contributions.create(user=newsroom.editor)
    one = queries(client, where)
    for _time in range(10):
        for make in makers:
            make().contributions.create(user=newsroom.editor)
    assert queries(client, where) == one
    assert one <= 10


def test_long_lists_come_in_pages(newsroom: Newsroom) -> None:
    for number in range(31):
        newsroom.draft(f"Story {number}")
    client = browser(newsroom.reporter)
    assert len(sluglines(client, "/desk/")) == 30
    assert len(sluglines(client, "/desk/?page=2&q=story")) == 1
    assert 'href="?q=story&amp;page=1"' in client.get("/desk/?page=2&q=story").content.decode()
    assert client.get("/desk/?page=nonsense").status_code == 200
