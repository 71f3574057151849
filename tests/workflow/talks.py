"""What the tests of conversations and review links share."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles import site
from tests.people import Newsroom
from workflow import actions
from workflow.actions.sharing import Shared
from workflow.models import Comment, Mention, Story, Thread

WEEK = timedelta(days=7)
NOBODY = "/review/" + "x" * 43 + "/"
PAID_TWICE = "The harbour master was paid twice.\n\nNobody was paid twice before.\n"


def fresh(story: Story) -> Story:
    return Story.objects.select_related("article__head").get(pk=story.pk)


def talk(newsroom: Newsroom, story: Story, text: str = "Is that so?", by: User | None = None, **more: Any) -> Thread:
    """Begin a thread as the editor would."""
    event = actions.open_thread(story=fresh(story), by=by or newsroom.editor, now=newsroom.now, text=text, **more)
    return Thread.objects.select_related("story").get(pk=event.facts["thread"])


def shared(newsroom: Newsroom, story: Story, **more: Any) -> Shared:
    """Make a link as the editor would."""
    said: dict[str, Any] = {"name": "Ms Lex", "expires_at": newsroom.now + WEEK, **more}
    return actions.share(story=fresh(story), by=newsroom.editor, now=newsroom.now, **said)


def said(thread: Thread) -> list[str]:
    return list(Comment.objects.filter(thread=thread).order_by("pk").values_list("text", flat=True))


def address(made: Shared) -> str:
    return f"/review/{made.token}/"


def opened(made: Shared) -> HttpResponse:
    """Open the link in a browser that nobody is signed in to, and with sections as fresh as the next page’s."""
    site.forget_sections()
    return Client().get(address(made))


def rewritten(newsroom: Newsroom) -> Story:
    """Return a draft whose newest text is not its first."""
    made = newsroom.draft("Who paid the harbour master?", body="An early word.\n")
    newsroom.save(made, body=PAID_TWICE)
    return made


def called(thread: Thread) -> set[tuple[str, int]]:
    mentioned = Mention.objects.filter(comment__thread=thread)
    return {("person", one.user_id) if one.user_id else ("desk", one.desk_id) for one in mentioned}


def is_like_nothing(answer: HttpResponse) -> bool:
    """Say whether the answer is to the byte the one for an address that never was."""
    never = Client().get(NOBODY)
    assert never.status_code == 404
    return (answer.status_code, answer.content, dict(answer.headers)) == (404, never.content, dict(never.headers))


def sent(**more: Any) -> dict[str, Any]:
    """Return what a visitor's form sends."""
    return {"text": "That is libel.", "quote": "", "before": "", "after": "", "occurrence": "", **more}
