"""What desks tell each other: kept with the story, on the record, and never public."""

import pytest
from django.test import Client

from tests.people import Newsroom
from workflow import actions
from workflow.exceptions import Missing, MovedMeanwhile, NotNow


def test_a_publisher_raises_the_urgency_and_tells_the_next_desk_why(newsroom: Newsroom, client: Client) -> None:
    story = newsroom.on_air()
    client.force_login(newsroom.publisher)
    page = client.get(f"/desk/{story.pk}/").content.decode()
    assert f'action="/desk/{story.pk}/annotate/"' in page
    sent = {"version": story.version, "urgency": "1", "ednote": "Call the harbour first."}
    assert client.post(f"/desk/{story.pk}/annotate/", sent).status_code == 302
    story.refresh_from_db()
    assert (story.urgency, story.ednote, story.status) == (1, "Call the harbour first.", "PUBLISHED")
    assert story.events.latest("pk").facts == {"urgency": 1, "ednote": "Call the harbour first."}
    assert "Call the harbour first." not in Client().get(story.article.path).content.decode()


@pytest.mark.parametrize(("urgency", "ednote", "refusal"), [(0, "", Missing), (10, "", Missing), (5, "a\x00b", NotNow)])
def test_notes_that_make_no_sense_are_refused_in_words(
    newsroom: Newsroom, urgency: int, ednote: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        newsroom.act("annotate", newsroom.draft(), newsroom.reporter, urgency=urgency, ednote=ednote)


def test_notes_upon_an_old_page_are_refused(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    stale = story.version
    newsroom.act("annotate", story, newsroom.editor, urgency=2, ednote="")
    with pytest.raises(MovedMeanwhile):
        actions.annotate(story=story, version=stale, by=newsroom.reporter, now=newsroom.now, urgency=9, ednote="")
