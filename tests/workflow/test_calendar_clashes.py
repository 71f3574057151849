"""What a plan runs into: said to whoever plans, and above the calendar, and no stop."""

from datetime import UTC, datetime, timedelta

from pytest_django import Settings

from tests.people import Newsroom
from tests.workflow.calendars import DAY, HOUR, LONDON, items, on
from tests.workflow.calendars import newsroom as newsroom
from tests.workflow.desk_pages import browser, words
from workflow.calendar.spans import View
from workflow.enums import Status
from workflow.models import Blackout, Story
from workflow.times import wall_time


def test_urgent_stories_blackouts_and_holidays_are_said_as_clashes(newsroom: Newsroom, settings: Settings) -> None:
    settings.NEWSROOM_HOLIDAYS = "GB-ENG"
    christmas = datetime(newsroom.now.year + 1, 12, 25, 12, tzinfo=UTC)
    stories = [newsroom.approved(f"Story {number}") for number in (1, 2, 3)]
    Story.objects.update(urgency=2)
    Blackout.objects.create(name="Silence", starts_at=christmas + HOUR, ends_at=christmas + 2 * HOUR)
    for story, minutes in zip(stories, (0, 10, 70), strict=True):
        newsroom.act("schedule", story, goes_live_at=christmas + timedelta(minutes=minutes))
    client = browser(newsroom.publisher)
    for view in View.values:
        response = client.get(f"/desk/calendar/?view={view}&on={christmas:%Y-%m-%d}")
        assert [(item.entry.name, item.clashes) for item in response.context["clashes"]] == [
            ("Story 1", ("less than 15 minutes from another urgent story: “Story 2” at 12:10, urgency 2",)),
            ("Story 2", ("less than 15 minutes from another urgent story: “Story 1” at 12:00, urgency 2",)),
            ("Story 3", ("in the blackout “Silence”, until 14:00 GMT",)),
        ]
        assert "Christmas Day" in words(response)
    narrowed = client.get(f"/desk/calendar/?view=day&on={christmas:%Y-%m-%d}&kind=expiry")
    assert narrowed.context["clashes"] == []


def test_a_clash_with_what_was_not_asked_for_is_said_all_the_same(newsroom: Newsroom) -> None:
    one, other = newsroom.approved("One"), newsroom.approved("Other")
    Story.objects.filter(pk=one.pk).update(urgency=1)
    Story.objects.filter(pk=other.pk).update(urgency=3)
    end_of_day = newsroom.now.astimezone(LONDON).replace(hour=23, minute=55).astimezone(UTC)
    newsroom.act("schedule", one, goes_live_at=end_of_day)
    newsroom.act("schedule", other, goes_live_at=end_of_day + timedelta(minutes=10))
    (item,) = items(browser(newsroom.publisher), f"{on(newsroom)}&urgency=1")
    assert item.clashes == ("less than 15 minutes from another urgent story: “Other” at 00:05, urgency 3",)


def test_whoever_plans_is_told_what_the_plan_runs_into_and_is_not_stopped(
    newsroom: Newsroom, settings: Settings
) -> None:
    settings.NEWSROOM_HOLIDAYS = "GB-ENG"
    at = datetime(newsroom.now.year + 1, 12, 25, 12, tzinfo=UTC)
    newsroom.scheduled("There before", goes_live_at=at)
    Story.objects.update(urgency=1)
    story = newsroom.approved("Newcomer")
    Story.objects.filter(pk=story.pk).update(urgency=3)
    sport = Newsroom.open("Sport")
    sport.scheduled("Elsewhere", goes_live_at=at)
    Story.objects.filter(desk=sport.desk).update(urgency=1)
    Blackout.objects.create(name="Silence", starts_at=at - HOUR, ends_at=at + HOUR)
    Blackout.objects.create(desk=sport.desk, name="Cup final", starts_at=at - HOUR, ends_at=at + HOUR)
    story.refresh_from_db()
    sent = {"version": story.version, "goes_live_at": wall_time.as_typed(at, zone=LONDON), "zone": "Europe/London"}
    response = browser(newsroom.publisher).post(f"/desk/{story.pk}/schedule/", sent, follow=True)
    story.refresh_from_db()
    assert story.status == Status.SCHEDULED
    (warning,) = [str(one) for one in response.context["messages"] if one.level_tag == "warning"]
    assert warning == (
        "“Newcomer” clashes: less than 15 minutes from another urgent story: “There before” at 12:00, urgency 1;"
        " in the blackout “Silence”, until 13:00 GMT; on a public holiday: Christmas Day."
    )
    quiet = {**sent, "version": story.version, "goes_live_at": wall_time.as_typed(at + DAY, zone=LONDON)}
    response = browser(newsroom.publisher).post(f"/desk/{story.pk}/reschedule/", quiet, follow=True)
    assert [one.level_tag for one in response.context["messages"]] == ["success", "warning"]
    assert "clashes: on a public holiday: Boxing Day." in words(response)
