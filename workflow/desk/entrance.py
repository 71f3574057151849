"""Who comes in: people on at least one desk, and to a story only those on its desk. Nothing here is ever stored."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from articles.instant import DatabaseNow
from workflow import situation
from workflow.models import Desk, Story
from workflow.situation import Situation

View = Callable[..., HttpResponseBase]
PRIVATE = "private, no-store"
#: What somebody may have typed before their session ended; shown back to them, so that it is not lost.
TYPED = ("headline", "dek", "body", "note", "reason", "notice", "terms", "text", "quote", "brief")


@dataclass(frozen=True, slots=True)
class Member:
    """A person who is on these desks, in which roles, at the instant of the request; `roles` goes by the desk's key."""

    user: User
    desks: tuple[Desk, ...]
    roles: Mapping[int, frozenset[str]]
    now: datetime

    def desks_as(self, *roles: str) -> list[Desk]:
        """Return the desks on which the person has one of these roles."""
        return [desk for desk in self.desks if self.roles[desk.pk] & set(roles)]


def for_members(view: View) -> View:
    """Let members of a desk in, send strangers to sign in, and tell no cache to keep any of it.

    The view gets the `Member` after the request.
    """

    @wraps(view)
    def enter(request: HttpRequest, **captured: Any) -> HttpResponseBase:
        response = _answer(request, **captured)
        response.headers["Cache-Control"] = PRIVATE
        return response

    def _answer(request: HttpRequest, **captured: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return _sign_in(request)
        member = _member(user)
        if member is None:
            return render(request, "workflow/no_desk.html", status=403)
        return view(request, member, **captured)

    return enter


def _member(user: User) -> Member | None:
    """Read what the person is on which desk, and with it the clock, in one query."""
    held = list(user.memberships.select_related("desk").annotate(now=DatabaseNow()).order_by("desk__name", "desk"))
    if not held:
        return None
    roles: dict[int, set[str]] = defaultdict(set)
    for one in held:
        roles[one.desk_id].add(one.role)
    desks = {one.desk_id: one.desk for one in held}
    return Member(user, tuple(desks.values()), {key: frozenset(some) for key, some in roles.items()}, held[0].now)


def story_of(member: Member, story_id: int, now: datetime) -> Situation:
    """Look at a story that this person may read; any other does not exist for them."""
    if not Story.objects.readable_by(member.user).filter(pk=story_id).exists():
        raise Http404
    return situation.look(story_id=story_id, by=member.user, now=now)


def number_in(asked: str | None) -> int:
    """Read the number of a row as an address or a form gives it; 0, which no row has, for what is none."""
    return int(asked) if asked and asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask to sign in; a form that comes after the session ended gets its words back."""
    typed = [(name, request.POST[name]) for name in TYPED if request.POST.get(name)]
    if typed:
        return render(request, "workflow/signed_out.html", {"typed": typed}, status=403)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")
