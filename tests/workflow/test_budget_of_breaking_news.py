"""Breaking news passes over a review and goes on air in one move: twelve queries at most, on the longest way there."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.drafting import UsedPicture
from articles.models import Edition, Picture
from tests.busy import lengthen
from tests.people import Newsroom
from tests.workflow.test_query_budget import BOUND, HISTORY
from workflow.enums import Role
from workflow.models import Stage, Story

REASON = {"reason": "The harbour is on fire."}
SHOWN = {"tags": ("Harbour", "Strike", "Weather"), "body": "The ferry burns.\n"}


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    newsroom.ask(
        Stage(name="Copy", role=Role.EDITOR),
        Stage(name="Legal", role=Role.LEGAL),
        Stage(name="Last look", role=Role.PUBLISHER, step=2),
    )
    return newsroom


def _of_a_draft(newsroom: Newsroom, story: Story) -> None:
    """Leave it as it is."""


def _of_a_review(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=newsroom.stage)


def _of_an_update_that_owes(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("break_news", story, **REASON)
    newsroom.later(minutes=5)
    newsroom.act("revise", story)
    newsroom.save(story, body="The fire is out.\n")
    _of_a_review(newsroom, story)


def _after_a_kill(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("break_news", story, **REASON)
    newsroom.later(minutes=5)
    newsroom.act("kill", story, reason="It was wrong.", notice="This story was wrong.")
    newsroom.act("reopen", story, reason="It was right after all.")
    _of_a_review(newsroom, story)


@pytest.mark.parametrize("walk", [_of_a_draft, _of_a_review, _of_an_update_that_owes, _after_a_kill])
@pytest.mark.parametrize("history", [0, HISTORY])
def test_breaking_news_takes_twelve_queries_at_most(
    newsroom: Newsroom, walk: Callable[[Newsroom, Story], None], history: int, picture: Picture
) -> None:
    story = newsroom.draft(pictures=(UsedPicture(picture_id=picture.pk, role="LEAD"),), **SHOWN)
    lengthen(newsroom, story, history)
    walk(newsroom, story)
    newsroom.later(minutes=5)
    with CaptureQueriesContext(connection) as queries:
        newsroom.act("break_news", story, **REASON)
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(asked) - 2 <= BOUND  # the test's own: the story before the move, and after it
    on_air = Edition.objects.on_air(newsroom.now).get()
    assert set(on_air.tags.names()) == set(SHOWN["tags"])
    assert list(on_air.authors.all()) == [newsroom.author]
    owed = story.waits.filter(ended_at=None).values_list("stage__name", "is_owed").order_by("stage")
    given = walk is not _of_a_draft
    assert list(owed) == [(name, True) for name in ("Copy", "Legal", "Last look") if not (given and name == "Copy")]
