"""Reads of budget lines, and what makes one late or puts it at risk: one meaning for a line and for a query."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Case, F, Q, Value, When

from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.enums import Resolution, Risk, Status

if TYPE_CHECKING:
    from workflow.models import Assignment

#: What ends within this time, and is not ready, is at risk.
AHEAD = timedelta(hours=24)
#: A story in one of these, never on air, was not filed yet, or not approved. A spiked one is missed by nobody.
UNFILED = frozenset({Status.DRAFT})
UNAPPROVED = UNFILED | {Status.IN_REVIEW}


def risk(
    *, due_at: datetime | None, planned: Planned | None, status: str | None, has_aired: bool, now: datetime
) -> Risk | None:
    """Say whether a line is late or may become so; `status=None` means that it has no story."""

    def misses(at: datetime) -> bool:
        unfiled, unapproved = (status is None or (status in some and not has_aired) for some in (UNFILED, UNAPPROVED))
        misses_due = unfiled and due_at is not None and due_at <= at
        return misses_due or (unapproved and planned is not None and _is_over(planned, at))

    if misses(now):
        return Risk.LATE
    return Risk.AT_RISK if misses(now + AHEAD) else None


def risk_of(line: "Assignment", *, now: datetime) -> Risk | None:
    """Say it of a line that was read with its story and that story's article."""
    if line.cancelled_at is not None:
        return None
    story = line.story
    return risk(
        due_at=line.due_at,
        planned=line.planned,
        status=story.status if story else None,
        has_aired=story is not None and story.article.first_published_at is not None,
        now=now,
    )


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Budget lines, as a desk lists them."""

    def readable_by(self, user: User) -> Self:
        """Keep the lines of the desks that this person is on."""
        return self.filter(desk__in=user.memberships.filter(user__is_active=True).values("desk"))

    def in_force(self) -> Self:
        """Leave out what was cancelled."""
        return self.filter(cancelled_at=None)

    def at(self, risk: Risk | str, now: datetime) -> Self:
        """Keep what is late, or what is not yet but may become so, as `risk` says it of one line."""
        late, soon = _misses(now), _misses(now + AHEAD)
        return self.in_force().filter(late if risk == Risk.LATE else soon & ~late)

    def within(self, span: Planned) -> Self:
        """Keep what is planned in a span of time, or for a longer one that it is part of.

        A line without a planned date goes by when it is due; one without any date shows until it has a story.
        """
        start, end = span.at, dates.end_of(span, zone=settings.NEWSROOM_TIME_ZONE)
        is_due = Q(due_at__gte=start, due_at__lt=end) | Q(due_at=None, story=None)
        return self.filter(_dated(start, end) | (Q(planned_at=None) & is_due))

    def dated(self, start: datetime, end: datetime) -> Self:
        """Keep what is planned for a time that has a part between these instants."""
        return self.filter(_dated(start, end))

    def by_planned_date(self) -> Self:
        """Order by date, what is planned for a month before what is planned for a week in it, the undated last."""
        coarse = [When(planned_resolution=which, then=Value(place)) for place, which in enumerate(_COARSEST_FIRST)]
        return self.order_by(
            F("planned_at").asc(nulls_last=True),
            Case(*coarse, default=Value(2)),
            F("due_at").asc(nulls_last=True),
            "pk",
        )


_COARSEST_FIRST = (Resolution.MONTH, Resolution.WEEK)


def _is_over(planned: Planned, at: datetime) -> bool:
    return dates.is_over(planned, at, zone=settings.NEWSROOM_TIME_ZONE)


def _dated(start: datetime, end: datetime) -> Q:
    zone = settings.NEWSROOM_TIME_ZONE
    earliest = min(dates.holding(start, which, zone=zone).at for which in Resolution)
    return Q(planned_at__gte=earliest, planned_at__lt=end) & ~_over(start)


def _over(at: datetime) -> Q:
    """Ask a query what `_is_over` asks of one date; not of an undated line, which has no span."""
    zone, over = settings.NEWSROOM_TIME_ZONE, Q()
    for resolution in Resolution:
        start = dates.holding(at, resolution, zone=zone).at
        over |= Q(planned_resolution=resolution, planned_at__lt=start)
    return over


def _misses(at: datetime) -> Q:
    return Q(_without(UNFILED) & Q(due_at__lte=at)) | Q(_without(UNAPPROVED) & _over(at))


def _without(statuses: frozenset[Status]) -> Q:
    never_aired = Q(story__article__first_published_at=None)
    return Q(story=None) | (Q(story__status__in=statuses) & never_aired)
