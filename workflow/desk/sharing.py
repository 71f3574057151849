"""Looks at a text for people outside: who has one, who came by it, and a form to make another."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import instant
from workflow import actions, permissions, review_links
from workflow.actions.sharing import Shared
from workflow.desk.entrance import Member, for_members, story_of
from workflow.desk.record import revision_of
from workflow.desk.refusals import status_of
from workflow.enums import Verb
from workflow.exceptions import WorkflowError
from workflow.forms.errors import errors_by_field
from workflow.forms.sharing import ShareForm
from workflow.models import ReviewLink, ReviewVisit
from workflow.situation import Situation

ON_CARD, ON_PAGE = 5, 50  # links
VISITS_SHOWN, VISITS_READ = 20, 500  # of one link, of all


@dataclass(slots=True)
class LinkLine:
    """A link with its newest visits and how many there were; `is_over` says that it lets nobody in by itself.

    `is_closed` says the same of an embargo, for as long as that binds.
    """

    link: ReviewLink
    visit_count: int
    is_over: bool
    is_closed: bool
    visits: list[ReviewVisit] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def share(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show the links of a story; make one, and show its address this one time."""
    found = story_of(member, story_id, instant.now())
    if request.method != "POST":
        return _page(request, found, _fresh(found))
    form = ShareForm(request.POST, auto_id="share-%s")
    if not form.is_valid():
        return _page(request, found, form, status=422)
    revision = revision_of(found, str(form.revision_id)) if form.revision_id else None
    try:
        made = actions.share(
            story=found.story, by=member.user, now=found.now, revision=revision, **form.arguments(found.now)
        )
    except WorkflowError as refusal:
        return _page(request, found, form, problems=[str(refusal)], status=status_of(refusal))
    return _page(request, found, _fresh(found), made=made)


@require_POST
@for_members
def unshare(request: HttpRequest, member: Member, story_id: int, link_id: int) -> HttpResponseBase:
    """Revoke a link; one of another story does not exist here."""
    found = story_of(member, story_id, instant.now())
    link = ReviewLink.objects.select_related("story").filter(pk=link_id, story=found.story).first()
    if link is None:
        raise Http404
    try:
        event = actions.unshare(link=link, by=member.user, now=found.now)
    except WorkflowError as refusal:
        return _page(request, found, _fresh(found), problems=[str(refusal)], status=status_of(refusal))
    messages.success(request, _("Done: %(what)s.") % {"what": event.get_verb_display()})
    return redirect("desk_share", story_id=story_id)


def card(found: Situation) -> dict[str, Any] | None:
    """Return what the story's page shows of its links, to those who may make them; None for others."""
    if not permissions.allows(Verb.SHARE, found.standing):
        return None
    lines = _lines(found, ON_CARD + 1)
    return {"lines": lines[:ON_CARD], "has_more": len(lines) > ON_CARD, "form": _fresh(found)}


def _page(
    request: HttpRequest,
    found: Situation,
    form: ShareForm,
    *,
    problems: tuple[str, ...] | list[str] = (),
    made: Shared | None = None,
    status: int = 200,
) -> HttpResponseBase:
    if not permissions.allows(Verb.SHARE, found.standing):
        raise PermissionDenied
    context = {
        "found": found,
        "lines": _lines(found, ON_PAGE),
        "form": form,
        "problems": problems,
        "errors": errors_by_field(form) if form.is_bound else (),
        "made": made,
        "address": f"{settings.SITE_URL}{reverse('review', args=[made.token])}" if made else "",
    }
    return render(request, "workflow/share.html", context, status=status)


def _fresh(found: Situation) -> ShareForm:
    return ShareForm(auto_id="share-%s", initial={"revision": found.head.pk})


def _lines(found: Situation, most: int) -> list[LinkLine]:
    """Return the newest links with their visits; the same few queries however many there are of either."""
    links = found.story.review_links.select_related("made_by", "revoked_by", "revision")
    counted = list(links.defer("revision__body").annotate(visit_count=Count("visits")).order_by("-pk")[:most])
    visits: dict[int, list[ReviewVisit]] = defaultdict(list)
    for visit in ReviewVisit.objects.filter(link__in=counted).order_by("-pk")[:VISITS_READ]:
        visits[visit.link_id].append(visit)
    closed_at = review_links.last_closed(found.story, now=found.now)
    is_over = partial(review_links.is_over, now=found.now, closed_at=closed_at)
    bound = review_links.bound_texts(
        found.story, {link.revision_id or found.head.pk for link in counted}, now=found.now
    )
    return [
        LinkLine(
            link,
            link.visit_count,
            is_over(link),
            not link.despite_embargo and (link.revision_id or found.head.pk) in bound,
            list(islice(visits[link.pk], VISITS_SHOWN)),
        )
        for link in counted
    ]
