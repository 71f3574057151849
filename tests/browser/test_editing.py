"""Two colleagues with one story open, each in a browser: they see each other, and no word is lost."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom, person
from workflow.enums import Role
from workflow.models import EditingLock, Story

BEAT = 15_000


def edit(story: Story) -> str:
    return f"/desk/{story.pk}/edit/"


def one_beat(page: Page) -> None:
    """Let a page's own clock come to its next beat, and wait for the answer."""
    with page.expect_response("**/editing/") as answer:
        page.clock.fast_forward(BEAT)
    answer.value.finished()


def opened(page: Page, story: Story) -> Page:
    page.clock.install()
    with page.expect_response("**/editing/"):
        page.goto(edit(story))
    return page


def wait_until_free(page: Page, story: Story) -> None:
    """Wait for the last word of a page that was left, which no browser shows to anybody."""
    for _try in range(100):
        if not EditingLock.objects.filter(story=story).exclude(taken_at=None).exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page that was left still holds the story")


def test_editors_see_each_other_and_one_takes_over_while_the_other_types(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    sam: User = person("Sam", Role.EDITOR, desk=newsroom.desk)
    story = newsroom.filed()
    with visitor(newsroom.editor) as hers, visitor(sam) as his:
        edith, samuel = opened(hers.new_page(), story), opened(his.new_page(), story)
        expect(edith.get_by_role("status")).to_have_text("You are editing this; your colleagues see that.")
        expect(edith.get_by_role("button", name="Take over")).to_be_hidden()
        expect(samuel.get_by_role("status")).to_contain_text("Edith Test is editing this, since")
        assert chromium.axe_findings(samuel) == []

        edith.get_by_label("Text").fill("Half a sentence")
        one_beat(edith)
        samuel.get_by_label("Dek").fill("Typed while waiting")
        samuel.get_by_role("button", name="Take over the editing").click()
        expect(samuel.locator("#presence").get_by_role("status")).to_contain_text("You are editing this")
        expect(samuel.get_by_label("Dek")).to_have_value("Typed while waiting")

        edith.get_by_label("Text").fill("Half a sentence, and the rest")
        one_beat(edith)
        expect(edith.get_by_role("alert")).to_contain_text("Sam Test took over the editing.")
        kept = story.article.revisions.get(body="Half a sentence")
        expect(edith.get_by_role("alert")).to_contain_text(f"side text {kept.pk}")
        expect(edith.get_by_label("Text")).to_be_editable()
        expect(edith.get_by_role("button", name="Take over the editing")).to_be_visible()
        assert chromium.axe_findings(edith) == []

        one_beat(edith)
        expect(edith.get_by_role("alert")).to_contain_text("Sam Test took over the editing.")
        edith.get_by_role("button", name="Save", exact=True).click()
        expect(edith.get_by_role("status")).to_contain_text("Saved.")
        samuel.get_by_role("button", name="Save", exact=True).click()
        expect(samuel.get_by_role("heading", name="Your text was not made the newest one")).to_be_visible()
    bodies = set(story.article.revisions.values_list("body", flat=True))
    assert {"Half a sentence", "Half a sentence, and the rest"} <= bodies
    assert story.article.revisions.filter(dek="Typed while waiting").exists()


def test_words_of_a_window_that_was_closed_are_offered_again(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.draft()
    with visitor(newsroom.reporter) as context:
        page = opened(context.new_page(), story)
        page.get_by_label("Text").fill("Typed, and never saved")
        page.get_by_role("link", name="Back without saving").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(str(story))
        wait_until_free(page, story)
        page.goto(edit(story))
        expect(page.get_by_role("heading", name="We kept what you had not saved")).to_be_visible()
        assert chromium.axe_findings(page) == []
        page.get_by_role("link", name="Go on from it").click()
        expect(page.get_by_label("Text")).to_have_value("Typed, and never saved")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert story.article.revisions.filter(body="Typed, and never saved").exists()
    assert not EditingLock.objects.exists()


def test_a_page_that_hears_nothing_says_so_and_keeps_every_word(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.draft()
    with visitor(newsroom.reporter) as context:
        page = opened(context.new_page(), story)
        page.get_by_label("Text").fill("Typed on a train")
        context.set_offline(True)
        page.clock.fast_forward(BEAT)
        expect(page.get_by_role("status")).to_contain_text("The newsroom does not answer")
        expect(page.get_by_label("Text")).to_have_value("Typed on a train")
        context.set_offline(False)
        one_beat(page)
        expect(page.get_by_role("status")).to_contain_text("You are editing this")
    assert EditingLock.objects.get().unsaved[0]["text"]["body"] == "Typed on a train"
