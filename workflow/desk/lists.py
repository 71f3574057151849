"""The lists that a day at the desk starts from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from workflow import turns
from workflow.desk import plan_signs, rows
from workflow.desk.entrance import Member, for_members
from workflow.desk.paging import BoundedPaginator
from workflow.desk.rows import Row, WaitLine
from workflow.enums import Role
from workflow.forms.lists import ListFilter
from workflow.forms.many import CHOICES as MANY
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
MISSED = Shelf(
    "desk_missed",
    _("Missed"),
    _("Nothing was missed: no story’s time on air was over before it could be announced."),
)
ALL = Shelf("desk_all", _("All stories"), _("Your desks have no stories yet. Start one with “New story”."))
SHELVES = (MINE, WAITING, SCHEDULED, ON_AIR, SHELVED, OWED, MISSED, ALL)


def _readable(member: Member) -> StoryQuerySet:
    return Story.objects.filter(desk__in=[desk.pk for desk in member.desks])


def _own(member: Member) -> StoryQuerySet:
    return _readable(member).own_of(member.user).order_by("-changed_at", "-pk")


#: What stands on each list that is one read of the stories themselves.
STORIES: Final[dict[str, Callable[[Member], StoryQuerySet]]] = {
    MINE.url_name: _own,
    SCHEDULED.url_name: lambda member: rows.by_planned_time(_readable(member)),
    ON_AIR.url_name: lambda member: rows.by_first_air(_readable(member)),
    SHELVED.url_name: lambda member: _readable(member).shelved(),
    OWED.url_name: lambda member: _readable(member).owing(),
    MISSED.url_name: lambda member: _readable(member).missed(),
    ALL.url_name: lambda member: _readable(member).order_by("-changed_at", "-pk"),
}


@require_safe
@for_members
def mine(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, MINE)


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
        row.waits = [_line(turn) for turn in theirs[row.story.pk]]
    return _show(request, member, WAITING, narrowing, page, lines)


@require_safe
@for_members
def scheduled(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what is planned, with what its dry runs said, and whether somebody answers for the plan."""
    return _list(request, member, SCHEDULED, say_more=plan_signs.put)


@require_safe
@for_members
def on_air(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, ON_AIR)


@require_safe
@for_members
def shelved(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, SHELVED)


@require_safe
@for_members
def owed(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what breaking news and overrides passed over, until somebody else has read it."""
    return _list(request, member, OWED, say_more=rows.with_waits)


@require_safe
@for_members
def missed(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what was over before anybody was told, until somebody says what becomes of it."""
    return _list(request, member, MISSED)


@require_safe
@for_members
def everything(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, ALL)


def _by_story(found: list[Turn]) -> dict[int, list[Turn]]:
    stories: dict[int, list[Turn]] = {}
    for turn in found:
        stories.setdefault(turn.story_id, []).append(turn)
    return stories


def _line(turn: Turn) -> WaitLine:
    """Put it in words: only what stands on the page, for a thousand of them take as long as the page."""
    return WaitLine(turn.stage, turn.span, turn.is_owed, turn.is_late, turn.verb)


def _list(
    request: HttpRequest, member: Member, shelf: Shelf, *, say_more: Callable[..., object] | None = None
) -> HttpResponseBase:
    """Show a page of a list; `say_more` puts more on its lines."""
    narrowing = ListFilter(request.GET, desks=member.desks)
    stories = narrowing.narrow(STORIES[shelf.url_name](member))
    pages = BoundedPaginator(rows.lean(stories), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    lines = rows.of(list(page.object_list), now=member.now)
    if say_more is not None:
        say_more(lines, now=member.now)
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
        "moves": MANY if member.desks_as(Role.EDITOR, Role.PUBLISHER) else (),
        "has_all": shelf.url_name in STORIES,
    }
    return render(request, "workflow/list.html", context, status=200 if narrowing.is_valid() else 422)
