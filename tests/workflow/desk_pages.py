"""What the tests of the desk share: people at their browsers."""

import html
import re
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles import drafting
from articles.drafting import Text
from workflow import typed_text
from workflow.models import Story

LISTS = (
    *("/desk/", "/desk/waiting/", "/desk/scheduled/", "/desk/on-air/", "/desk/shelf/", "/desk/owed/"),
    *("/desk/missed/", "/desk/all/"),
)
BUTTON = re.compile(r'<form method="post" action="/desk/\d+/(\w+)/">')


def browser(user: User, **more: Any) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client(**more)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def crlf(text: str) -> str:
    """Rewrite newlines as a browser does before it sends a field."""
    return re.sub(r"\r\n|\r|\n", "\r\n", text)


def sheet_of(text: Text, *, version: int | None = None, base: int | None = None, slugline: str = "") -> dict[str, Any]:
    """Return what a browser sends for this text when nobody touched the form."""
    sent: dict[str, Any] = {
        "slugline": slugline,
        "headline": re.sub(r"[\r\n]", "", text.headline),
        "dek": crlf(text.dek),
        "body": crlf(text.body),
        "section": text.section_id or "",
        "authors": [str(key) for key in text.author_ids] or [""],
        "tags": typed_text.tags_as_typed(text.tags),
        "slug": text.slug,
        "correction_type": text.correction_type,
        "correction_note": crlf(text.correction_note),
        "add_role": "LEAD",
        "add_picture": "",
        "pictures-TOTAL_FORMS": len(text.pictures),
        "pictures-INITIAL_FORMS": len(text.pictures),
    }
    for index, use in enumerate(text.pictures):
        for name, value in (
            ("picture", use.picture_id),
            ("role", use.role),
            ("source_name", use.source_name),
            ("caption", crlf(use.caption)),
            ("alt_text", crlf(use.alt_text)),
            ("credit_line", use.credit_line),
        ):
            sent[f"pictures-{index}-{name}"] = value
    if version is not None:
        sent.update(version=version, base=base)
    return sent


def untouched(story: Story) -> dict[str, Any]:
    """Return what saving the open form of a story sends."""
    fresh = Story.objects.select_related("article__head").get(pk=story.pk)
    head = fresh.article.head
    assert head is not None
    return sheet_of(drafting.text_of(head), version=fresh.version, base=head.pk, slugline=fresh.article.slugline)


def words(response: HttpResponse) -> str:
    """Return a page's text as a person reads it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def buttons(response: HttpResponse) -> list[str]:
    """Return the moves that a page offers, in order."""
    return BUTTON.findall(response.content.decode())


def address(story: Story, rest: str = "") -> str:
    """Return where a story's pages are; `{head}` stands for its newest text."""
    return f"/desk/{story.pk}/{rest.format(head=story.article.head_id)}"


def sluglines(client: Client, where: str) -> list[str]:
    """Return the stories of a list, in order."""
    response = client.get(where)
    return [str(row.story) for row in response.context["rows"]]
