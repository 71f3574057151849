"""A story from an idea in the budget to the file button, as an editor and a reporter walk it on their pages."""

from datetime import timedelta

from articles import instant
from tests.journeys.browsers import Browser, Page, at, signed_in
from tests.people import Newsroom, person
from workflow.enums import Role, Status
from workflow.models import Assignment, Story


def risks(browser: Browser, asked: str = "") -> dict[str, str]:
    """Return what the budget says of each of its lines: late, at risk, or nothing."""
    page = browser.open(f"/desk/budget/{asked}")
    return {
        row.xpath("string(.//a[@class='slugline'])"): " ".join(
            row.xpath("string(.//*[contains(@class, 'risk')])").split()
        )
        for row in page.tree.xpath("//table[contains(@class, 'budget')]//tr[.//a[@class='slugline']]")
    }


def press(browser: Browser, line: Assignment, name: str, **typed: str) -> Page:
    """Press a button on a line's page."""
    where = f"/desk/budget/{line.pk}/"
    return browser.send(browser.open(where).form(f"{where}{name}/"), **typed)


def test_a_line_is_planned_claimed_started_and_filed_and_the_editor_sees_its_risk_go(
    desk: Newsroom, editor: Browser, reporter: Browser
) -> None:
    due = instant.now() + timedelta(hours=5)
    page = editor.write(
        "/desk/budget/new/",
        slugline="ferry fares",
        brief="Who pays more?",
        planned_words="4",
        **at("due_at", due),
    )
    assert "The line stands in the budget." in page.words
    line = Assignment.objects.get()
    assert page.address == f"/desk/budget/{line.pk}/"
    assert risks(editor) == {"ferry fares": "at risk"}

    other = signed_in(person("Olga", Role.REPORTER, desk=desk.desk))
    seen_by_both = other.open(f"/desk/budget/{line.pk}/").form(f"/desk/budget/{line.pk}/claim/")
    assert "Done: claimed." in press(reporter, line, "claim").words
    told = other.send(seen_by_both)
    assert (told.status, "Rita Test was first (claimed)" in told.told) == (409, True)
    assert risks(reporter, "?mine=on") == {"ferry fares": "at risk"}
    assert risks(other, "?reporter=nobody") == {}

    past = {**at("due_at", due - timedelta(hours=6)), "slugline": "ferry fares, the vote"}
    assert "Done: budget line changed." in press(editor, line, "replan", **past).words
    assert risks(editor, "?risk=LATE") == {"ferry fares, the vote": "late"}

    page = press(reporter, line, "start")
    story = Story.objects.get()
    assert page.address == f"/desk/{story.pk}/"
    assert "In the budget ferry fares, the vote late" in page.words
    assert risks(editor, "?risk=LATE") == {"ferry fares, the vote": "late"}

    reporter.write(f"/desk/{story.pk}/edit/", headline="Fares go up", body="Everybody pays more now.\n")
    reporter.done(story.pk, "file")
    assert Story.objects.get().status == Status.IN_REVIEW
    assert risks(editor) == {"ferry fares, the vote": ""}
    assert risks(editor, "?risk=LATE") == {}
    assert "4 of 4 planned" in editor.open("/desk/budget/").words
