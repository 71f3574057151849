"""What a desk's weeks were like: time in each stage, what aired, what bounced, what was late. A few bounded reads."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext as _

from articles.models import Edition
from workflow.enums import ANNOUNCEMENTS, Risk, Verb, WaitEnding
from workflow.exceptions import NotNow
from workflow.models import Assignment, Desk, Event, Wait
from workflow.percentiles import quantile
from workflow.times import days

WEEK = timedelta(days=7)
#: More waits than this are no report but an archive: a shorter range is asked for.
BOUND = 50_000


@dataclass
class StageWeek:
    """How long stories waited at one stage, of those that left it signed in one week."""

    spans: list[timedelta] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.spans)

    @property
    def median(self) -> timedelta | None:
        return quantile(sorted(self.spans), 0.5) if self.spans else None

    @property
    def p90(self) -> timedelta | None:
        return quantile(sorted(self.spans), 0.9) if self.spans else None


@dataclass
class Week:
    """What one week came to; it starts on a Monday, in the newsroom's zone. A story may be late at several stages."""

    start: date
    first_aired: int = 0
    updates: int = 0
    filed: int = 0
    sent_back: int = 0
    late: int = 0
    stages: dict[str, StageWeek] = field(default_factory=dict)

    @property
    def bounce_rate(self) -> float | None:
        """How many were sent back for each that was filed; None while nothing was."""
        return self.sent_back / self.filed if self.filed else None


@dataclass(frozen=True, slots=True)
class Report:
    """The weeks, oldest first; the stages that any of them knows; how many stories and budget lines are late now."""

    desk: Desk
    weeks: list[Week]
    stages: list[str]
    late_now: int
    late_lines: int


def of(*, desk: Desk, weeks: int, now: datetime) -> Report:
    """Report on the running week and those before it. Raises `NotNow` when there is too much for one report."""
    monday = _monday(now.astimezone(settings.NEWSROOM_TIME_ZONE).date())
    found = {start: Week(start) for start in (monday - WEEK * back for back in reversed(range(weeks)))}
    since = days.start_of(min(found))
    _count_waits(found, desk, since, now)
    _count_events(found, desk, since, now)
    late_lines = Assignment.objects.filter(desk=desk).at(Risk.LATE, now).count()
    stages = sorted({name for week in found.values() for name in week.stages})
    return Report(desk, list(found.values()), stages, _late_now(desk, now), late_lines)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(found: dict[date, Week], at: datetime) -> Week:
    return found[_monday(at.astimezone(settings.NEWSROOM_TIME_ZONE).date())]


def _count_waits(found: dict[date, Week], desk: Desk, since: datetime, now: datetime) -> None:
    """Sort the waits that ended by week and stage; stages of one name are one, whichever set they are of."""
    ended = Wait.objects.filter(stage__desk=desk, ended_at__gte=since, ended_at__lte=now)
    facts = ("story", "stage__name", "stage__time_limit", "opened_at", "ended_at", "ending")
    rows = list(ended.order_by().values_list(*facts)[: BOUND + 1])
    if len(rows) > BOUND:
        raise NotNow(_("There is too much in this range for one report: choose fewer weeks."))
    late: dict[date, set[int]] = defaultdict(set)
    for story, stage, limit, opened_at, ended_at, ending in rows:
        week, span = _week(found, ended_at), ended_at - opened_at
        if ending == WaitEnding.SIGNED:
            week.stages.setdefault(stage, StageWeek()).spans.append(span)
        if limit is not None and span > limit:
            late[week.start].add(story)
    for start, stories in late.items():
        found[start].late = len(stories)


def _count_events(found: dict[date, Week], desk: Desk, since: datetime, now: datetime) -> None:
    """Count what the record says, week by week; an update is what aired of a story that had aired before."""
    earlier = Edition.objects.filter(
        article=OuterRef("story__article"), goes_live_at__lt=OuterRef("edition__goes_live_at")
    )
    counted = Event.objects.filter(
        story__desk=desk, verb__in=(*ANNOUNCEMENTS, Verb.FILE, Verb.SEND_BACK), at__gte=since, at__lte=now
    )
    sorted_in = counted.order_by().annotate(week=days.span_of("at", found), is_update=Exists(earlier))
    rows = sorted_in.values("verb", "week", "is_update")
    for row in rows.annotate(count=Count("pk")):
        _add(found[row["week"]], row["verb"], is_update=row["is_update"], count=row["count"])


def _add(week: Week, verb: str, *, is_update: bool, count: int) -> None:
    if verb == Verb.FILE:
        week.filed += count
    elif verb == Verb.SEND_BACK:
        week.sent_back += count
    elif is_update:
        week.updates += count
    else:
        week.first_aired += count


def _late_now(desk: Desk, now: datetime) -> int:
    """Count the stories that wait beyond a limit at this moment."""
    due_at = ExpressionWrapper(F("opened_at") + F("stage__time_limit"), DateTimeField())
    waits = Wait.objects.filter(stage__desk=desk, ended_at=None).annotate(due_at=due_at).filter(due_at__lt=now)
    return waits.values("story").distinct().count()


def stage_rows(report: Report) -> Iterable[tuple[Week, str, StageWeek]]:
    """Go through weeks and stages, those with nothing to tell left out."""
    for week in report.weeks:
        for stage in report.stages:
            if stage in week.stages:
                yield week, stage, week.stages[stage]
