"""Whoever comes, by phone or at a desk, in the light or in the dark: every page can be read and used."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Page

from articles import instant, pictures
from articles.models import Article, Edition, Picture
from tests.browser import chromium
from tests.browser.conftest import Visitor
from workflow import travelling
from workflow.models import Assignment, Story

#: Width and height in CSS pixels, and the colours that the reader prefers.
LOOKS = ((1280, 900, "light"), (360, 740, "dark"))
REPORTER, EDITOR, PUBLISHER = "runa@example.org", "maud@example.org", "ansgar@example.org"


def test_nobody_is_kept_out_of_any_page(visitor: Visitor) -> None:
    call_command("seed_demo", verbosity=0)
    rendered = Picture.objects.earliest("pk")
    pictures.render(picture=rendered, now=instant.now())
    faults = []
    for email, addresses in (
        ("", [*public_pages()]),
        (REPORTER, [*writing_pages(rendered)]),
        (EDITOR, [(story("school-kitchen-rota"), 200)]),
        (PUBLISHER, [*lists(), *budget(), *((story(slug), 200) for slug in PUBLISHERS_STORIES)]),
    ):
        with visitor(User.objects.filter(email=email).first()) as context:
            page = context.new_page()
            for path, status in addresses:
                faults += [f"{path}: {fault}" for fault in faults_of(page, path, status)]
    assert faults == []


#: Killed, scheduled with an update on air, under embargo, approved.
PUBLISHERS_STORIES = (
    "cannery-closure-report",
    "harbour-board-election",
    "school-results-embargoed",
    "eelgrass-returns",
)


CORRECTED = "storm-breaks-over-the-mole"


def public_pages() -> Iterator[tuple[str, int]]:
    on_air = Edition.objects.on_air().newest_first().first()
    ended = Article.objects.get(slug="cannery-closure-report")
    assert on_air is not None
    tag = on_air.tagged_items.values_list("tag__slug", flat=True).first()
    for path in ("/", "/news/", f"/tag/{tag}/", "/author/rtidmarsh/", on_air.article.path):
        yield str(path), 200
    changed = Edition.objects.on_air().get(article__slug=CORRECTED)
    yield f"{changed.article.path}changes/", 200
    yield str(ended.path), 410
    yield "/nowhere/", 404
    for path in ("login/", "password/reset/", "2fa/authenticate/"):
        yield f"/accounts/{path}", 200


def lists() -> Iterator[tuple[str, int]]:
    lists = (
        "",
        "waiting/",
        "board/",
        "reports/",
        "rights/",
        "clock/",
        "scheduled/",
        "on-air/",
        "shelf/",
        "owed/",
        "missed/",
        "all/",
        "all/?q=nothing-is-called-so",
        "many/",
    )
    for path in (*lists, "inbox/", "notifications/", "settings/"):
        yield f"/desk/{path}", 200
    yield from site_at_another_time()
    yield from calendar()


def calendar() -> Iterator[tuple[str, int]]:
    for path in ("", "?view=week", "?view=day", "?view=timeline&rows=section", "?kind=line&urgency=3", "feeds/"):
        yield f"/desk/calendar/{path}", 200
    yield "/desk/calendar/?on=9999-01-01", 422


def site_at_another_time() -> Iterator[tuple[str, int]]:
    """As it will look with all that is planned, as it stood before a withdrawal, and where a time is refused."""
    planned = Edition.objects.planned().get(article__slug="harbour-board-election")
    killed = Article.objects.get(slug="cannery-closure-report")
    stood = killed.editions.latest("goes_live_at").goes_live_at
    for path in ("/", "/news/", str(planned.article.path)):
        yield travelling.address(planned.goes_live_at, path), 200
    yield travelling.address(stood, str(killed.path)), 200
    yield travelling.address(stood, "/nowhere/"), 404
    yield "/desk/at/", 200
    yield "/desk/at/?when=2027-03-28T01:30", 422


def budget() -> Iterator[tuple[str, int]]:
    for line in Assignment.objects.filter(slugline__in=("council night", "school kitchen rota", "lighthouse open day")):
        yield f"/desk/budget/{line.pk}/", 200
    for path in ("", "?risk=LATE", "new/"):
        yield f"/desk/budget/{path}", 200
    yield "/desk/budget/?when=some-day", 422


def writing_pages(picture: Picture) -> Iterator[tuple[str, int]]:
    drafted = Story.objects.get(article__slug="a-keeper-for-gannet-head")
    first, *_, last = drafted.article.revisions.order_by("pk").values_list("pk", flat=True)
    for path in ("", "edit/", "preview/", "history/", "revisions/", f"compare/?from={first}&to={last}"):
        yield f"/desk/{drafted.pk}/{path}", 200
    for path in ("new/", "pictures/", "pictures/upload/", f"pictures/{picture.token}/"):
        yield f"/desk/{path}", 200
    for query in ("q=nothing-is-called-so", "use=ON_AIR&rights=NO_TERMS&shape=LANDSCAPE"):
        yield f"/desk/pictures/?{query}", 200
    for path in ("2fa/", "password/change/"):
        yield f"/accounts/{path}", 200


def story(slug: str) -> str:
    return f"/desk/{Story.objects.get(article__slug=slug).pk}/"


def faults_of(page: Page, path: str, status: int) -> Iterator[str]:
    """Open a page, and look at it in every size and colour."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(path, wait_until="load")
    if answer is None or answer.status != status:
        yield f"answered {answer and answer.status} instead of {status}"
    yield from (words for words in said if status == 200 or "Failed to load resource" not in words)
    for width, height, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colours)
        if spills := chromium.spill(page):
            yield f"{spills} px wider than a window of {width} px"
        yield from (f"{width} px, {colours}: {finding}" for finding in chromium.axe_findings(page))
