"""The lists that a day at the desk starts from."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import instant
from workflow.desk import rows
from workflow.desk.entrance import Member, for_members
from workflow.forms.lists import ListFilter
from workflow.models import Story
from workflow.querysets import StoryQuerySet

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
    _("Nothing waits for you. Stories filed for review come here for editors, approved ones for publishers."),
)
SCHEDULED = Shelf(
    "desk_scheduled", _("Scheduled"), _("Nothing is planned. A publisher schedules an approved story on its page.")
)
ON_AIR = Shelf(
    "desk_on_air", _("On air"), _("None of your desks’ stories is on air. Publish an approved one, or wait.")
)
ALL = Shelf("desk_all", _("All stories"), _("Your desks have no stories yet. Start one with “New story”."))
SHELVES = (MINE, WAITING, SCHEDULED, ON_AIR, ALL)


@require_safe
@for_members
def mine(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, MINE, _readable(member).own_of(member.user).order_by("-changed_at", "-pk"))


@require_safe
@for_members
def waiting(request: HttpRequest, member: Member) -> HttpResponseBase:
    stories = _readable(member).waiting_for(member.user).order_by("urgency", "changed_at", "pk")
    return _list(request, member, WAITING, stories)


@require_safe
@for_members
def scheduled(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, SCHEDULED, rows.by_planned_time(_readable(member)))


@require_safe
@for_members
def on_air(request: HttpRequest, member: Member) -> HttpResponseBase:
    stories = _readable(member).on_air().order_by("-article__first_published_at", "-pk")
    return _list(request, member, ON_AIR, stories)


@require_safe
@for_members
def everything(request: HttpRequest, member: Member) -> HttpResponseBase:
    return _list(request, member, ALL, _readable(member).order_by("-changed_at", "-pk"))


def _readable(member: Member) -> StoryQuerySet:
    return Story.objects.readable_by(member.user)


def _list(request: HttpRequest, member: Member, shelf: Shelf, stories: StoryQuerySet) -> HttpResponseBase:
    now = instant.now()
    narrowing = ListFilter(request.GET, desks=member.desks)
    pages = Paginator(rows.lean(narrowing.narrow(stories)), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "shelf": shelf,
        "shelves": SHELVES,
        "filter": narrowing,
        "page": page,
        "rows": rows.of(list(page.object_list), now=now),
        "shows_desk": len(member.desks) > 1,
    }
    return render(request, "workflow/list.html", context, status=200 if narrowing.is_valid() else 422)
