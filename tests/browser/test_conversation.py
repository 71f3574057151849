"""A conversation, and a look from outside, in a real browser: to be read by anybody, with a script and without."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Page

from articles import instant
from tests.browser.conftest import Visitor
from tests.browser.test_every_page import EDITOR, faults_of
from workflow import actions
from workflow.models import Comment, Story, Thread

SELECT = """([where, words]) => {
    const walker = document.createTreeWalker(document.querySelector(where), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at >= 0) {
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
            document.querySelector(where).dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
            return;
        }
    }
}"""


def test_everybody_can_read_and_use_the_pages_of_a_conversation(visitor: Visitor) -> None:
    story, maud, token = talked_about()
    with visitor(maud) as context:
        assert list(faults(context.new_page(), desk_pages(story))) == []
    with visitor() as context:
        page = context.new_page()
        assert list(faults(page, ((f"/review/{token}/", 200), ("/review/none/", 404)))) == []
        page.goto(f"/review/{token}/")
        page.fill("[name=quote]", "e")
        page.fill("[name=text]", "Which?")
        page.click("button.main")
        assert page.locator("[role=alert]").count() == 1
        assert context.cookies() == []


def test_selecting_words_fills_the_quote_and_what_stands_around_it(visitor: Visitor) -> None:
    story, maud, _token = talked_about()
    with visitor(maud) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/conversation/")
        paragraph = page.locator(".numbered p").nth(3).inner_text()
        page.evaluate(SELECT, [".numbered li:nth-child(4)", paragraph[40:60]])
        assert page.input_value("[name=quote]") == paragraph[40:60]
        assert page.input_value("[name=before]") == paragraph[8:40]
        assert page.input_value("[name=after]") == paragraph[60:92]
        page.fill("#thread-text", "Who says so?")
        page.get_by_role("button", name="Comment", exact=True).click()
        assert page.url.endswith(f"#talk-{Thread.objects.latest('pk').pk}")
        page.goto(f"/desk/{story.pk}/conversation/")
        page.evaluate(SELECT, [".numbered li:nth-child(4)", paragraph[40:60]])
        page.fill("[name=quote]", "other words")
        assert page.input_value("[name=before]") == ""


def test_somebody_outside_comments_without_a_script_and_without_a_cookie(visitor: Visitor) -> None:
    _story, _maud, token = talked_about()
    with visitor(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/review/{token}/")
        page.fill("[name=text]", "That was in May.")
        page.click("button.main")
        assert "Your comment has reached the newsroom." in page.inner_text("#said")
        assert context.cookies() == []
    assert Comment.objects.latest("pk").text == "That was in May."


def talked_about() -> tuple[Story, User, str]:
    """Talk about a story of the demo on its desk, and let somebody outside read it."""
    call_command("seed_demo", verbosity=0)
    story = Story.objects.select_related("article__head").get(article__slug="school-kitchen-rota")
    maud, now = User.objects.get(email=EDITOR), instant.now()
    head = story.article.head
    assert head is not None
    for quote in (head.headline, ""):
        begun = actions.open_thread(story=story, by=maud, now=now, text="Says who?", quote=quote)
        thread = Thread.objects.select_related("story").get(pk=begun.facts["thread"])
        actions.reply(thread=thread, by=maud, now=now, text=f"@{maud.email}: the council.")
    actions.resolve(thread=thread, by=maud, now=now)
    made = actions.share(story=story, by=maud, now=now, name="Ms Lex", expires_at=now + timedelta(days=7))
    actions.visit(token=made.token, now=now, address="192.0.2.7", agent="Mozilla/5.0 " + "x" * 80)
    return story, maud, made.token


def desk_pages(story: Story) -> Iterator[tuple[str, int]]:
    for path in ("", "conversation/", "conversation/?paragraph=3", "share/"):
        yield f"/desk/{story.pk}/{path}", 200


def faults(page: Page, addresses: Iterator[tuple[str, int]] | tuple[tuple[str, int], ...]) -> Iterator[str]:
    for path, status in addresses:
        yield from (f"{path}: {fault}" for fault in faults_of(page, path, status))
