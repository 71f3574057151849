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

from articles.keys import Among
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


def _readable(member: Member) -> StoryQuerySet:
    return Story.objects.filter(desk__in=[desk.pk for desk in member.desks])


def _by_change(stories: StoryQuerySet) -> StoryQuerySet:
    return stories.order_by("-changed_at", "-pk")


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the lists: its address, what it is called, and what to do while it is empty."""

    url_name: str
    path: str
    title: str | Promise
    empty: str | Promise


@dataclass(frozen=True, slots=True)
class StoryListing(Listing):
    """A list that is one read of the stories themselves; `say_more` puts more on its lines."""

    stories: Callable[[Member], StoryQuerySet]
    say_more: Callable[..., object] | None = None


WAITING = Listing(
    "desk_waiting",
    "waiting/",
    _("Waiting for me"),
    _(
        "Nothing waits for you. A story comes here when it is your turn: to sign at a stage of your role, to approve as"
        " an editor, to plan as a publisher."
    ),
)
#: By the names of their addresses.
STORIES: Final = {
    listing.url_name: listing
    for listing in (
        StoryListing(
            "desk",
            "",
            _("My stories"),
            _("You have no stories yet. Start one with “New story”, or take one up from “All stories”."),
            lambda member: _by_change(_readable(member).own_of(member.user)),
        ),
        StoryListing(
            "desk_scheduled",
            "scheduled/",
            _("Scheduled"),
            _("Nothing is planned. A publisher schedules an approved story on its page."),
            lambda member: rows.by_planned_time(_readable(member)),
            plan_signs.put,
        ),
        StoryListing(
            "desk_on_air",
            "on-air/",
            _("On air"),
            _("None of your desks’ stories is on air. Publish an approved one, or wait."),
            lambda member: rows.by_first_air(_readable(member)),
        ),
        StoryListing(
            "desk_shelf",
            "shelf/",
            _("Shelf"),
            _("Nothing is on the shelf. Put a prewritten story there on its page: two people have to release it."),
            lambda member: _readable(member).shelved(),
        ),
        StoryListing(
            "desk_owed",
            "owed/",
            _("Owed looks"),
            _("Nothing is owed: whatever went on before its review has been read since."),
            lambda member: _readable(member).owing(),
            rows.with_waits,
        ),
        StoryListing(
            "desk_missed",
            "missed/",
            _("Missed"),
            _("Nothing was missed: no story’s time on air was over before it could be announced."),
            lambda member: _readable(member).missed(),
        ),
        StoryListing(
            "desk_all",
            "all/",
            _("All stories"),
            _("Your desks have no stories yet. Start one with “New story”."),
            lambda member: _by_change(_readable(member)),
        ),
    )
}


@require_safe
@for_members
def waiting(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what waits for this person; the keys are read and put in order first, then the stories of one page."""
    narrowing = ListFilter(request.GET, desks=member.desks)
    among = narrowing.narrow(_readable(member)) if narrowing.is_used else None
    theirs = _by_story(turns.of(user=member.user, roles=member.roles, now=member.now, among=among))
    page = BoundedPaginator(list(theirs), PAGE_SIZE).get_page(request.GET.get("page"))
    found = {story.pk: story for story in rows.lean(_readable(member).filter(Among("pk", page)))}
    lines = rows.of([found[key] for key in page.object_list if key in found], now=member.now)
    for row in lines:
        row.waits = [_line(turn) for turn in theirs[row.story.pk]]
    return _show(request, member, WAITING, narrowing, page, lines)


@require_safe
@for_members
def stories(request: HttpRequest, member: Member, listing: StoryListing) -> HttpResponseBase:
    """Show a page of one of `STORIES`."""
    narrowing = ListFilter(request.GET, desks=member.desks)
    pages = BoundedPaginator(rows.lean(narrowing.narrow(listing.stories(member))), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    lines = rows.of(list(page.object_list), now=member.now)
    if listing.say_more is not None:
        listing.say_more(lines, now=member.now)
    return _show(request, member, listing, narrowing, page, lines)


def _by_story(found: list[Turn]) -> dict[int, list[Turn]]:
    stories: dict[int, list[Turn]] = {}
    for turn in found:
        stories.setdefault(turn.story_id, []).append(turn)
    return stories


def _line(turn: Turn) -> WaitLine:
    """Put it in words: only what stands on the page, for a thousand of them take as long as the page."""
    return WaitLine(turn.stage, turn.span, turn.is_owed, turn.is_late, turn.verb)


def _show(
    request: HttpRequest, member: Member, listing: Listing, narrowing: ListFilter, page: Page[Any], lines: list[Row]
) -> HttpResponseBase:
    context = {
        "listing": listing,
        "filter": narrowing,
        "page": page,
        "rows": lines,
        "shows_desk": len(member.desks) > 1,
        "moves": MANY if member.desks_as(Role.EDITOR, Role.PUBLISHER) else (),
        "has_all": listing.url_name in STORIES,
    }
    return render(request, "workflow/list.html", context, status=200 if narrowing.is_valid() else 422)
