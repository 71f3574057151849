"""What goes on beside the demo's stories: a conversation, a look by somebody outside, a package with one plan."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.utils.text import slugify

from workflow import actions
from workflow.demo.plan import DAY, HOUR
from workflow.models import Event, Story, Thread

KITCHEN: Final = "24-school-kitchen-rota.md"
#: Two who air at one instant.
PACKAGE: Final = ("20-half-marathon-guide.md", "23-sea-pool-saved.md")
PACKAGE_SLUGLINE: Final = "weekend by the water"
COUNSEL: Final = "Ingrid Aldous-Frey, counsel"


def write(*, now: datetime, people: Mapping[str, User]) -> None:
    """Write all of it, each step by the person who would take it, at its time."""
    _talk(now, people)
    _share(now, people)
    _pack(now, people)


def _talk(now: datetime, people: Mapping[str, User]) -> None:
    """Let editor and reporter talk about two places of a story in review; one of them is settled."""
    sisters = _begun(
        now - 1.2 * HOUR,
        by=people["maud"],
        quote="two sisters who had not spoken since their mother's funeral",
        text="@Runa Tidmarsh Do they know that we print this?",
    )
    _said(
        now - 1.1 * HOUR,
        sisters,
        by=people["runa"],
        text="They told me at the stove, and laughed. I ring them tonight.",
    )
    stars = _begun(
        now - HOUR,
        by=people["maud"],
        quote="The county checked them all, twice, and gave the kitchen five stars.",
        text="Have we seen the certificate?",
    )
    _said(
        now - 0.8 * HOUR, stars, by=people["runa"], text="It hangs beside the rota. My picture of it is in the notes."
    )
    actions.resolve(thread=stars, by=people["maud"], now=now - 0.7 * HOUR)


def _share(now: datetime, people: Mapping[str, User]) -> None:
    """Let a lawyer from outside read the same story, and say something."""
    link = actions.share(
        story=_story(KITCHEN), by=people["maud"], now=now - 0.6 * HOUR, name=COUNSEL, expires_at=now + 5 * DAY
    )
    when = now - 0.3 * HOUR
    reader = actions.visit(token=link.token, now=when, address="192.0.2.17", agent="Mozilla/5.0 (X11; Linux x86_64)")
    actions.comment_from_outside(
        link=reader,
        now=when + timedelta(minutes=4),
        quote="Agnes Tull had slipped on the quay",
        text="Whose quay? If it is the county’s, leave out that it was wet, as I read elsewhere.",
    )


def _pack(now: datetime, people: Mapping[str, User]) -> None:
    """Give two stories one plan, for when the first of them was planned."""
    stories = [_story(file) for file in PACKAGE]
    planned = stories[0].article.editions.planned(now).get()
    actions.schedule_together(
        stories=[(story, story.version) for story in stories],
        by=people["ansgar"],
        now=now - HOUR,
        slugline=PACKAGE_SLUGLINE,
        goes_live_at=planned.goes_live_at,
    )


def _begun(when: datetime, *, by: User, quote: str, text: str) -> Thread:
    event = actions.open_thread(story=_story(KITCHEN), by=by, now=when, quote=quote, text=text)
    return Thread.objects.select_related("story").get(pk=event.facts["thread"])


def _said(when: datetime, thread: Thread, *, by: User, text: str) -> Event:
    return actions.reply(thread=thread, by=by, now=when, text=text)


def _story(file: str) -> Story:
    return Story.objects.select_related("article__head").get(article__slug=slugify(file.removesuffix(".md")[3:]))
