"""The clock's page: what was late, what is to come, and for administrators how the machinery is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles import instant
from workflow import charts, people, spreadsheet
from workflow.charts import Drawing
from workflow.desk.entrance import MEMBER, PRIVATE, Member, for_members
from workflow.desk.paging import BoundedPaginator
from workflow.enums import Role
from workflow.exceptions import WorkflowError
from workflow.forms.ledger import RangeFilter
from workflow.models import Alarm, Preferences
from workflow.times import readings, spans
from workflow.times.readings import Clock
from workflow.watch import broker, health, ledger, signs_of_life, watchdog
from workflow.watch.ledger import Desks, Spread

PAGE_SIZE = 30
PAST_ALARMS = 20
#: Lines of a table to download.
MOST_ROWS = 5000
LEGEND = (gettext_lazy("p50"), gettext_lazy("p95"), gettext_lazy("p99"), gettext_lazy("latest"))

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing of some days, and the lines of the table that says the same."""

    drawing: Drawing
    lines: list[tuple[str, int, list[str]]]


@dataclass(frozen=True, slots=True)
class Machinery:
    """What only administrators see."""

    parts: list[health.Part]
    broker: broker.Answer
    database_latency: float
    open_alarms: list[Alarm]
    past_alarms: list[Alarm]

    @property
    def is_well(self) -> bool:
        """Whether nothing is silent here and now: a house in which all are dead raises no alarm."""
        return self.broker.is_there and not any(part.is_silent for part in self.parts)

    @property
    def database_milliseconds(self) -> float:
        return self.database_latency * 1000


def for_watchers(view: View) -> View:
    """Let members in, and administrators of no desk as well; the view gets the `Member` after the request."""
    members = for_members(view)

    @wraps(view)
    def enter(request: HttpRequest, **captured: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not people.is_administrator(user) or user.memberships.exists():
            return members(request, **captured)
        zone = Preferences.objects.filter(user=user).values_list("time_zone", flat=True).first()
        member = Member(user, (), {}, instant.now(), Clock.of(zone))
        setattr(request, MEMBER, member)
        with readings.read_by(member.clock):
            response = view(request, member, **captured)
        response.headers["Cache-Control"] = PRIVATE
        return response

    return enter


@require_safe
@for_watchers
def page(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show the ledger: everything to administrators, to publishers what is on their desks."""
    desks = _desks(member)
    asked = RangeFilter(request.GET)
    if desks is not None and not desks:
        refusal = _("The ledger is for administrators, and for the publishers of a desk.")
        return _render(request, {"refusal": refusal}, status=403)
    days = asked.days_chosen()
    since = member.now - timedelta(days=days)
    told = BoundedPaginator(ledger.announced(desks=desks, since=since, now=member.now), PAGE_SIZE)
    shown = told.get_page(request.GET.get("page"))
    unannounced, ahead = (read(desks=desks, now=member.now) for read in (ledger.unannounced, ledger.ahead))
    context: dict[str, Any] = {
        "filter": asked,
        "days": days,
        "own": set(member.roles),
        "query": f"days={days}",
        "page": shown,
        "rows": ledger.rows(list(shown.object_list)),
        "most": ledger.MOST,
        "unannounced": unannounced,
        "ahead": ahead,
        "machinery": _machinery(member.now) if desks is None else None,
    }
    try:
        context["chart"] = _chart(ledger.by_day(desks=desks, days=days, now=member.now))
    except WorkflowError as refusal:
        return _render(request, context | {"refusal": str(refusal)}, status=422)
    return _render(request, context, status=200)


@require_safe
@for_watchers
def download(request: HttpRequest, member: Member, table: str) -> HttpResponseBase:
    """Send one table; its figures are those of the page, in seconds."""
    desks = _desks(member)
    if desks is not None and not desks:
        return page(request)
    try:
        rows = list(TABLES[table](desks, RangeFilter(request.GET).days_chosen(), member.now))
    except WorkflowError:
        return page(request)
    response = HttpResponse(spreadsheet.as_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="clock-{table}.csv"'
    return response


def _render(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, "workflow/clock.html", {"here": "clock", "legend": LEGEND, **context}, status=status)


def _desks(member: Member) -> Desks:
    """Return the desks whose ledger this person reads; None is all of them."""
    if people.is_administrator(member.user):
        return None
    return {desk.pk for desk in member.desks_as(Role.PUBLISHER)}


def _machinery(now: datetime) -> Machinery:
    seen = watchdog.look(now=now, there_for=signs_of_life.uptime())
    answer = broker.ask(for_lengths=True)
    alarms = Alarm.objects.order_by("-pk")
    return Machinery(
        parts=list(health.parts(seen, answer)),
        broker=answer,
        database_latency=health.database_latency(),
        open_alarms=list(alarms.filter(cleared_at=None)),
        past_alarms=list(alarms.filter(cleared_at__isnull=False)[:PAST_ALARMS]),
    )


def _chart(days: Sequence[tuple[date, Spread | None]]) -> Chart:
    series = [
        [spread.quantiles[percent].total_seconds() if spread else None for _day, spread in days]
        for percent in ledger.PERCENTS
    ]
    lines = [(date_format(day, "j F Y"), spread.count if spread else 0, _figures(spread)) for day, spread in days]
    slots = [day for day, _count, _said in lines]
    return Chart(charts.draw(series, slots=slots, say=lambda seconds: spans.exact(timedelta(seconds=seconds))), lines)


def _figures(spread: Spread | None) -> list[str]:
    if spread is None:
        return ["–"] * len(ledger.PERCENTS)
    return [spans.exact(spread.quantiles[percent]) for percent in ledger.PERCENTS]


def _days_table(desks: Desks, days: int, now: datetime) -> Iterator[Sequence[object]]:
    yield "day", "announcements", "p50_seconds", "p95_seconds", "p99_seconds", "max_seconds"
    for day, spread in ledger.by_day(desks=desks, days=days, now=now):
        figures = [_seconds(spread.quantiles[percent]) if spread else None for percent in ledger.PERCENTS]
        yield day.isoformat(), spread.count if spread else 0, *figures


def _rows_table(desks: Desks, days: int, now: datetime) -> Iterator[Sequence[object]]:
    yield (
        *("story", "desk", "what", "planned", "visible", "announced", "lateness_seconds", "error"),
        *("deliveries", "delivered", "given_up", "attempts", "first_delivered", "last_delivered", "failure"),
    )
    told = ledger.announced(desks=desks, since=now - timedelta(days=days), now=now)[:MOST_ROWS]
    for row in (*ledger.unannounced(desks=desks, now=now), *ledger.rows(told)):
        heard, at = row.heard, row.announced_at
        yield (
            *(str(row.story), row.story.desk.name, row.verb, row.planned_at.isoformat(), row.visible_at.isoformat()),
            *(at.isoformat() if at else None, _seconds(row.lateness), row.error or None),
            *(heard.count, heard.done, heard.given_up, heard.attempts),
            *(one.isoformat() if one else None for one in (heard.first_at, heard.last_at)),
            (heard.failure or None) if desks is None else None,
        )


TABLES = {"days": _days_table, "announcements": _rows_table}


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 3)
