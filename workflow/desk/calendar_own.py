"""What a person keeps of the calendar: their filters, and the addresses for their calendar programs."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workflow import actions
from workflow.actions.calendars import MOST_FEEDS, Subscribed
from workflow.desk.entrance import Member, for_members
from workflow.desk.refusals import status_of
from workflow.exceptions import WorkflowError
from workflow.forms.calendar import CalendarFilter
from workflow.models import CalendarFeed, SavedFilter


@require_POST
@for_members
def keep(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Keep what is shown under a name."""
    query = _query(request, member, has_view=True)
    try:
        kept = actions.keep_filter(by=member.user, name=request.POST.get("name", ""), query=query)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
    return redirect(f"{reverse('desk_calendar')}?{query}")


@require_POST
@for_members
def drop(request: HttpRequest, member: Member, filter_id: int) -> HttpResponseBase:
    """Forget one's own filter; anybody else's does not exist."""
    kept = get_object_or_404(SavedFilter, pk=filter_id, user=member.user)
    actions.drop_filter(kept=kept)
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": kept.name})
    return redirect("desk_calendar")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def feeds(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show one's own addresses; make one, and show it this one time."""
    if request.method != "POST":
        return _page(request, member)
    try:
        made = actions.subscribe(by=member.user, query=_query(request, member, has_view=False), now=member.now)
    except WorkflowError as refusal:
        return _page(request, member, problem=str(refusal), status=status_of(refusal))
    return _page(request, member, made=made)


@require_POST
@for_members
def revoke(request: HttpRequest, member: Member, feed_id: int) -> HttpResponseBase:
    """Revoke one's own address; anybody else's does not exist."""
    feed = get_object_or_404(CalendarFeed, pk=feed_id, user=member.user)
    actions.unsubscribe(feed=feed)
    messages.success(request, _("The address is revoked: nothing is read there any more."))
    return redirect("desk_calendar_feeds")


def _query(request: HttpRequest, member: Member, *, has_view: bool) -> str:
    """Read what is to be shown, and write it again, so that nothing else is kept."""
    asked = CalendarFilter(QueryDict(request.POST.get("query", "")), desks=member.desks)
    view = asked.said().get("view") if has_view else ""
    return "&".join(part for part in (f"view={view}" if view else "", asked.query()) if part)


def _page(
    request: HttpRequest, member: Member, *, made: Subscribed | None = None, problem: str = "", status: int = 200
) -> HttpResponseBase:
    path = reverse("calendar_feed", args=[made.token]) if made else ""
    asked = CalendarFilter(request.GET, desks=member.desks)
    context = {
        "here": "calendar",
        "feeds": [(feed, _in_words(feed, member)) for feed in member.user.calendar_feeds.all()],
        "saved": member.user.saved_filters.all(),
        "address": f"{settings.SITE_URL}{path}" if path else "",
        "problem": problem,
        "query": asked.query(),
        "asked": asked.in_words(),
        "most": MOST_FEEDS,
    }
    return render(request, "workflow/calendar_feeds.html", context, status=status)


def _in_words(feed: CalendarFeed, member: Member) -> str:
    return CalendarFilter(QueryDict(feed.query), desks=member.desks).in_words()
