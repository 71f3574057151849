"""The newest stories as RSS 2.0."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext
from django.utils.xmlutils import SimplerXMLGenerator

from articles.figures import public_address
from articles.pages import absolute
from articles.shown import ShownPicture

LENGTH = 50
CONTENT_TYPE = "application/rss+xml; charset=utf-8"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class StoryFeed(Rss201rev2Feed):
    """RSS with pictures (Media RSS), whose date follows its stories; without any it has the same bytes each time."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["picture"]:
            handler.startElement("media:content", item["picture"])
            for name, words in item["picture_words"]:
                handler.addQuickElement(name, words)
            handler.endElement("media:content")

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
        **_picture(story["lead"]),
    }


def _picture(lead: ShownPicture | None) -> dict[str, Any]:
    """Return the lead picture with the credit line that must run with it."""
    file = lead.to_share if lead else None
    if lead is None or file is None:
        return {"picture": None}
    where = {"url": absolute(public_address(lead.token, file.name)), "type": "image/jpeg", "medium": "image"}
    words = [("media:credit", lead.credit_line), ("media:description", lead.alt_text)]
    return {
        "picture": {**where, "width": str(file.width), "height": str(file.height)},
        "picture_words": [(name, clean(said)) for name, said in words if said],
    }


def clean(text: str) -> str:
    """Leave out the characters that XML 1.0 can't hold."""
    return NOT_IN_XML.sub("", text)
