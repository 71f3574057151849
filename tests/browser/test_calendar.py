"""Somebody moves what stands in the calendar: with the mouse, with a finger, by keyboard; and is refused in words."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from articles.models import Edition
from tests.browser import chromium
from tests.browser.conftest import Visitor
from tests.people import Newsroom
from tests.workflow.test_assignments import FERRY
from workflow import actions
from workflow.models import Assignment, Story

PATIENCE = 20_000  # milliseconds, for the answer to a move
WIDE = {"viewport": {"width": 1280, "height": 900}}
#: A Tuesday in winter, and what stands in its week.
DAY = datetime(2027, 1, 12, 10, 30, tzinfo=UTC)
WEEK, MONTH, TIMELINE = (f"/desk/calendar/?view={view}&on=2027-01-12" for view in ("week", "month", "timeline"))


def entry(page: Page, story: Story) -> Locator:
    return page.locator(f"[data-key^='air-{story.pk}-']")


def cell(page: Page, day: str, hour: str = "") -> Locator:
    return page.locator(f"td[data-day='{day}']" + (f"[data-hour='{hour}']" if hour else ":not([data-hour])"))


def drag(page: Page, what: Locator, to: Locator, *, share: float = 0.5, along: bool = False) -> None:
    """Press, move in steps as a hand does, and let go, so far down (or along) the place."""
    to.evaluate("place => place.scrollIntoView({block: 'center'})")
    grip = what.locator(".cal-what").bounding_box()
    box = to.bounding_box()
    assert grip is not None
    assert box is not None
    page.mouse.move(grip["x"] + 3, grip["y"] + 3)
    page.mouse.down()
    x = box["x"] + box["width"] * (share if along else 0.5)
    y = box["y"] + box["height"] * (0.5 if along else share)
    page.mouse.move(x - 20, y, steps=5)
    page.mouse.move(x, y, steps=3)
    expect(page.locator(".cal-ghost")).to_be_visible()
    page.mouse.up()


def goes_live_at(story: Story) -> datetime:
    return Edition.objects.get(article=story.article_id, announced_at=None).goes_live_at


def told(page: Page, words: str) -> None:
    expect(page.locator("#cal-told")).to_contain_text(words, timeout=PATIENCE)


def test_a_mouse_puts_a_story_at_another_time_in_each_view(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.scheduled("Ferry", goes_live_at=DAY)
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto(WEEK)
        drag(page, entry(page, story), cell(page, "2027-01-14", "12"), share=0.6)
        told(page, "14 January 2027, 12:30 GMT")
        expect(cell(page, "2027-01-14", "12").locator("[data-key]")).to_have_count(1)
        assert goes_live_at(story) == datetime(2027, 1, 14, 12, 30, tzinfo=UTC)
        assert page.evaluate("document.activeElement.textContent") == "Ferry"

        page.goto(MONTH)
        drag(page, entry(page, story), cell(page, "2027-01-20"))
        told(page, "20 January 2027, 12:30 GMT")
        assert goes_live_at(story) == datetime(2027, 1, 20, 12, 30, tzinfo=UTC)

        page.goto(TIMELINE.replace("12", "20"))
        drag(page, entry(page, story), cell(page, "2027-01-20", "13"), share=0.1, along=True)
        told(page, "20 January 2027, 13:00 GMT")
        assert goes_live_at(story) == datetime(2027, 1, 20, 13, 0, tzinfo=UTC)
        assert chromium.axe_findings(page) == []


def test_a_timeline_that_is_scrolled_still_says_what_its_rows_are(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    newsroom.scheduled("Ferry", goes_live_at=DAY.replace(hour=22))
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto(TIMELINE)
        page.evaluate("document.querySelector('.table-frame:has(.cal)').scrollLeft = 400")
        for head in ("thead th:first-child", "tbody th"):
            box = page.locator(f".cal {head}").first.bounding_box()
            assert box is not None
            middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
            seen = page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('th').textContent", middle)
            assert seen.strip() in {"Desk", newsroom.desk.name}


def test_a_press_that_does_not_move_opens_the_story_and_escape_ends_a_drag(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.scheduled("Ferry", goes_live_at=DAY)
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto(MONTH)
        page.mouse.move(0, 0)
        box = entry(page, story).locator(".cal-what").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 3, box["y"] + 3)
        page.mouse.down()
        page.mouse.move(box["x"] + 100, box["y"] + 100, steps=4)
        expect(page.locator(".cal-ghost")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".cal-ghost")).to_have_count(0)
        page.mouse.up()
        assert goes_live_at(story) == DAY
        entry(page, story).locator(".slugline").click()
        page.wait_for_url(f"**/desk/{story.pk}/")


def test_the_keyboard_moves_by_a_quarter_of_an_hour_and_by_a_day(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.scheduled("Ferry", goes_live_at=DAY)
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto(WEEK)
        bar = page.locator("#cal-bar")
        entry(page, story).locator(".slugline").focus()
        page.keyboard.press("m")
        expect(bar).to_be_focused()
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
        expect(bar.locator("[data-bar=time]")).to_have_text("Wednesday, 13 January 2027 at 10:45")
        assert chromium.axe_findings(page) == []
        page.keyboard.press("Enter")
        told(page, "13 January 2027, 10:45 GMT")
        expect(bar).to_be_hidden()
        assert goes_live_at(story) == datetime(2027, 1, 13, 10, 45, tzinfo=UTC)
        assert page.evaluate("document.activeElement.textContent") == "Ferry"

        entry(page, story).locator("[data-move]").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Escape")
        expect(bar).to_be_hidden()
        assert page.evaluate("document.activeElement.textContent") == "Ferry"
        assert goes_live_at(story) == datetime(2027, 1, 13, 10, 45, tzinfo=UTC)

        entry(page, story).locator("[data-move]").click()  # one press after another, for whom a drag is no way
        bar.get_by_role("button", name="+1 day").click()
        bar.get_by_role("button", name="−15 min").click()
        bar.get_by_role("button", name="Move it").click()
        told(page, "14 January 2027, 10:30 GMT")


def test_s16_a_time_that_never_comes_and_one_that_comes_twice_are_said_before_and_after(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    spring = datetime(2027, 3, 28, 0, 45, tzinfo=UTC)
    story = newsroom.scheduled("Ferry", goes_live_at=spring)
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto("/desk/calendar/?view=day&on=2027-03-28")
        bar = page.locator("#cal-bar")
        entry(page, story).locator(".slugline").focus()
        page.keyboard.press("m")
        page.keyboard.press("ArrowRight")
        expect(bar.locator("[data-bar=reading]")).to_contain_text("choose 2027-03-28 00:59 GMT or 2027-03-28 02:00 BST")
        page.keyboard.press("Enter")
        expect(bar.get_by_role("alert")).to_contain_text("choose 2027-03-28 00:59 GMT or 2027-03-28 02:00 BST")
        expect(bar).to_be_focused()
        for _quarter in range(4):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        told(page, "28 March 2027, 02:00 BST")

        newsroom.act("reschedule", story, goes_live_at=datetime(2027, 10, 31, 0, 15, tzinfo=UTC))
        page.goto("/desk/calendar/?view=day&on=2027-10-31")
        entry(page, story).locator(".slugline").focus()
        page.keyboard.press("m")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(bar.get_by_role("alert")).to_contain_text("comes twice")
        bar.get_by_role("button", name="2027-10-31 01:30 GMT").click()
        told(page, "31 October 2027, 01:30 GMT")
        assert goes_live_at(story) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

        drag(page, entry(page, story), page.locator("td[data-hour='01'][data-fold='0']"), share=0.1)
        told(page, "31 October 2027, 01:00 BST")


def test_w1_whoever_was_first_is_named_and_the_story_stays_where_they_put_it(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.scheduled("Ferry", goes_live_at=DAY)
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto(WEEK)
        newsroom.act("reschedule", story, goes_live_at=DAY + timedelta(days=1))
        drag(page, entry(page, story), cell(page, "2027-01-14", "12"))
        expect(page.locator("#cal-bar").get_by_role("alert")).to_contain_text("Pia Test moved the story meanwhile")
        page.keyboard.press("Escape")
        expect(page.locator("#cal-bar")).to_be_hidden()
        assert goes_live_at(story) == DAY + timedelta(days=1)


def test_a_package_is_asked_about_before_it_moves(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    stories = [newsroom.approved("One"), newsroom.approved("Two")]
    seen = [(Story.objects.get(pk=story.pk), Story.objects.get(pk=story.pk).version) for story in stories]
    actions.schedule_together(stories=seen, by=newsroom.publisher, now=newsroom.now, slugline="storm", goes_live_at=DAY)
    with visitor(newsroom.publisher, **WIDE) as context:
        page = context.new_page()
        page.goto(WEEK)
        drag(page, entry(page, stories[0]), cell(page, "2027-01-14", "12"), share=0.1)
        bar = page.locator("#cal-bar")
        expect(bar).to_contain_text("It moves with all stories of the package “storm”.")
        assert goes_live_at(stories[0]) == DAY
        page.keyboard.press("Enter")
        told(page, "14 January 2027, 12:00 GMT")
        assert {goes_live_at(story) for story in stories} == {datetime(2027, 1, 14, 12, tzinfo=UTC)}


def test_a_budget_line_of_a_day_is_put_on_another_day(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    actions.plan(desk=newsroom.desk, by=newsroom.editor, now=newsroom.now, plan=FERRY)
    line = Assignment.objects.get()
    Assignment.objects.update(planned_resolution="DAY", planned_at=datetime(2027, 1, 12, tzinfo=UTC))
    with visitor(newsroom.editor, **WIDE) as context:
        page = context.new_page()
        page.goto(WEEK)
        drag(page, page.locator(f"[data-key=line-{line.pk}]"), cell(page, "2027-01-15", "12"))
        told(page, "Done: budget line changed.")
        line.refresh_from_db()
        assert (line.planned_at, line.planned_resolution) == (datetime(2027, 1, 15, tzinfo=UTC), "DAY")


def test_a_finger_that_rests_first_drags_and_one_that_does_not_scrolls(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.scheduled("Ferry", goes_live_at=DAY)
    with visitor(newsroom.publisher, has_touch=True, viewport={"width": 1100, "height": 900}) as context:
        page = context.new_page()
        page.goto(MONTH)
        hand = context.new_cdp_session(page)
        grip = entry(page, story).locator(".cal-what").bounding_box()
        box = cell(page, "2027-01-14").bounding_box()
        assert grip is not None
        assert box is not None
        start, end = (grip["x"] + 3, grip["y"] + 3), (box["x"] + 40, box["y"] + 40)

        def touch(kind: str, *points: tuple[float, float]) -> None:
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

        touch("touchStart", start)
        page.wait_for_timeout(600)
        expect(page.locator(".cal-ghost")).to_be_visible()
        touch("touchMove", ((start[0] + end[0]) / 2, end[1]))
        touch("touchMove", end)
        touch("touchEnd")
        told(page, "14 January 2027, 10:30 GMT")
        assert goes_live_at(story) == datetime(2027, 1, 14, 10, 30, tzinfo=UTC)


def test_without_script_move_leads_to_the_field_of_the_story(visitor: Visitor) -> None:
    newsroom = Newsroom.open()
    story = newsroom.scheduled("Ferry", goes_live_at=DAY)
    with visitor(newsroom.publisher, java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(MONTH)
        entry(page, story).locator("[data-move]").click()
        page.wait_for_url(f"**/desk/{story.pk}/#reschedule-goes_live_at")
        expect(page.locator("#reschedule-goes_live_at")).to_be_visible()
        page.locator("#reschedule-goes_live_at").fill("2027-01-15T09:15")
        page.get_by_role("button", name="Reschedule").click()
        expect(page.get_by_role("status").first).to_contain_text("15 January 2027, 09:15 GMT")
