"""Somebody in New York plans a story of a newsroom in London."""

from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom
from workflow import people


def test_what_other_clocks_show_stands_beside_a_time_while_it_is_typed(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.approved()
    people.choose_zone(user=newsroom.publisher, name="America/New_York")
    with visitor(newsroom.publisher) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/")
        page.locator("summary", has_text="Schedule").click()
        form = page.locator("form[action$='/schedule/']")
        form.get_by_label("Goes live").fill("2027-07-01T18:30")
        reading = form.locator("#schedule-goes_live_at ~ .reading")
        expect(reading).to_have_text("That is Thursday 1 July 2027, 23:30 BST by the newsroom’s clock (London).")
        form.get_by_label("By which clock").select_option("Asia/Kathmandu")
        expect(reading).to_contain_text("08:45 EDT your time (New York)")
        form.get_by_label("By which clock").select_option("Europe/London")
        form.get_by_label("Goes live").fill("2027-03-28T01:30")
        expect(reading).to_contain_text("does not exist: choose 2027-03-28 00:59 GMT or 2027-03-28 02:00 BST")
        assert chromium.axe_findings(page) == []


def test_without_scripts_the_answer_says_it(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.approved()
    people.choose_zone(user=newsroom.publisher, name="America/New_York")
    with visitor(newsroom.publisher, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/desk/{story.pk}/")
        page.locator("summary", has_text="Schedule").click()
        form = page.locator("form[action$='/schedule/']")
        form.get_by_label("Goes live").fill("2027-07-01T18:30")
        form.get_by_role("button", name="Schedule").click()
        told = page.get_by_role("status")
        expect(told).to_contain_text("Goes live: 1 July 2027, 23:30 BST (your time: 18:30 EDT, New York).")
