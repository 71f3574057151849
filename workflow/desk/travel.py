"""The site as it stood and as it will look, for people of the desks: the public pages, asked at another time."""

from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import views
from articles.models import Edition
from articles.querysets import Travel
from workflow import travelling
from workflow.desk import afterwards, travelled
from workflow.desk.entrance import Member, for_members
from workflow.desk.preview import UNSEEN
from workflow.models import Desk
from workflow.times import readings, wall_time
from workflow.times.wall_time import WallTimeRefused

NEXT = 20
STORY_PAGES = {"article", "changes"}


@require_safe
@for_members
def entrance(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Ask when, or lead there: a time by the newsroom's clock, and the page to begin with."""
    path = travelling.own(request.GET.get("path", "/"))
    typed = request.GET.get("when", "")
    if not typed:
        return _ask(request, member, path)
    try:
        at = wall_time.parse(typed, zone=settings.NEWSROOM_TIME_ZONE)
    except WallTimeRefused as refusal:
        return _ask(request, member, path, typed=typed, refusal=refusal)
    return HttpResponseRedirect(travelling.address(at, path))


@require_safe
@for_members
def page(request: HttpRequest, member: Member, written: str, path: str = "") -> HttpResponseBase:
    """Show a public page as it stood or as it will look: what is to come, of the person's own desks."""
    path = f"/{path}"
    query = request.META.get("QUERY_STRING", "")
    asked = f"{path}?{query}" if query else path
    try:
        at = travelling.read(written)
    except WallTimeRefused as refusal:
        return _ask(request, member, travelling.own(asked), typed=written, refusal=refusal)
    if not travelling.FORM.fullmatch(written):
        return HttpResponseRedirect(travelling.address(at, asked))
    when = Travel(at=at, now=member.now, plans=Q(article__story__desk__in=[desk.pk for desk in member.desks]))
    response = _dressed(_public(request, path, when), member, when, asked)
    for name, value in UNSEEN.items():
        response.headers[name] = value
    return response


def _public(request: HttpRequest, path: str, when: Travel) -> HttpResponseBase:
    """Ask a public page for what it shows at that time."""
    if completed := travelled.completed(path):
        return HttpResponseRedirect(iri_to_uri(completed))
    found = travelled.page_at(path)
    asked = copy(request)
    asked.path_info = path
    try:
        if found is not None:
            answer: HttpResponseBase = found.func(asked, when=when, **found.kwargs)
            return answer
    except Http404:
        pass
    return views.nothing_at(path, when)


def _dressed(response: HttpResponseBase, member: Member, when: Travel, asked: str) -> HttpResponseBase:
    """Keep the answer within its time, and say on it when that is; a picture stays as it is."""
    base = travelling.base(when.at)
    if "Location" in response.headers:
        return HttpResponseRedirect(f"{base}{response.headers['Location']}")
    kind = response.headers.get("Content-Type", "")
    if isinstance(response, HttpResponse) and kind.startswith("text/html"):
        banner = render_to_string("workflow/_travel_banner.html", _banner(response, member, when, asked))
        response.content = travelled.html(response.content.decode(), base=base, banner=banner).encode()
    elif isinstance(response, HttpResponse) and kind.startswith("application/rss+xml"):
        words = f"{_sentence(when)} {_shown(when.at)}"
        response.content = travelled.feed(response.content.decode(), base=base, words=words).encode()
    return response


def _banner(response: HttpResponse, member: Member, when: Travel, asked: str) -> dict[str, Any]:
    asked = travelling.own(asked)
    path = asked.partition("?")[0]
    steps = travelling.steps(when.at, zone=settings.NEWSROOM_TIME_ZONE)
    found = travelled.page_at(path)
    is_past_story = found and found.view_name in STORY_PAGES and response.status_code == 200 and not when.is_ahead
    story = path.removesuffix("changes/") if found and found.view_name == "changes" else path
    return {
        "when": when,
        "sentence": _sentence(when),
        "shown": _shown(when.at),
        "path": asked,
        "live": iri_to_uri(asked),
        "typed": wall_time.as_typed(when.at, zone=settings.NEWSROOM_TIME_ZONE),
        "zone": settings.TIME_ZONE,
        "steps": [(label, travelling.address(there, asked)) for label, there in steps],
        "now": travelling.address(member.now.replace(microsecond=0), asked),
        "hides_plans": when.is_ahead and Desk.objects.exclude(pk__in=[desk.pk for desk in member.desks]).exists(),
        "afterwards": afterwards.of(story, since=when.at, now=when.now) if is_past_story else None,
    }


def _sentence(when: Travel) -> str:
    return _("The site as it will look on") if when.is_ahead else _("The site as it stood on")


def _shown(at: datetime) -> str:
    return readings.with_weekday(at, settings.NEWSROOM_TIME_ZONE)


def _ask(
    request: HttpRequest, member: Member, path: str, *, typed: str = "", refusal: WallTimeRefused | None = None
) -> HttpResponseBase:
    """Show the form, with why a time was refused and the nearest ones that there are."""
    desks = [desk.pk for desk in member.desks]
    planned = Edition.objects.planned(member.now).filter(article__story__desk__in=desks)
    coming = planned.select_related("article", "revision").defer("body_html", "revision__body")
    context = {
        "here": "travel",
        "path": path,
        "typed": typed or wall_time.as_typed(member.now.replace(second=0), zone=settings.NEWSROOM_TIME_ZONE),
        "zone": settings.TIME_ZONE,
        "refusal": refusal,
        "nearest": [(_shown(at), travelling.address(at, path)) for at in _nearest(refusal)],
        "coming": coming.order_by("goes_live_at", "pk")[:NEXT],
    }
    return render(request, "workflow/travel.html", context, status=422 if refusal else 200)


def _nearest(refusal: WallTimeRefused | None) -> tuple[datetime, ...]:
    if isinstance(refusal, wall_time.InGap):
        return refusal.before, refusal.after
    return (refusal.earlier, refusal.later) if isinstance(refusal, wall_time.IsTwice) else ()
