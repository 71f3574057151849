"""Who is editing a story, as its pages say it; and what somebody typed there and did not save."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import drafting
from articles.exceptions import ArticleError
from articles.models import Revision
from workflow import actions, moves
from workflow.actions.locking import Editing
from workflow.desk import differences, sheet
from workflow.desk.differences import Difference
from workflow.desk.entrance import Member, for_members, number_in, story_of
from workflow.desk.refusals import status_of
from workflow.enums import Verb
from workflow.exceptions import WorkflowError
from workflow.models import EditingLock, Event
from workflow.people import name_of
from workflow.situation import Situation
from workflow.unsaved import Unsaved

PAGE = re.compile(r"[\w-]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that its owner did not save, with what it would change; None where that can't be said any more."""

    unsaved: Unsaved
    differences: list[Difference] | None
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """What an edit page says of who is editing: `holder_id` is somebody else to take over from."""

    page: str
    message: str
    holder_id: int | None
    offers: Sequence[Offer] = ()


def presence(request: HttpRequest, found: Situation) -> Presence | None:
    """Open a story for editing and say who is at it; None where this person can't change the text now."""
    if found.by is None or request.method == "HEAD" or not moves.may_save(found):
        return None
    editing = actions.open_for_editing(story=found.story, by=found.by, now=found.now, session_key=_session_key(request))
    asked = page_of(request) or request.GET.get("kept", "")
    page = asked if PAGE.fullmatch(asked) else secrets.token_urlsafe(9)
    left = [one for one in editing.unsaved if one.page != page] if request.method == "GET" else []
    holder_id = None if editing.is_mine else editing.holder.user_id
    return Presence(page, _said(editing, found.now), holder_id, [_offer(found, one) for one in left])


def kept(request: HttpRequest, found: Situation) -> Unsaved | None:
    """Find the unsaved text that its owner asks to go on from."""
    own = EditingLock.objects.filter(story=found.story, user=found.by).first()
    asked = request.GET.get("kept")
    return next((Unsaved.read(one) for one in own.unsaved if one["page"] == asked), None) if own and asked else None


def held_by(found: Situation) -> EditingLock | None:
    """Return who holds the story just now."""
    return EditingLock.objects.filter(story=found.story).held(found.now).first()


def holder_of(found: Situation) -> str:
    """Say in a sentence who is editing; empty if nobody is."""
    lock = held_by(found)
    return _is_editing(lock, found.now) if lock else ""


@require_POST
@for_members
def beat(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Hear from an open page: keep what it holds unsaved, and tell it who is editing."""
    found = story_of(member, story_id, member.now)
    typed = _typed(request, found)
    try:
        editing = actions.heartbeat(
            story=found.story,
            by=member.user,
            now=found.now,
            session_key=_session_key(request),
            typed=typed,
        )
        if "leaving" in request.POST:
            actions.leave(story=found.story, by=member.user)
    except WorkflowError as refusal:
        return JsonResponse({"message": str(refusal)}, status=status_of(refusal))
    was_mine = request.POST.get("held") == "1"
    return JsonResponse(
        {
            "message": _said(editing, found.now),
            "is_mine": editing.is_mine,
            "holder": None if editing.is_mine else editing.holder.user_id,
            "taken": _taken(found, editing) if was_mine and not editing.is_mine else "",
        }
    )


@require_POST
@for_members
def take_over(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Take the editing from a colleague; what this person typed before comes along, unsaved."""
    found = story_of(member, story_id, member.now)
    typed = _typed(request, found)
    asked: dict[str, Any] = {"story": found.story, "by": member.user, "now": found.now}
    asked["session_key"] = _session_key(request)
    try:
        if typed is not None:
            actions.heartbeat(typed=typed, **asked)
        actions.take_over(holder_id=number_in(request.POST.get("holder")), **asked)
    except WorkflowError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You are editing now, and your colleague is told. Nothing they typed is lost."))
    address = reverse("desk_edit", kwargs={"story_id": story_id})
    return redirect(f"{address}?kept={typed.page}" if typed else address)


@require_POST
@for_members
def throw_away(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Forget a text that its owner did not save and does not want."""
    found = story_of(member, story_id, member.now)
    actions.forget(story=found.story, by=member.user, page=request.POST.get("page", ""))
    return redirect("desk_edit", story_id=story_id)


def saved(request: HttpRequest, found: Situation) -> None:
    """Note that what this page held is saved; whoever does not go on frees the story."""
    if found.by is not None:
        end = actions.forget if "go_on" in request.POST else actions.leave
        end(story=found.story, by=found.by, page=page_of(request))


def page_of(request: HttpRequest) -> str:
    """Return by what name a page that was sent goes."""
    return request.POST.get("page", "")


def base_of(found: Situation, asked: str | None) -> Revision:
    """Find the text that a page began from; one of another story is none."""
    return found.article.revisions.filter(pk=number_in(asked)).first() or found.head


def _session_key(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _typed(request: HttpRequest, found: Situation) -> Unsaved | None:
    """Read what a page holds; None if it says nothing of that, or does not say which page it is."""
    page = page_of(request)
    if "headline" not in request.POST or not PAGE.fullmatch(page):
        return None
    base = base_of(found, request.POST.get("base"))
    text, slugline = sheet.so_far(request, sheet.ground_of(found, base))
    version = number_in(request.POST.get("version")) or found.story.version
    return Unsaved(page=page, at=found.now, version=version, base=base.pk, slugline=slugline, text=text)


def _offer(found: Situation, unsaved: Unsaved) -> Offer:
    is_behind = unsaved.version != found.story.version
    try:
        revision = drafting.compose(article=found.article, text=unsaved.text, by=found.by, now=unsaved.at)
    except ArticleError:
        return Offer(unsaved, None, is_behind)
    return Offer(unsaved, differences.in_words(found.head, revision), is_behind)


def _said(editing: Editing, now: datetime) -> str:
    if editing.is_mine:
        return _("You are editing this; your colleagues see that.")
    return _is_editing(editing.holder, now)


def _is_editing(lock: EditingLock, now: datetime) -> str:
    return _("%(who)s is editing this, since %(time)s.") % {
        "who": name_of(lock.user),
        "time": _time(lock.taken_at or now, now),
    }


def _taken(found: Situation, editing: Editing) -> str:
    """Tell somebody who was editing what became of it: taken over, or lapsed while nothing was heard of them."""
    who = {"who": name_of(editing.holder.user)}
    taken = Event.objects.filter(story=found.story, verb=Verb.TAKE_OVER, by=editing.holder.user).order_by("-pk").first()
    if taken is None or taken.facts.get("taken_from_id") != editing.own.user_id:
        return _("%(who)s began to edit while nothing was heard of this page. Saving is safe all the same.") % who
    said = _("%(who)s took over the editing. Go on if you have to: saving is safe, and shows you both texts.") % who
    return f"{said} {_kept_as(taken)}".strip()


def _kept_as(taken: Event) -> str:
    numbers = ", ".join(map(str, taken.facts.get("side_texts", ())))
    return _("What you had not saved is kept as side text %(number)s.") % {"number": numbers} if numbers else ""


def _time(at: datetime, now: datetime) -> str:
    """Write a time of today as a clock shows it, another with its day."""
    local = timezone.localtime(at)
    is_today = local.date() == timezone.localtime(now).date()
    return date_format(local, "H:i" if is_today else "j F, H:i")
