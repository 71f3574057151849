"""What is late and what may become so: one meaning, asked of a line and of a list."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from tests.people import Newsroom
from tests.workflow.test_assignments import FERRY, do, planned
from workflow.budget import dates, lines
from workflow.enums import Resolution, Risk, Status
from workflow.models import Assignment, Story

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def risk(
    due: timedelta | None = None, planned: str = "", status: str | None = None, *, has_aired: bool = False
) -> Risk | None:
    span = dates.parse(planned, zone=LONDON) if planned else None
    due_at = NOON + due if due is not None else None
    return lines.risk(due_at=due_at, planned=span, status=status, has_aired=has_aired, now=NOON)


@pytest.mark.parametrize(
    ("due", "found"),
    [
        (-DAY, "LATE"),
        (-SECOND, "LATE"),
        (0 * DAY, "LATE"),
        (SECOND, "AT_RISK"),
        (DAY, "AT_RISK"),
        (DAY + SECOND, None),
        (None, None),
    ],
)
def test_an_unfiled_line_is_late_from_its_due_second_and_at_risk_the_day_before(
    due: timedelta | None, found: str | None
) -> None:
    assert risk(due) == risk(due, status=Status.DRAFT) == found
    for filed in set(Status) - {Status.DRAFT}:
        assert risk(due, status=filed) is None
    assert risk(due, status=Status.DRAFT, has_aired=True) is None


@pytest.mark.parametrize(
    ("planned", "found"),
    [
        ("2026-12-03T11:59", "LATE"),
        ("2026-12-03T12:00", "AT_RISK"),
        ("2026-12-04T11:59", "AT_RISK"),
        ("2026-12-04T12:00", None),
        ("2026-12-02", "LATE"),
        ("2026-12-03", "AT_RISK"),
        ("2026-12-04", None),
        ("2026-W48", "LATE"),
        ("2026-W49", None),
        ("2026-11", "LATE"),
        ("2026-12", None),
    ],
)
def test_a_planned_date_is_missed_when_its_whole_span_is_over(planned: str, found: str | None) -> None:
    for unapproved in (None, Status.DRAFT, Status.IN_REVIEW):
        assert risk(planned=planned, status=unapproved) == found
    for ready in (Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED, Status.SPIKED, Status.KILLED):
        assert risk(planned=planned, status=ready) is None
    for again in (Status.DRAFT, Status.IN_REVIEW):
        assert risk(planned=planned, status=again, has_aired=True) is None


def test_a_story_in_review_is_at_risk_of_its_date_but_no_longer_of_its_due() -> None:
    assert risk(-DAY, "2026-12-03", Status.DRAFT) == Risk.LATE
    assert risk(-DAY, "2026-12-03", Status.IN_REVIEW) == Risk.AT_RISK
    assert risk(-DAY, "2026-12-03", Status.APPROVED) is None


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland"])
def test_a_list_finds_what_each_of_its_lines_says_of_itself(newsroom: Newsroom, settings: Settings, zone: str) -> None:
    settings.NEWSROOM_TIME_ZONE = ZoneInfo(zone)
    aired = newsroom.on_air("Aired")
    newsroom.act("revise", aired)
    spiked = newsroom.draft("Spiked")
    newsroom.act("spike", spiked)
    stories = [newsroom.draft("Drafted"), newsroom.filed("Filed"), newsroom.approved("Approved"), spiked, aired]
    lines = [planned(newsroom) for _story in [None, *stories, "cancelled"]]
    for line, story in zip(lines, [None, *stories], strict=False):
        if story is not None:
            do(newsroom, "link", line, newsroom.editor, story=story) if story != spiked else tie(line, story)
    do(newsroom, "cancel", lines[-1], newsroom.editor, reason="dropped")
    dues = [None, NOON - SECOND, NOON, NOON + SECOND, NOON + DAY, NOON + DAY + SECOND]
    shifts = (-31 * DAY, -DAY, 0 * DAY, DAY, 31 * DAY)
    spans = [dates.holding(NOON + by, which, zone=ZoneInfo(zone)) for which in Resolution for by in shifts]
    seen: set[Risk | None] = set()
    for due, span in itertools.product(dues, [None, *spans]):
        Assignment.objects.update(
            due_at=due,
            planned_at=span.at if span else None,
            planned_resolution=span.resolution if span else Resolution.DAY,
        )
        said = {line: found_risk(line) for line in Assignment.objects.select_related("story__article")}
        for one in Risk:
            assert set(Assignment.objects.at(one, NOON)) == {line for line, found in said.items() if found == one}
        seen |= set(said.values())
    assert seen == {Risk.LATE, Risk.AT_RISK, None}


def tie(line: Assignment, story: Story) -> None:
    """Leave a line with a story that was spiked after it was linked."""
    Assignment.objects.filter(pk=line.pk).update(story=story)


def found_risk(line: Assignment) -> Risk | None:
    return lines.risk_of(line, now=NOON)


def test_a_span_holds_what_is_planned_in_it_and_what_is_planned_for_longer(newsroom: Newsroom) -> None:
    for typed in ("2026-12", "2026-11", "2026-W49", "2026-W50", "2026-12-03", "2026-12-04", "2026-12-03T18:00"):
        planned(newsroom, plan=replace(FERRY, slugline=typed, planned=dates.parse(typed, zone=LONDON)))
    planned(newsroom, plan=replace(FERRY, slugline="due", planned=None, due_at=NOON))
    started = planned(newsroom, newsroom.reporter, plan=replace(FERRY, slugline="started", planned=None))
    do(newsroom, "start", started, newsroom.reporter)
    planned(newsroom, plan=replace(FERRY, slugline="someday", planned=None))

    def within(typed: str) -> str:
        span = dates.parse(typed, zone=LONDON)
        return " ".join(line.slugline for line in Assignment.objects.within(span).by_planned_date())

    assert within("2026-12-03") == "2026-W49 2026-12 2026-12-03 2026-12-03T18:00 due someday"
    assert within("2026-12-04") == "2026-W49 2026-12 2026-12-04 someday"
    assert within("2026-W50") == "2026-12 2026-W50 someday"
    assert within("2026-11") == "2026-11 2026-W49 someday"
    assert within("2026-12") == "2026-W49 2026-12 2026-12-03 2026-12-03T18:00 2026-12-04 2026-W50 due someday"
    assert within("2026-06") == "someday"
