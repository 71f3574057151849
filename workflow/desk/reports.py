"""Reports: a desk's weeks as charts, with a table beneath each, and as CSV with the same figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from workflow import charts, reports, spreadsheet
from workflow.charts import Drawing
from workflow.desk.entrance import Member, for_members
from workflow.enums import Role
from workflow.exceptions import WorkflowError
from workflow.forms.reports import ReportFilter
from workflow.reports import Report
from workflow.times import spans

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table that says the same: a heading and, for each week, its figures in words."""

    title: str
    legend: Sequence[str | Promise]
    drawing: Drawing
    lines: list[tuple[str, list[str]]]

    @property
    def drawn(self) -> int:
        """How many of the columns are drawn; the others stand in the table alone."""
        return 1 + max((bar.series for bar in self.drawing.bars), default=-1)


@require_safe
@for_members
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show one desk's report to its editors and publishers."""

    def show(report: Report, asked: ReportFilter) -> HttpResponseBase:
        context: dict[str, object] = {"here": "reports", "filter": asked}
        context |= {"report": report, "charts": [_aired(report), _bounced(report), *_stages(report)]}
        return render(request, "workflow/reports.html", context)

    return _answer(request, member, show)


@require_safe
@for_members
def download(request: HttpRequest, member: Member, table: str) -> HttpResponseBase:
    """Send the figures of one table; they are those of the page."""

    def send(report: Report, _asked: ReportFilter) -> HttpResponseBase:
        response = HttpResponse(spreadsheet.as_csv(TABLES[table](report)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{report.desk.slug}-{table}.csv"'
        return response

    return _answer(request, member, send)


def _answer(
    request: HttpRequest, member: Member, answer: Callable[[Report, ReportFilter], HttpResponseBase]
) -> HttpResponseBase:
    """Answer with the report that is asked for, or say why there is none."""
    asked = _asked(request, member)
    if asked is None or not asked.is_valid():
        return _refuse(request, asked)
    try:
        report = reports.of(desk=asked.desk_chosen(), weeks=asked.weeks_chosen(), now=member.now)
    except WorkflowError as refusal:
        return _refuse(request, asked, str(refusal))
    return answer(report, asked)


def _asked(request: HttpRequest, member: Member) -> ReportFilter | None:
    """Read what is asked for; there is nothing to ask for whoever edits and publishes nowhere."""
    desks = member.desks_as(Role.EDITOR, Role.PUBLISHER)
    return ReportFilter(request.GET, desks=desks) if desks else None


def _refuse(request: HttpRequest, asked: ReportFilter | None, refusal: str = "") -> HttpResponseBase:
    if asked is None:
        refusal = _("Reports are for the editors and publishers of a desk.")
    context = {"here": "reports", "filter": asked, "refusal": refusal}
    return render(request, "workflow/reports.html", context, status=403 if asked is None else 422)


def _aired(report: Report) -> Chart:
    legend = (gettext_lazy("first on air"), gettext_lazy("updates"))
    series = [[week.first_aired for week in report.weeks], [week.updates for week in report.weeks]]
    lines = [(_day(week.start), [str(week.first_aired), str(week.updates)]) for week in report.weeks]
    return Chart(_("What went on air, by week"), legend, _drawn(series, lines), lines)


def _bounced(report: Report) -> Chart:
    legend = (
        gettext_lazy("filed"),
        gettext_lazy("sent back"),
        gettext_lazy("late"),
        gettext_lazy("sent back for each filed"),
    )
    series = [[getattr(week, name) for week in report.weeks] for name in ("filed", "sent_back", "late")]
    lines = [
        (_day(week.start), [str(week.filed), str(week.sent_back), str(week.late), _share(week.bounce_rate)])
        for week in report.weeks
    ]
    return Chart(_("Filed, sent back and late, by week"), legend, _drawn(series, lines), lines)


def _stages(report: Report) -> Iterator[Chart]:
    """Draw the median and the ninth decile of the wait at each stage."""
    legend = (gettext_lazy("median"), gettext_lazy("nine of ten within"), gettext_lazy("signed off"))
    for stage in report.stages:
        weeks = [(week.start, week.stages.get(stage, reports.StageWeek())) for week in report.weeks]
        series = [[_hours(one.median) for _start, one in weeks], [_hours(one.p90) for _start, one in weeks]]
        lines = [(_day(start), [_words(one.median), _words(one.p90), str(one.count)]) for start, one in weeks]
        title = _("Time at %(stage)s, by week") % {"stage": stage}
        yield Chart(title, legend, _drawn(series, lines, say=_of_hours), lines)


def _drawn(
    series: Sequence[Sequence[float | None]],
    lines: Sequence[tuple[str, list[str]]],
    *,
    say: Callable[[float], str] = str,
) -> Drawing:
    """Draw the figures of the weeks that a table's lines begin with."""
    return charts.draw(series, slots=[day for day, _figures in lines], say=say)


def _weeks_table(report: Report) -> Iterator[Sequence[object]]:
    yield "desk", "week", "first_aired", "updates", "filed", "sent_back", "bounce_rate", "late"
    for week in report.weeks:
        rate = None if week.bounce_rate is None else round(week.bounce_rate, 4)
        facts = (week.first_aired, week.updates, week.filed, week.sent_back, rate, week.late)
        yield report.desk.name, week.start.isoformat(), *facts


def _stages_table(report: Report) -> Iterator[Sequence[object]]:
    yield "desk", "week", "stage", "signed_off", "median_hours", "p90_hours"
    for week, stage, one in reports.stage_rows(report):
        yield report.desk.name, week.start.isoformat(), stage, one.count, _hours(one.median), _hours(one.p90)


TABLES = {"weeks": _weeks_table, "stages": _stages_table}


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span / HOUR, 2)


def _of_hours(hours: float) -> str:
    return spans.words(hours * HOUR)


def _words(span: timedelta | None) -> str:
    return "–" if span is None else spans.words(span)


def _share(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.0%}"


def _day(day: date) -> str:
    return date_format(day, "j F Y")
