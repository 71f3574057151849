"""The checks in a browser: beside the text while it is typed, with buttons that work with and without scripts."""

from playwright.sync_api import Page, expect

from articles.drafting import UsedPicture
from tests import library
from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom
from workflow.models import Story, StyleRule

LOOKS = ((1280, 900, "light"), (360, 740, "dark"))


def story_with_findings(newsroom: Newsroom) -> Story:
    StyleRule.objects.create(
        desk=newsroom.desk, pattern=r"\bweb site\b", suggestion="website", reason="One word since 2010."
    )
    StyleRule.objects.create(desk=newsroom.desk, pattern="sails", reason="It is a motor ferry.")
    picture = library.bare(0, name="gull.png")
    picture.save()
    body = f"The web site says it sails. It cost TK.\n\n{'A long line ' * 40}\n"
    return newsroom.draft(body=body, pictures=(UsedPicture(picture_id=picture.pk, source_name="gull.png"),))


def faults(page: Page) -> list[str]:
    found = []
    for width, height, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        found += [f"{width}: {chromium.spill(page)} px too wide"] if chromium.spill(page) else []
        found += chromium.axe_findings(page)
    return found


def test_everybody_can_read_and_use_the_checks(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = story_with_findings(newsroom)
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        for address in (f"/desk/{story.pk}/", f"/desk/{story.pk}/edit/"):
            page.goto(address)
            expect(page.get_by_role("heading", name="Checks")).to_be_visible()
            page.get_by_text("checks pass").click()
            assert faults(page) == []


def test_the_checks_follow_what_is_typed_and_save_nothing(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.draft()
    with visitor(newsroom.reporter) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/edit/")
        card = page.locator("#checks")
        expect(card).to_contain_text("Nothing stops the story")
        with page.expect_response("**/check/?card"):
            page.get_by_label("Text").fill("It cost TK crowns.")
        expect(card).to_contain_text("“TK” stands in the text")
        expect(page.locator("#checks-told")).to_have_text("1 required check fails and stops approval and air.")
        expect(page.get_by_label("Text")).to_have_value("It cost TK crowns.")
    assert story.article.revisions.count() == 1


def test_a_suggestion_is_taken_and_words_are_let_stand_without_scripts(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = story_with_findings(newsroom)
    with visitor(newsroom.reporter, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/edit/")
        page.get_by_label("Dek").fill("Typed meanwhile")
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.get_by_label("Dek")).to_have_value("Typed meanwhile")
        page.get_by_role("button", name="Let it stand: sails").click()
        expect(page.get_by_label("Dek")).to_have_value("Typed meanwhile")
        expect(page.get_by_role("button", name="Let it stand")).to_have_count(1)
        assert story.article.revisions.count() == 1
        page.get_by_role("button", name="Take and save “website”").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    story.article.refresh_from_db()
    head = story.article.head
    assert head is not None
    assert (head.dek, head.body[:30]) == ("Typed meanwhile", "The website says it sails. It ")
    assert list(StyleRule.objects.order_by("pk").values_list("taken", "ignored")) == [(1, 0), (0, 1)]
