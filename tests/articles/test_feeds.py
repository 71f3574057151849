"""The RSS feed: valid, whole, and steady."""

from datetime import timedelta

import feedparser
import pytest
from django.test import Client

from articles import feeds
from tests.articles import newsstand

pytestmark = pytest.mark.django_db


def read(client: Client) -> feedparser.FeedParserDict:
    response = client.get("/feeds/rss.xml")
    assert response["Content-Type"] == feeds.CONTENT_TYPE
    assert not response.streaming
    return feedparser.parse(response.content)


def test_a_feed_reader_understands_every_item(client: Client) -> None:
    story = newsstand.story("Ferry & crews <return>", dek="After “nine” days", tags=("ferry",))
    told = read(client)
    assert told.bozo == 0
    (item,) = told.entries
    assert (item.title, item.summary) == ("Ferry & crews <return>", "After “nine” days")
    assert (item.id, item.guidislink) == (f"urn:newsroom:{story.public_id}", False)
    assert item.link == f"http://localhost:8000{story.path}"
    assert [tag.term for tag in item.tags] == ["News", "ferry"]
    assert item.author == "Rosa Tidmarsh"


def test_an_update_keeps_a_storys_id_and_date(client: Client) -> None:
    story = newsstand.draft()
    newsstand.air(story, since=timedelta(hours=5))
    before = read(client).entries[0]
    newsstand.updated(story, headline="A better headline")
    after = read(client).entries[0]
    assert (after.id, after.published, after.title) == (before.id, before.published, "A better headline")


def test_characters_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    newsstand.story("Bell\x07 and \x1bescape \ufffe", dek="\x0b", tags=("form\x0cfeed",))
    told = read(client)
    assert told.bozo == 0
    assert told.entries[0].title == "Bell and escape"


def test_the_feed_holds_the_newest_fifty(client: Client) -> None:
    for number in range(feeds.LENGTH + 1):
        newsstand.air(newsstand.draft(f"Story {number}"), since=timedelta(minutes=number + 1))
    titles = [item.title for item in read(client).entries]
    assert titles == [f"Story {number}" for number in range(feeds.LENGTH)]


def test_an_empty_feed_is_valid_and_the_same_each_time(client: Client) -> None:
    assert read(client).bozo == 0
    assert client.get("/feeds/rss.xml").content == client.get("/feeds/rss.xml").content


def test_a_killed_story_leaves_the_feed_at_once(client: Client) -> None:
    story = newsstand.story()
    assert len(read(client).entries) == 1
    newsstand.killed(story)
    assert read(client).entries == []
