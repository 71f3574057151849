"""A canary in every state that is not public, looked for on every address that anybody may ask for."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Author
from tests.people import Newsroom
from tests.workflow.talks import shared, talk
from workflow import actions, travelling
from workflow.exceptions import NotNow
from workflow.models import Comment, Story

CANARY = "zqxcanary"

#: Every address that needs no account, by its name. A new one has to be added here, with what to ask of it.
PUBLIC = {
    "article",
    "author",
    "calendar_feed",
    "changes",
    "front",
    "healthz",
    "metrics",
    "picture",
    "readyz",
    "review",
    "review_picture",
    "robots",
    "rss",
    "section",
    "tag",
}
GUARDED_PREFIXES = ("desk/", "admin/", "accounts/")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern), one.name


def test_every_route_is_known_to_this_crawl() -> None:
    outside = {name for route, name in routes(get_resolver()) if not route.startswith(GUARDED_PREFIXES)}
    assert outside == PUBLIC


@pytest.fixture
def canaries(newsroom: Newsroom) -> dict[str, Story]:
    """One story for each state in which readers must not find it; all carry the canary in every field."""
    ghost = Author.objects.create(name=f"{CANARY} author", slug=f"{CANARY}-author")
    number = iter(range(100))

    def words() -> dict[str, object]:
        return {
            "headline": f"{CANARY} headline",
            "dek": f"{CANARY} dek",
            "body": f"{CANARY} body",
            "slug": f"{CANARY}-{next(number)}",
            "tags": (f"{CANARY}-tag",),
            "author_ids": (ghost.pk,),
        }

    newsroom.later(hours=-1)  # readers go by the database's clock: what follows has happened by now
    soon = newsroom.now + timedelta(hours=3)
    stories = {where: getattr(newsroom, where)(**words()) for where in ("draft", "filed", "approved")}
    stories["scheduled"] = newsroom.scheduled(**words(), goes_live_at=soon)
    stories["spiked"] = newsroom.draft(**words())
    newsroom.act("spike", stories["spiked"])
    stories["embargoed"] = newsroom.draft(**words())
    newsroom.act("set_embargo", stories["embargoed"], source="Ministry", embargoed_until=soon)
    stories["held"] = newsroom.scheduled(**words(), goes_live_at=soon)
    newsroom.act("hold", stories["held"], reason="rights")
    stories["killed"] = newsroom.on_air(**words())
    newsroom.later(seconds=1)
    newsroom.act("kill", stories["killed"], reason=f"{CANARY} reason", notice="Withdrawn by the editor.")
    stories["expired"] = newsroom.on_air(**words(), expires_at=newsroom.now + timedelta(minutes=5))
    for name in ("update in draft", "update scheduled", "update dropped"):
        stories[name] = newsroom.on_air("Plain")
        newsroom.act("revise", stories[name])
        newsroom.save(stories[name], **{**words(), "slug": "unchanged"})
    newsroom.act("drop_update", stories["update dropped"])
    newsroom.act("file", stories["update scheduled"])
    newsroom.approve(stories["update scheduled"])
    newsroom.act("schedule", stories["update scheduled"], goes_live_at=soon)
    for story in stories.values():
        talked_about(newsroom, story)
    return stories


def talked_about(newsroom: Newsroom, story: Story) -> None:
    """Say the canary on the desk, resolve it there, and let somebody outside say it, where a link is to be had."""
    actions.resolve(thread=talk(newsroom, story, f"{CANARY} comment"), by=newsroom.editor, now=newsroom.now)
    with suppress(NotNow):
        link = shared(newsroom, story, name=f"{CANARY} reader").link
        actions.comment_from_outside(link=link, now=newsroom.now, text=f"{CANARY} from outside")


def addresses(newsroom: Newsroom, canaries: dict[str, Story]) -> Iterator[str]:
    """Ask for everything that is there, and for everything that a guesser would try."""
    yield from ("/", "/?page=2", "/feeds/rss.xml", "/robots.txt", f"/{newsroom.section.slug}/")
    yield from ("/healthz", "/readyz", "/metrics", "/calendar/guessed.ics", "/desk/calendar/", "/desk/calendar/feeds/")
    yield from (f"/tag/{CANARY}-tag/", f"/author/{CANARY}-author/", "/tag/harbour/", newsroom.author.get_absolute_url())
    for story in canaries.values():
        story.article.refresh_from_db()
        if story.article.path:
            yield from (story.article.path, story.article.path.rstrip("/"), story.article.path.upper())
            yield f"{story.article.path}changes/"
            yield travelling.address(newsroom.now + timedelta(hours=4), story.article.path)
        yield f"/{newsroom.section.slug}/{newsroom.now:%Y/%m/%d}/{story.article.slug}/"
        for page in ("", "edit/", "preview/", "history/", "compare/", "conversation/", "share/"):
            yield f"/desk/{story.pk}/{page}"
        for link in story.review_links.all():
            yield from (f"/review/{link.pk}/", f"/review/{link.token_sha256}/", f"/review/{story.article.public_id}/")
    yield from (f"/desk/pictures/?q={CANARY[:3]}", "/desk/pictures/many/", "/desk/many/")
    yield from ("/desk/", "/desk/all/", "/desk/pictures/", "/admin/workflow/story/", "/accounts/login/")


def everything_said(client: Client, address: str) -> str:
    said = []
    for ask in (client.get, client.head):
        answer = ask(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        said += [str(answer.headers.items()), body.decode("utf-8", "replace")]
    return "\n".join(said)


def test_no_canary_reaches_a_public_surface(newsroom: Newsroom, canaries: dict[str, Story], client: Client) -> None:
    talked_about(newsroom, newsroom.on_air("A plain story", tags=("Harbour",)))
    for address in addresses(newsroom, canaries):
        said = everything_said(client, address).replace(address, "").replace(address.upper(), "")
        without_echo = said.lower().replace(f"next=/desk/{CANARY}", "")
        assert CANARY not in without_echo.replace(address.lower(), ""), address


def test_the_canary_was_said_wherever_a_story_stands(canaries: dict[str, Story]) -> None:
    """Or the crawl would look for what is not there."""
    said = Comment.objects.filter(text__contains=CANARY)
    assert set(said.filter(link=None).values_list("thread__story", flat=True)) == {one.pk for one in canaries.values()}
    assert said.filter(link__isnull=False).exists()


def test_what_is_planned_answers_as_what_never_was(
    newsroom: Newsroom, canaries: dict[str, Story], client: Client
) -> None:
    story = canaries["scheduled"]
    story.article.refresh_from_db()
    planned, never = client.get(story.article.path), client.get(story.article.path.replace(CANARY, "qqqqqqqqq"))
    assert (planned.status_code, never.status_code) == (404, 404)
    assert planned.content == never.content
    ghost, nobody = client.get(f"/author/{CANARY}-author/"), client.get("/author/qqqqqqqqq-author/")
    assert (ghost.status_code, ghost.content) == (404, nobody.content)
    tag, no_tag = client.get(f"/tag/{CANARY}-tag/"), client.get("/tag/qqqqqqqqq-tag/")
    assert (tag.status_code, tag.content) == (404, no_tag.content)


def test_a_killed_story_answers_gone_with_its_notice_and_nothing_else(
    canaries: dict[str, Story], client: Client
) -> None:
    story = canaries["killed"]
    story.article.refresh_from_db()
    answer = client.get(story.article.path)
    assert answer.status_code == 410
    assert "Withdrawn by the editor." in answer.content.decode()
    assert CANARY not in answer.content.decode().replace(story.article.path, "")
