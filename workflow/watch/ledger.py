"""The ledger of the clock: what was planned for when, when it was announced and delivered, and what is to come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, QuerySet, Sum, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from articles.models import Edition
from workflow import announcements, checking
from workflow.enums import ANNOUNCEMENTS, Verb
from workflow.exceptions import NotNow
from workflow.models import Delivery, DryRun, Event, Package, Story
from workflow.times.days import span_of, start_of

#: Those that a plan made late or punctual; what somebody publishes by hand is on the record as it airs.
TIMED: Final = (Verb.AIR, Verb.EXPIRE)
PERCENTS: Final = (50, 95, 99, 100)
#: More announcements than this are no page but an archive: a shorter range is asked for.
BOUND: Final = 50_000
#: Plans, and rows without an announcement, of one page; one more is read, so that it shows when there are more.
MOST: Final = 200
AHEAD: Final = timedelta(hours=24)

#: The desks that somebody may read; None is every desk.
Desks = Collection[int] | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of the deliveries of one announcement; mails that wait for a digest are none of its lateness.

    `failure` says why one of them has not arrived, or why none could be written: for administrators, as it may name
    hosts and addresses.
    """

    count: int = 0
    done: int = 0
    given_up: int = 0
    attempts: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One plan that came true. Readers saw it at `planned_at`, whenever it was announced."""

    story: Story
    verb: str
    planned_at: datetime
    announced_at: datetime | None = None
    error: str = ""
    heard: Heard = field(default_factory=Heard)

    @property
    def what(self) -> str:
        return str(Verb(self.verb).label)

    @property
    def visible_at(self) -> datetime:
        """When readers saw it: by construction the very instant."""
        return self.planned_at

    @property
    def lateness(self) -> timedelta | None:
        """How long the record lagged behind what readers saw."""
        return self.announced_at - self.planned_at if self.announced_at else None

    @property
    def delivered_after(self) -> timedelta | None:
        """How long after the plan the last one had heard of it."""
        return self.heard.last_at - self.planned_at if self.heard.last_at else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How late announcements were: so many, and below which lateness so many in a hundred of them stayed."""

    count: int
    quantiles: Mapping[int, timedelta]


@dataclass(frozen=True, slots=True)
class Planned:
    """What time will bring, and what is known to be in its way."""

    story: Story
    verb: str
    at: datetime
    package: Package | None = None
    embargoed_until: datetime | None = None
    failing: Sequence[str] = ()

    @property
    def what(self) -> str:
        return str(_("goes on air") if self.verb == Verb.AIR else _("expires"))


def announced(*, desks: Desks, since: datetime, now: datetime) -> QuerySet[Event]:
    """Return what was announced since then, the newest first."""
    told = Event.objects.filter(verb__in=(*ANNOUNCEMENTS, Verb.EXPIRE), at__gte=since, at__lte=now)
    return _of_events(told, desks).select_related("story__article", "story__desk", "dispatch").order_by("-at", "-pk")


def rows(told: Iterable[Event]) -> list[Row]:
    """Tell of each announcement what became of it; one more read, however many there are."""
    events = list(told)
    heard = _heard(event.pk for event in events)
    return [
        Row(event.story, event.verb, event.planned_at or event.at, event.at, "", heard.get(event.pk) or _untold(event))
        for event in events
        if event.story is not None
    ]


def unannounced(*, desks: Desks, now: datetime) -> list[Row]:
    """Tell of what readers see, or see no more, though no Event says so yet; with the reason, where one is known."""
    due = (
        (Verb.AIR, "goes_live_at", Q(announcements.AIR_DUE, goes_live_at__lte=now)),
        (Verb.EXPIRE, "expires_at", Q(announcements.EXPIRY_DUE, expires_at__lte=now)),
    )
    return [
        Row(edition.article.story, verb, getattr(edition, name), error=edition.announcement_error)
        for verb, name, which in due
        for edition in _of_editions(which, desks).order_by(name)[: MOST + 1]
    ]


def ahead(*, desks: Desks, now: datetime) -> list[Planned]:
    """List what goes on air, and what comes off by its own expiry, within a day."""
    coming = list(_of_editions(Q(goes_live_at__gt=now, goes_live_at__lte=now + AHEAD), desks)[: MOST + 1])
    ending = Q(expires_at__gt=now, expires_at__lte=now + AHEAD, ends_at=F("expires_at"))
    failing = _failing([edition.article.story for edition in coming])
    going = [
        Planned(
            story := edition.article.story,
            Verb.AIR,
            edition.goes_live_at,
            story.package,
            edition.embargoed_until,
            failing.get((story.pk, edition.goes_live_at), ()),
        )
        for edition in coming
    ]
    gone = [
        Planned(edition.article.story, Verb.EXPIRE, edition.expires_at)
        for edition in _of_editions(ending, desks).order_by("expires_at")[: MOST + 1]
        if edition.expires_at is not None
    ]
    return sorted([*going, *gone], key=lambda one: one.at)[: MOST + 1]


def by_day(*, desks: Desks, days: int, now: datetime) -> list[tuple[date, Spread | None]]:
    """Spread the lateness of each day, oldest first, today included. Raises `NotNow` when there is too much."""
    today = now.astimezone(settings.NEWSROOM_TIME_ZONE).date()
    found = [today - timedelta(days=back) for back in reversed(range(days))]
    timed = _timed(desks, start_of(found[0]), now)
    if timed.order_by()[: BOUND + 1].count() > BOUND:
        raise NotNow(_("There is too much in this range for one page: choose fewer days."))
    spreads = _spreads(timed, span_of("at", found))
    return [(day, spreads.get(day)) for day in found]


def of_late(*, now: datetime) -> Spread | None:
    """Spread the lateness of the last day, of the newest announcements if there were very many."""
    newest = _timed(None, now - AHEAD, now).order_by("-at").values("pk")[:BOUND]
    return next(iter(_spreads(Event.objects.filter(pk__in=newest), Value(0)).values()), None)


def _timed(desks: Desks, since: datetime, now: datetime) -> QuerySet[Event]:
    timed = Event.objects.filter(verb__in=TIMED, at__gte=since, at__lte=now, planned_at__isnull=False)
    return _of_events(timed, desks)


def _spreads(timed: QuerySet[Event], bucket: Combinable) -> dict[date, Spread]:
    """Let the database sort each bucket, and send only what stands at the places of the quantiles."""
    lateness = ExpressionWrapper(F("at") - F("planned_at"), DurationField())
    sorted_rows = timed.order_by().annotate(bucket=bucket, lateness=lateness)
    placed = sorted_rows.annotate(
        place=Window(RowNumber(), partition_by=F("bucket"), order_by=F("lateness").asc()) - 1,
        total=Window(Count("pk"), partition_by=F("bucket")),
    )
    wanted = Q()
    for percent in PERCENTS:
        low = (F("total") - 1) * percent / 100  # whole numbers, so that it is rounded down
        wanted |= Q(place=low) | Q(place=low + 1)
    known: dict[date, dict[int, timedelta]] = {}
    totals: dict[date, int] = {}
    for key, place, total, late in placed.filter(wanted).values_list("bucket", "place", "total", "lateness"):
        known.setdefault(key, {})[place] = late
        totals[key] = total
    return {key: Spread(total, _quantiles(known[key], total)) for key, total in totals.items()}


def _quantiles(known: Mapping[int, timedelta], total: int) -> dict[int, timedelta]:
    """Interpolate between the two places that a quantile lies between, as `percentiles.quantile` does with all."""
    found = {}
    for percent in PERCENTS:
        low, rest = divmod(percent * (total - 1), 100)
        step = known[low + 1] - known[low] if rest else timedelta()
        found[percent] = known[low] + step * rest / 100
    return found


def _of_events(events: QuerySet[Event], desks: Desks) -> QuerySet[Event]:
    return events if desks is None else events.filter(story__desk__in=desks)


def _of_editions(which: Q, desks: Desks) -> QuerySet[Edition]:
    theirs = Q(article__story__isnull=False) if desks is None else Q(article__story__desk__in=desks)
    found = Edition.objects.filter(which, theirs).order_by("goes_live_at")
    return found.select_related("article__story__article", "article__story__desk", "article__story__package")


def _heard(events: Iterable[int]) -> dict[int, Heard]:
    sent = Delivery.objects.filter(event__in=list(events), is_in_digest=False).order_by()
    sums = sent.values("event").annotate(
        count=Count("pk"),
        done=Count("done_at"),
        given_up=Count("pk", filter=Q(done_at=None, due_at=None)),
        tries=Sum("attempts"),
        first=Min("done_at"),
        last=Max("done_at"),
        failure=Max("failure", filter=Q(done_at=None)),
    )
    columns = ("event", "count", "done", "given_up", "tries", "first", "last", "failure")
    return {
        event: Heard(count, done, given_up, tries, first, last, failure or "")
        for event, count, done, given_up, tries, first, last, failure in sums.values_list(*columns)
    }


def _untold(event: Event) -> Heard:
    """Say of an announcement without deliveries whether that is because they could not be written."""
    dispatch = getattr(event, "dispatch", None)
    return Heard(failure=dispatch.error if dispatch else "")


def _failing(stories: Sequence[Story]) -> dict[tuple[int, datetime], list[str]]:
    """Map each plan to the checks that failed at its last dry run; an older one is overruled."""
    ran = DryRun.objects.filter(story__in=stories).order_by("pk")
    rows = ran.values_list("story_id", "goes_live_at", "failing")
    return {(story, at): checking.labels(one["check"] for one in failing) for story, at, failing in rows}
