"""The newest stories as RSS 2.0."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext

from articles.pages import absolute

LENGTH = 50
CONTENT_TYPE = "application/rss+xml; charset=utf-8"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class StoryFeed(Rss201rev2Feed):
    """RSS whose date follows its stories; a feed without any has the same bytes each time."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


def rss(stories: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the feed whole; a story keeps its id and date for life."""
    feed = StoryFeed(
        title=settings.SITE_NAME,
        link=absolute("/"),
        description=gettext("The newest stories"),
        language=get_language(),
        feed_url=absolute("/feeds/rss.xml"),
    )
    for story in stories:
        feed.add_item(**_item(story))
    return feed.writeString("utf-8").encode()


def _item(story: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": clean(story["headline"]),
        "link": absolute(story["path"]),
        "description": clean(story["dek"]),
        "author_name": clean(", ".join(author["name"] for author in story["by"])) or None,
        "categories": [clean(name) for name in (story["section_name"], *story["tag_names"])],
        "unique_id": f"urn:newsroom:{story['public_id']}",
        "unique_id_is_permalink": False,
        "pubdate": story["first_published_at"],
    }


def clean(text: str) -> str:
    """Leave out the characters that XML 1.0 can't hold."""
    return NOT_IN_XML.sub("", text)
