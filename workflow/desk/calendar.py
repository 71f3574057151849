"""The calendar: what is planned, what came of it, and what clashes, for the desks that a person reads."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import site
from workflow.budget import dates
from workflow.calendar import clashes, grids, reads, words
from workflow.calendar.entries import Entry
from workflow.calendar.grids import Row
from workflow.calendar.reads import Found
from workflow.calendar.spans import Span, View
from workflow.desk.calendar_items import Dresser
from workflow.desk.entrance import Member, for_members
from workflow.enums import Resolution
from workflow.forms.calendar import CalendarFilter
from workflow.times import readings
from workflow.times.days import start_of

#: Clashes that are listed above the table.
MOST_CLASHES = 20
WORDS = {View.MONTH: Resolution.MONTH, View.WEEK: Resolution.WEEK, View.DAY: Resolution.DAY}


@require_safe
@for_members
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show some days as they are planned and as they came about."""
    asked = CalendarFilter(request.GET, desks=member.desks)
    span = asked.span(member.now)
    readable = [desk.pk for desk in member.desks]
    found = reads.find(start=span.start, end=span.end, desks=readable, asked=asked.asked(), now=member.now)
    clashing = _clashes(found)
    dress = Dresser(member, span.zone, clashing)
    plans = [one for one in found.entries if one.is_plan and one.story_id in clashing]
    context = {
        "here": "calendar",
        "filter": asked,
        "span": span,
        "title": title(span),
        "today": member.now.astimezone(span.zone).date(),
        "ways": list(_ways(asked, span, member)),
        "grid": grids.build(span, found.entries, found.windows, rows=_rows(asked, found), dress=dress),
        "clashes": [dress(one) for one in plans[:MOST_CLASHES]],
        "more_clashes": max(0, len(plans) - MOST_CLASHES),
        "windows": found.windows,
        "is_cut": found.is_cut,
        "zone": span.zone,
        "has_own_clock": readings.reader().zone.key != span.zone.key,
        "query": asked.query(),
        "saved": member.user.saved_filters.all(),
        "shows_desk": len(member.desks) > 1,
    }
    return render(request, "workflow/calendar.html", context, status=200 if asked.is_valid() else 422)


def title(span: Span) -> str:
    """Name the days by the newsroom's calendar."""
    at = start_of(span.day, span.zone)
    return dates.in_words(dates.holding(at, WORDS.get(span.view, Resolution.DAY), zone=span.zone), zone=span.zone)


def _clashes(found: Found) -> dict[int, list[str]]:
    """Say of each story with a plan what that runs into."""
    crowds = clashes.crowds(found.plans)
    said = {}
    for entry in (one for one in found.entries if one.is_plan):
        assert entry.story_id is not None and entry.desk_id is not None, "a plan is a story's"  # noqa: S101, PT018
        met = clashes.windows_at(entry.at, entry.desk_id, found.windows)
        if told := words.of_plan(crowds.get(entry.story_id), met):
            said[entry.story_id] = told
    return said


def _rows(asked: CalendarFilter, found: Found) -> list[Row]:
    """Say what the rows of a timeline are: desks or sections, and one more for what belongs to none."""
    if asked.is_by_section:
        names = [name for name, _slug in site.sections()]
        rows = [Row(name, _of_section(name)) for name in names]
        rest = Row(_("no section"), lambda entry: entry.section not in names)
    else:
        rows = [Row(desk.name, _of_desk(desk.pk), desk.pk) for desk in asked.chosen()]
        rest = Row(_("pictures"), lambda entry: entry.desk_id is None)
    return [*rows, rest] if any(map(rest.holds, found.entries)) else rows


def _of_section(name: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.section == name


def _of_desk(key: int) -> Callable[[Entry], bool]:
    return lambda entry: entry.desk_id == key


def _ways(asked: CalendarFilter, span: Span, member: Member) -> Iterator[Mapping[str, Any]]:
    """Lead to other days, and to other ways to look at these."""
    today = Span(span.view, member.now.astimezone(span.zone).date(), span.zone)
    for label, other in ((_("Earlier"), span.before()), (_("Today"), today), (_("Later"), span.after())):
        if other is not None:
            yield {"label": label, "query": asked.query(other), "is_here": False, "is_time": True}
    for view in View:
        yield {"label": view.label, "query": asked.query(span.at(view)), "is_here": view is span.view}
