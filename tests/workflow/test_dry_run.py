"""Dry runs before air: each mark of each plan once, told of once, and held where it must be."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from articles.models import Author, Section
from tests import bulk
from tests.counting import queries
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from tests.workflow.dry_runs import in_minutes, marks, quiet, run, status, told
from tests.workflow.test_races import at_once
from workflow import actions, audit, checking, deliveries, tasks
from workflow.checking import Subject
from workflow.enums import CheckLevel, Status, Verb
from workflow.models import CheckSetting, Delivery, DryRun, Event, Story
from workflow.sweeps import dry_run, last_look


def test_each_mark_is_run_once_and_what_passes_is_told_to_nobody(newsroom: Newsroom) -> None:
    quiet(newsroom)
    story = in_minutes(newsroom, 90)
    ran = [run(newsroom, minutes=minutes) for minutes in (0, 29, 1, 1, 48, 1, 1, 7, 1, 0.5)]
    assert ran == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert marks(story) == [(60, []), (10, []), (1, [])]
    assert told(story) == []
    assert status(story) == Status.SCHEDULED


def test_a_plan_made_five_minutes_before_has_its_last_minute_only(newsroom: Newsroom) -> None:
    quiet(newsroom)
    story = in_minutes(newsroom, 5)
    assert run(newsroom) == 0
    assert run(newsroom, minutes=4) == 1
    assert marks(story) == [(1, [])]


def test_of_marks_that_passed_while_nobody_worked_only_the_latest_is_run(newsroom: Newsroom) -> None:
    quiet(newsroom)
    story = in_minutes(newsroom, 90)
    assert run(newsroom, minutes=83) == 1
    assert marks(story) == [(10, [])]


def test_a_plan_that_was_moved_is_run_dry_anew(newsroom: Newsroom) -> None:
    quiet(newsroom)
    story = in_minutes(newsroom, 65)
    run(newsroom, minutes=10)
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + timedelta(minutes=70))
    assert [run(newsroom), run(newsroom, minutes=10)] == [0, 1]
    assert marks(story) == [(60, []), (60, [])]
    assert DryRun.objects.values("goes_live_at").distinct().count() == 2


@pytest.mark.parametrize(("seconds", "ran"), [(3, 1), (1.9, 0), (0, 0), (-60, 0)])
def test_nothing_is_run_in_the_last_two_seconds_or_after_air(newsroom: Newsroom, seconds: float, ran: int) -> None:
    in_minutes(newsroom, 90)
    assert run(newsroom, minutes=90, seconds=-seconds) == ran


def test_what_advises_is_told_once_and_again_only_with_something_new(newsroom: Newsroom) -> None:
    quiet(newsroom, "DEK", "AI_USE")
    story = in_minutes(newsroom, 90, dek="")
    newsroom_wide = Story.objects.filter(pk=story.pk)
    run(newsroom, minutes=30)
    run(newsroom, minutes=50)
    CheckSetting.objects.filter(check_name="TAGS").delete()
    newsroom_wide.update(ai_use="NONE")
    run(newsroom, minutes=9)
    assert marks(story) == [(60, ["DEK", "AI_USE"]), (10, ["DEK", "AI_USE"]), (1, ["DEK"])]
    assert told(story) == [(60, ["DEK", "AI_USE"])]
    assert status(story) == Status.SCHEDULED


def test_something_new_is_told_by_itself(newsroom: Newsroom) -> None:
    quiet(newsroom, "DEK", "TAGS")
    CheckSetting.objects.create(desk=newsroom.desk, check_name="SECTION_ACTIVE", level=CheckLevel.ADVISORY)
    story = in_minutes(newsroom, 90, dek="")
    run(newsroom, minutes=30)
    Section.objects.update(is_active=False)
    run(newsroom, minutes=50)
    assert told(story) == [(60, ["DEK"]), (10, ["SECTION_ACTIVE"])]


def test_what_is_required_holds_the_story_at_the_first_mark_and_the_hold_tells_of_it(newsroom: Newsroom) -> None:
    quiet(newsroom, "DEK")
    story = in_minutes(newsroom, 90, dek="")
    Author.objects.update(is_active=False)
    run(newsroom, minutes=30)
    story.refresh_from_db()
    assert story.status == Status.APPROVED
    assert story.held_reason.startswith("A required check fails. Active authors: Rita Test")
    assert marks(story) == [(60, ["DEK", "AUTHORS_ACTIVE"])]
    assert told(story) == [(60, ["DEK"])]
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_hold_that_comes_too_late_is_told_of_as_what_fails(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet(newsroom)
    story = in_minutes(newsroom, 90)
    Author.objects.update(is_active=False)
    monkeypatch.setattr(last_look, "hold", lambda *_given, **_more: False)
    run(newsroom, minutes=30)
    run(newsroom, minutes=50)
    assert told(story) == [(60, ["AUTHORS_ACTIVE"]), (10, ["AUTHORS_ACTIVE"])]


def test_what_a_publisher_passed_over_is_neither_told_nor_held(newsroom: Newsroom) -> None:
    quiet(newsroom)
    story = newsroom.filed(body="TK")
    newsroom.act("override", story, reason="The minister resigned.")
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(minutes=90))
    run(newsroom, minutes=30)
    assert (marks(story), told(story), status(story)) == ([(60, [])], [], Status.SCHEDULED)


def test_the_scheduler_and_the_editors_hear_of_a_warning_at_once(newsroom: Newsroom) -> None:
    quiet(newsroom, "DEK")
    story = in_minutes(newsroom, 90, dek="")
    run(newsroom, minutes=30)
    deliveries.dispatch(now=newsroom.now)
    mails = Delivery.objects.filter(event__story=story, event__verb=Verb.WARN, channel="MAIL")
    heard = set(mails.values_list("user", "is_in_digest"))
    assert heard == {(newsroom.publisher.pk, False), (newsroom.editor.pk, False)}


def test_a_plan_that_is_gone_since_it_was_looked_at_is_not_put_on_record(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet(newsroom, "DEK")
    story = in_minutes(newsroom, 90, dek="")
    newsroom.later(minutes=30)
    failing = last_look.failing

    def looks_slowly(*given: object, **more: object) -> object:
        found = failing(*given, **more)  # type: ignore[arg-type]
        newsroom.act("reschedule", story, goes_live_at=newsroom.now + timedelta(hours=5))
        return found

    monkeypatch.setattr(last_look, "failing", looks_slowly)
    assert dry_run.tick(now=newsroom.now) == 0
    assert (marks(story), told(story)) == ([], [])


def test_a_story_that_can_not_be_looked_at_is_told_of_and_stops_no_other(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet(newsroom)
    poison, other = (in_minutes(newsroom, 90, headline=headline) for headline in ("Poison pill", "Another one"))
    failing = checking.failing

    def chokes(subjects: list[Subject], **more: object) -> object:
        assert not any(one.text.headline == "Poison pill" for one in subjects), "poison"
        return failing(subjects, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "failing", chokes)
    assert run(newsroom, minutes=30) == 2
    assert (marks(poison), marks(other)) == ([(60, ["UNCHECKED"])], [(60, [])])
    assert told(poison) == [(60, ["UNCHECKED"])]
    page = words(browser(newsroom.editor).get(f"/desk/{poison.pk}/history/"))
    assert "failing checks: the checks could not be run" in page


def test_a_run_that_can_not_be_written_stops_no_other(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet(newsroom)
    poison, other = in_minutes(newsroom, 90), in_minutes(newsroom, 90)
    record = dry_run._record

    def chokes(subject: Subject, *given: object, **more: object) -> bool:
        assert subject.story.pk != poison.pk, "poison"
        return record(subject, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(dry_run, "_record", chokes)
    assert run(newsroom, minutes=30) == 1
    assert (marks(poison), marks(other)) == ([], [(60, [])])


def test_the_soonest_air_comes_first_and_a_run_is_bounded(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet(newsroom)
    late, soon = in_minutes(newsroom, 90), in_minutes(newsroom, 80)
    newsroom.later(minutes=31)
    monkeypatch.setattr(dry_run, "MOST", 1)
    assert [dry_run.tick(now=newsroom.now) for _three in range(3)] == [1, 1, 0]
    assert list(DryRun.objects.order_by("pk").values_list("story", flat=True)) == [soon.pk, late.pk]


def test_thirty_plans_are_looked_at_in_as_many_reads_as_one(newsroom: Newsroom) -> None:
    counts = []
    for number in (1, 29):
        for _one in range(number):
            in_minutes(newsroom, 90)
        newsroom.later(minutes=30)
        with CaptureQueriesContext(connection) as captured:
            for _minutes, batch in dry_run._batches(newsroom.now):
                last_look.failing(batch, now=newsroom.now, counting=dry_run.COUNTING)
        counts.append(len(captured))
        newsroom.later(minutes=-30)
    assert counts[0] == counts[1]


def test_a_tick_with_nothing_due_asks_three_times(newsroom: Newsroom) -> None:
    in_minutes(newsroom, 90)
    with CaptureQueriesContext(connection) as captured:
        assert dry_run.tick(now=newsroom.now) == 0
    assert len(captured) == len(dry_run.MARKS)


def test_the_page_and_the_list_show_what_the_runs_said(newsroom: Newsroom) -> None:
    quiet(newsroom, "DEK")
    newsroom.later(minutes=-30)
    story = in_minutes(newsroom, 90, dek="")
    clean = in_minutes(newsroom, 90)
    run(newsroom, minutes=30)
    client = browser(newsroom.editor)
    page = words(client.get(f"/desk/{story.pk}/"))
    assert "Dry runs T-60 60 minutes before air" in page
    assert "The story has no dek" in page
    assert "everything passed" in words(client.get(f"/desk/{clean.pk}/"))
    listed = words(client.get("/desk/scheduled/"))
    assert "T-60: fails dek" in listed
    assert "T-60: passed" in listed
    newsroom.act("reschedule", story, goes_live_at=newsroom.now + timedelta(hours=5))
    assert "T-60: fails" not in words(client.get("/desk/scheduled/"))
    assert "Dry runs" not in words(client.get(f"/desk/{story.pk}/"))


def test_a_story_that_was_held_still_shows_its_runs(newsroom: Newsroom) -> None:
    quiet(newsroom)
    story = in_minutes(newsroom, 90)
    Author.objects.update(is_active=False)
    run(newsroom, minutes=30)
    page = words(browser(newsroom.editor).get(f"/desk/{story.pk}/"))
    assert "Dry runs T-60" in page
    assert "is no longer active as an author" in page


def test_the_scheduled_list_takes_as_many_queries_for_thirty_plans_as_for_one(newsroom: Newsroom) -> None:
    quiet(newsroom, "DEK")
    client, counts = browser(newsroom.editor), []
    newsroom.later(minutes=-30)
    for more in (1, 29):
        for _number in range(more):
            in_minutes(newsroom, 90, dek="")
        run(newsroom, minutes=30)
        newsroom.later(minutes=-30)
        counts.append(queries(client, "/desk/scheduled/"))
    assert counts[0] == counts[1]


def test_two_dry_runs_at_once_write_each_mark_and_warn_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    quiet(newsroom, "DEK")
    stories = [in_minutes(newsroom, 90, dek="") for _six in range(6)]
    now = newsroom.later(minutes=30)
    ran = at_once(*[partial(dry_run.tick, now=now)] * 3)
    assert sum(one for one in ran if isinstance(one, int)) == len(stories), ran
    assert DryRun.objects.count() == len(stories)
    assert Event.objects.filter(verb=Verb.WARN).count() == len(stories)
    connections.close_all()


def test_two_that_hold_at_once_hold_once_and_write_one_run(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    quiet(newsroom)
    stories = [in_minutes(newsroom, 90) for _six in range(6)]
    Author.objects.update(is_active=False)
    now = newsroom.later(minutes=30)
    at_once(*[partial(dry_run.tick, now=now)] * 3)
    assert Event.objects.filter(verb=Verb.HOLD).count() == len(stories)
    assert DryRun.objects.count() == len(stories)
    assert list(audit.differences(now=now)) == []
    connections.close_all()


def test_a_hold_against_a_reschedule_has_one_winner(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    quiet(newsroom)
    CheckSetting.objects.create(desk=newsroom.desk, check_name="AUTHORS_ACTIVE", level=CheckLevel.REQUIRED)
    for _round in range(8):
        story, version = in_minutes(newsroom, 90), 0
        version = Story.objects.get(pk=story.pk).version
        now = newsroom.later(minutes=30)
        Section.objects.update(is_active=False)
        move = {"story": story, "version": version, "by": newsroom.publisher, "now": now}
        moved, ran = at_once(partial(actions.unschedule, **move), partial(dry_run.tick, now=now))
        assert isinstance(ran, int), ran
        verbs = list(story.events.order_by("pk").values_list("verb", flat=True))
        is_moved = isinstance(moved, Event)
        assert (verbs.count(Verb.UNSCHEDULE), verbs.count(Verb.HOLD)) == (is_moved, not is_moved), (moved, verbs)
        assert not story.article.editions.exists()
        Section.objects.update(is_active=True)
    assert list(audit.differences(now=newsroom.now)) == []
    connections.close_all()


def test_the_job_of_every_half_minute_runs_dry_what_is_due(newsroom: Newsroom) -> None:
    bulk.scheduled(newsroom, 3, goes_live_at=newsroom.now + timedelta(minutes=59))
    tasks.check_planned()
    assert list(DryRun.objects.values_list("minutes_before", flat=True)) == [60] * 3
