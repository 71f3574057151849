"""Reports: what a desk's weeks were like, to whom it is shown, and the same figures as CSV."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings

from articles import instant
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from workflow import charts, reports, spreadsheet
from workflow.enums import Role, WaitEnding
from workflow.models import Stage, Wait
from workflow.percentiles import quantile

HOURS = (1, 2, 3, 4, 20)


def report(newsroom: Newsroom, weeks: int = 8) -> reports.Report:
    return reports.of(desk=newsroom.desk, weeks=weeks, now=newsroom.now)


def signed_after(newsroom: Newsroom, hours: float) -> None:
    story = newsroom.filed()
    newsroom.later(hours=hours)
    newsroom.act("sign", story, stage=newsroom.stage)


@pytest.fixture
def monday(newsroom: Newsroom) -> Newsroom:
    """The newsroom at noon of a Monday three weeks ago."""
    local = newsroom.now.astimezone(settings.NEWSROOM_TIME_ZONE)
    newsroom.now = local.replace(hour=12) - timedelta(days=local.weekday() + 21)
    return newsroom


def test_the_time_at_a_stage_is_from_its_turn_to_its_signature(monday: Newsroom) -> None:
    for hours in HOURS:
        signed_after(monday, hours)
    week = next(week for week in report(monday).weeks if week.stages)
    copy = week.stages["Copy"]
    assert (copy.count, copy.median) == (5, timedelta(hours=3))
    assert copy.p90 == timedelta(hours=13.6)


def test_stories_on_air_updates_and_bounces_are_counted_in_their_week(monday: Newsroom) -> None:
    first, second = monday.on_air("One"), monday.filed("Two")
    monday.act("send_back", second, note="once more")
    monday.later(days=7)
    monday.update(first)
    monday.act("publish", first)
    monday.act("file", second)
    before, after = report(monday, 4).weeks[-2:]
    assert (before.first_aired, before.updates, before.filed, before.sent_back, before.bounce_rate) == (1, 0, 2, 1, 0.5)
    assert (after.first_aired, after.updates, after.filed, after.sent_back, after.bounce_rate) == (0, 1, 2, 0, 0.0)


def test_a_week_without_anything_filed_has_no_bounce_rate(newsroom: Newsroom) -> None:
    assert [week.bounce_rate for week in report(newsroom, 4).weeks] == [None] * 4


def test_a_story_beyond_its_limit_is_late_once_in_its_week_and_now_while_it_waits(monday: Newsroom) -> None:
    monday.desk.stage_set = 2
    monday.desk.save()
    monday.stage = Stage.objects.create(
        desk=monday.desk, stage_set=2, name="Copy", role=Role.EDITOR, time_limit=timedelta(hours=2)
    )
    signed_after(monday, 3)
    monday.filed("Still there")
    monday.later(hours=1.5)
    assert (report(monday).weeks[-1].late, report(monday).late_now) == (1, 0)
    monday.later(hours=1)
    assert (report(monday).weeks[-1].late, report(monday).late_now) == (1, 1)


def test_a_wait_that_left_the_review_unsigned_is_no_time_at_its_stage(monday: Newsroom) -> None:
    story = monday.filed()
    monday.later(hours=5)
    monday.act("send_back", story, note="once more")
    assert Wait.objects.get().ending == WaitEnding.CLOSED
    assert report(monday).stages == []


def test_a_week_starts_on_monday_in_the_newsrooms_zone(monday: Newsroom) -> None:
    zone = settings.NEWSROOM_TIME_ZONE
    start = monday.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for moment in (start - timedelta(seconds=1), start):
        monday.now = moment
        monday.filed()
    filed = {week.start: week.filed for week in report(monday, 4).weeks}
    assert (filed[start.date() - timedelta(days=7)], filed[start.date()]) == (1, 1)


def test_another_desks_stories_are_in_no_report(newsroom: Newsroom) -> None:
    Newsroom.open("Sport").on_air()
    assert sum(week.first_aired + week.filed for week in report(newsroom).weeks) == 0


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 200), (Role.PUBLISHER, 200), (Role.REPORTER, 403)])
def test_reports_are_for_editors_and_publishers_of_the_desk(newsroom: Newsroom, role: Role, status: int) -> None:
    client = browser(person("Robin", role, desk=newsroom.desk))
    assert client.get("/desk/reports/").status_code == status
    assert client.get("/desk/reports/weeks.csv").status_code == status
    assert ('href="/desk/reports/"' in client.get("/desk/").content.decode()) is (status == 200)


def test_nobody_sees_the_report_of_a_desk_where_they_only_report(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.REPORTER)
    client = browser(newsroom.editor)
    response = client.get(f"/desk/reports/?desk={other.desk.slug}")
    assert response.status_code == 422
    assert str(other.desk) not in words(response)
    assert client.get(f"/desk/reports/stages.csv?desk={other.desk.slug}").status_code == 422


@pytest.mark.parametrize("odd", ["weeks=0", "weeks=1000000", "weeks=x", "desk=%00", "desk=x&weeks=4"])
def test_an_odd_range_is_refused_in_words(newsroom: Newsroom, odd: str) -> None:
    assert browser(newsroom.editor).get(f"/desk/reports/?{odd}").status_code in {400, 422}


def test_the_page_and_the_csv_say_the_same(monday: Newsroom) -> None:
    monday.now = instant.now() - timedelta(hours=30)
    for hours in HOURS[:3]:
        signed_after(monday, hours)
    client = browser(monday.editor)
    page = client.get("/desk/reports/?weeks=4")
    response = client.get("/desk/reports/stages.csv?weeks=4")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    text = response.content.decode()
    assert text.startswith("\ufeff")
    table = list(csv.DictReader(StringIO(text[1:])))
    assert sum(int(row["signed_off"]) for row in table) == 3
    assert "Time at Copy, by week" in words(page)
    drawn = page.content.decode()
    assert len(re.findall(r'class="chart" role="img" aria-label="[^"]', drawn)) == drawn.count("<svg") > 0
    assert drawn.count("<table>") == 3
    weeks = list(csv.DictReader(StringIO(client.get("/desk/reports/weeks.csv?weeks=4").content.decode()[1:])))
    assert (len(weeks), sum(int(row["filed"]) for row in weeks)) == (4, 3)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_no_cell_is_a_formula(newsroom: Newsroom, start: str) -> None:
    newsroom.desk.name = f"{start}HYPERLINK(1)"
    newsroom.desk.save()
    text = browser(newsroom.editor).get("/desk/reports/weeks.csv").content.decode()
    names = {row["desk"] for row in csv.DictReader(StringIO(text[1:]))}
    assert names == {f"'{start}HYPERLINK(1)"}


def test_cells_with_commas_quotes_and_newlines_come_back_whole() -> None:
    row = ["a,b", 'say "no"', "two\nlines", 3, None, 0.5]
    assert next(csv.reader(StringIO(spreadsheet.as_csv([row])[1:]))) == [
        "a,b",
        'say "no"',
        "two\nlines",
        "3",
        "",
        "0.5",
    ]


def test_quantiles_are_those_of_percentile_cont() -> None:
    spans = [timedelta(hours=hours) for hours in HOURS]
    assert [quantile(spans, part) for part in (0, 0.5, 0.9, 1)] == [
        timedelta(hours=hours) for hours in (1, 3, 13.6, 20)
    ]
    assert quantile(spans[:1], 0.9) == timedelta(hours=1)


def test_bars_stand_on_the_base_line_to_one_scale() -> None:
    drawing = charts.draw([[4, None, 2]], slots=["Mon", "Tue", "Wed"], say="{} h".format)
    one, two = drawing.bars
    assert (one.y, one.height, one.slot) == (0, charts.HEIGHT, 0)
    assert (two.y + two.height, two.height, two.slot) == (charts.HEIGHT, charts.HEIGHT / 2, 2)
    assert (one.words, two.words) == ("Mon: 4 h", "Wed: 2 h")
    assert (drawing.highest, drawing.first, drawing.last) == ("4 h", "Mon", "Wed")
    assert charts.draw([[0, 0], [None, None]], slots=["Mon", "Tue"], say=str).bars == []


def test_a_report_takes_the_same_queries_for_one_story_or_thirty(newsroom: Newsroom) -> None:
    newsroom.now = instant.now() - timedelta(days=2)
    client, counts = browser(newsroom.editor), []
    for more in (1, 29):
        for _number in range(more):
            signed_after(newsroom, 0.5)
        counts.append(queries(client, "/desk/reports/"))
    assert counts[0] == counts[1]
    assert counts[0] <= 8
