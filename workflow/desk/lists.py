"""The lists that a day at the desk starts from."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from workflow import turns
from workflow.desk import rows
from workflow.desk.entrance import Member, for_members
from workflow.desk.paging import BoundedPaginator
from workflow.desk.rows import Row, WaitLine
from workflow.forms.lists import ListFilter
from workflow.models import Story
from workflow.querysets import StoryQuerySet
from workflow.turns import Turn

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the lists: where it is, what it is called, and what to do while it is empty."""

    url_name: str
    title: str | Promise
    empty: str | Promise


MINE = Shelf(
    "desk",
    _("My stories"),
    _("You have no stories yet. Start one with “New story”, or take one up from “All stories”."),
)
WAITING = Shelf(
    "desk_waiting",
    _("Waiting for me"),
    _(
        "Nothing waits for you. A story comes here when it is your turn: to sign at a stage of your role, to approve as"
        " an editor, to plan as a publisher."
    ),
)
SCHEDULED = Shelf(
    "desk_scheduled", _("Scheduled"), _("Nothing is planned. A publisher schedules an approved story on its page.")
)
ON_AIR = Shelf(
    "desk_on_air", _("On air"), _("None of your desks’ stories is on air. Publish an approved one, or wait.")
)
SHELVED = Shelf(
    "desk_shelf",
    _("Shelf"),
    _("Nothing is on the shelf. Put a prewritten story there on its page: two people have to release it."),
)
OWED = Shelf(
    "desk_owed",
    _("Owed looks"),
    _("Nothing is owed: whatever went on before its review has been read since."),
)
ALL = Shelf("desk_all", _("All stories"), _("Your desks have no stories yet. Start one with “New story”."))
SHELVES = (MINE, WAITING, SCHEDULED, ON_AIR, SHELVED, OWED, ALL)


@require_safe
@for_members
def mine(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, MINE, _readable(member).own_of(member.user).order_by("-changed_at", "-pk"))


@require_safe
@for_members
def waiting(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what waits for this person; the keys are read and put in order first, then the stories of one page."""
    narrowing = ListFilter(request.GET, desks=member.desks)
    among = narrowing.narrow(_readable(member)) if narrowing.is_used else None
    theirs = _by_story(turns.of(user=member.user, roles=member.roles, now=member.now, among=among))
    page = BoundedPaginator(list(theirs), PAGE_SIZE).get_page(request.GET.get("page"))
    stories = {story.pk: story for story in rows.lean(_readable(member).filter(pk__in=page.object_list))}
    lines = rows.of([stories[key] for key in page.object_list if key in stories], now=member.now)
    for row in lines:
        row.waits = theirs[row.story.pk]
    return _show(request, member, WAITING, narrowing, page, lines)


@require_safe
@for_members
def scheduled(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, SCHEDULED, rows.by_planned_time(_readable(member)))


@require_safe
@for_members
def on_air(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, ON_AIR, rows.by_first_air(_readable(member)))


@require_safe
@for_members
def shelved(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, SHELVED, _readable(member).shelved())


@require_safe
@for_members
def owed(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what breaking news and overrides passed over, until somebody else has read it."""
    return _list(request, member, OWED, _readable(member).owing(), shows_waits=True)


@require_safe
@for_members
def everything(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, ALL, _readable(member).order_by("-changed_at", "-pk"))


def _readable(member: Member) -> StoryQuerySet:
    return Story.objects.filter(desk__in=[desk.pk for desk in member.desks])


def _by_story(found: list[Turn]) -> dict[int, list[WaitLine]]:
    lines: dict[int, list[WaitLine]] = {}
    for turn in found:
        line = WaitLine(turn.stage, turn.span, turn.is_owed, turn.is_late, turn.verb)
        lines.setdefault(turn.story_id, []).append(line)
    return lines


def _list(
    request: HttpRequest, member: Member, shelf: Shelf, stories: StoryQuerySet, *, shows_waits: bool = False
) -> HttpResponseBase:
    narrowing = ListFilter(request.GET, desks=member.desks)
    pages = BoundedPaginator(rows.lean(narrowing.narrow(stories)), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    lines = rows.of(list(page.object_list), now=member.now)
    if shows_waits:
        rows.with_waits(lines, now=member.now)
    return _show(request, member, shelf, narrowing, page, lines)


def _show(
    request: HttpRequest, member: Member, shelf: Shelf, narrowing: ListFilter, page: Page[Any], lines: list[Row]
) -> HttpResponseBase:
    context = {
        "shelf": shelf,
        "shelves": SHELVES,
        "filter": narrowing,
        "page": page,
        "rows": lines,
        "shows_desk": len(member.desks) > 1,
    }
    return render(request, "workflow/list.html", context, status=200 if narrowing.is_valid() else 422)
