"""The board: where every story of a person's desks stands, a bounded handful a column, in one read of stories."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.instant import DatabaseNow
from articles.models import Edition
from articles.querysets import on_air
from workflow.desk import rows
from workflow.desk.entrance import Member, for_members
from workflow.desk.rows import Row
from workflow.enums import Status
from workflow.forms.lists import DeskFilter
from workflow.models import Desk, Story
from workflow.querysets import InTheQuery, StoryQuerySet
from workflow.times.days import start_of

#: The cards of one column; the list that the column leads to has them all.
CARDS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A column: what it is called, what an empty one says, and the list with the rest of it."""

    status: Status
    title: str | Promise
    empty: str | Promise
    url_name: str = "desk_all"


PLACES = (
    Place(Status.DRAFT, _("Draft"), _("Nobody is writing.")),
    Place(Status.IN_REVIEW, _("In review"), _("Nothing is in review.")),
    Place(Status.APPROVED, _("Approved"), _("Nothing waits for its time.")),
    Place(Status.SCHEDULED, _("Scheduled"), _("Nothing is planned."), "desk_scheduled"),
    Place(Status.PUBLISHED, _("On air today"), _("Nothing went on air today."), "desk_on_air"),
)


@dataclass
class Column:
    """One place with its cards; `address` is that of the whole list."""

    place: Place
    address: str
    cards: list[Row] = field(default_factory=list)
    has_more: bool = False


@require_safe
@for_members
def board(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show each column's first cards."""
    narrowing = DeskFilter(request.GET, desks=member.desks)
    desks = narrowing.chosen()
    context = {
        "here": "board",
        "filter": narrowing,
        "columns": _columns(desks, narrowing.cleaned_data.get("desk", ""), member.now),
        "shows_desk": len(desks) > 1,
    }
    return render(request, "workflow/board.html", context, status=200 if narrowing.is_valid() else 422)


def _columns(desks: Iterable[Desk], desk: str, now: datetime) -> list[Column]:
    """Deal the cards: what went on air before anything recorded it stands where readers see it."""
    columns = {place.status: Column(place, _address(place, desk)) for place in PLACES}
    cards = rows.of(list(rows.lean(_stories(desks, now))), now=now)
    for card in rows.with_waits(cards, now=now):
        is_seen = card.story.status == Status.SCHEDULED and card.planned is None and card.on_air is not None
        columns[Status.PUBLISHED if is_seen else Status(card.story.status)].cards.append(card)
    for status, column in columns.items():
        column.cards.sort(key=ORDERS[status])
        column.has_more = len(column.cards) > CARDS
        del column.cards[CARDS:]
    return list(columns.values())


def _stories(desks: Iterable[Desk], now: datetime) -> StoryQuerySet:
    """Read the stories of all columns at once, each column bounded by itself in the order of an index."""
    of_desks = Story.objects.filter(desk__in=[desk.pk for desk in desks])
    midnight = InTheQuery(start_of(now.astimezone(settings.NEWSROOM_TIME_ZONE).date()))
    aired = Edition.objects.on_air().filter(article=OuterRef("article"), goes_live_at__gte=midnight)
    published = of_desks.standing_at(Status.PUBLISHED).filter(Exists(aired), changed_at__gte=midnight)
    seen = on_air(of="article__editions__") & Q(article__editions__announced_at__isnull=True)
    unrecorded = of_desks.standing_at(Status.SCHEDULED).filter(seen)  # few, by the index of what is to be announced
    return _union(
        of_desks.standing_at(Status.DRAFT).order_by("-changed_at"),
        of_desks.standing_at(Status.IN_REVIEW).order_by("changed_at"),
        of_desks.standing_at(Status.APPROVED).order_by("changed_at"),
        _planned(of_desks.standing_at(Status.SCHEDULED)),
        published.order_by("-changed_at"),
        unrecorded.order_by("-changed_at"),
    )


def _planned(scheduled: StoryQuerySet) -> StoryQuerySet:
    """Keep what is still to come, the next first.

    Not a word of its announcement, which no plan has yet: PostgreSQL would take plans for rarer than scheduled stories,
    and read those of the whole house.
    """
    planned = scheduled.filter(article__editions__goes_live_at__gt=DatabaseNow())
    return planned.order_by("article__editions__goes_live_at", "pk")


def _union(*columns: StoryQuerySet) -> StoryQuerySet:
    """Put bounded reads together; SQLite takes a limit only inside a part, not at its end."""
    first, *others = (Story.objects.filter(pk__in=column.values("pk")[: CARDS + 1]).values("pk") for column in columns)
    return Story.objects.filter(pk__in=first.union(*others, all=True))


def _address(place: Place, desk: str) -> str:
    asked = {"desk": desk, "status": place.status if place.url_name == "desk_all" else ""}
    return f"{reverse(place.url_name)}?{urlencode({name: said for name, said in asked.items() if said})}"


def _by_pressure(card: Row) -> tuple[object, ...]:
    """What is owed or late comes first, then by urgency, then what has not moved for longest."""
    pressing = any(wait.is_owed or wait.is_late for wait in card.waits)
    return not pressing, card.story.urgency, card.story.changed_at, card.story.pk


def _newest(card: Row) -> tuple[object, ...]:
    return -card.story.changed_at.timestamp(), -card.story.pk


def _by_time(card: Row) -> tuple[object, ...]:
    return card.planned.goes_live_at.timestamp() if card.planned else 0, card.story.pk


ORDERS = {
    Status.DRAFT: _newest,
    Status.IN_REVIEW: _by_pressure,
    Status.APPROVED: _by_pressure,
    Status.SCHEDULED: _by_time,
    Status.PUBLISHED: _newest,
}
