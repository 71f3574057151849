"""Who comes in: people on at least one desk, and to a story only those on its desk. Nothing here is ever stored."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, F, OuterRef, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from articles.instant import DatabaseNow
from workflow import people, situation
from workflow.enums import Role
from workflow.models import Desk, Story
from workflow.permissions import Standing
from workflow.situation import Situation
from workflow.times import readings
from workflow.times.readings import Clock

View = Callable[..., HttpResponseBase]
PRIVATE = "private, no-store"
#: What of a request says who looks: the menu of every page leads them where they are let in, and says what was missed.
MEMBER = "member"
#: What somebody may have typed before their session ended; shown back to them, so that it is not lost.
TYPED = (
    "headline",
    "dek",
    "body",
    "note",
    "reason",
    "notice",
    "terms",
    "text",
    "quote",
    "brief",
    "caption",
    "alt_text",
)


@dataclass(frozen=True, slots=True)
class Member:
    """A person who is on these desks, in which roles, at the instant of the request; `roles` goes by the desk's key.

    `clock` is their own, which their pages show beside the newsroom's; `missed` counts what their desks have to decide.
    """

    user: User
    desks: tuple[Desk, ...]
    roles: Mapping[int, frozenset[str]]
    now: datetime
    clock: Clock
    missed: int = 0

    @property
    def in_library(self) -> Standing:
        """Say what the person is to the pictures: they are every desk's, so a role on any desk counts."""
        return Standing(roles=frozenset().union(*self.roles.values()), is_own=False)

    @property
    def reads_reports(self) -> bool:
        return bool(self.desks_as(Role.EDITOR, Role.PUBLISHER))

    @property
    def reads_ledger(self) -> bool:
        return people.is_administrator(self.user) or bool(self.desks_as(Role.PUBLISHER))

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
        setattr(request, MEMBER, member)
        with readings.read_by(member.clock):
            return view(request, member, **captured)

    return enter


def _member(user: User) -> Member | None:
    """Read what the person is on which desk, what was missed there, the clock and their zone, in one query."""
    theirs = user.memberships.select_related("desk").order_by("desk__name", "desk")
    missed = Story.objects.filter(desk=OuterRef("desk"), missed_at__isnull=False).order_by().values("desk")
    counted = Subquery(missed.annotate(missed=Count("pk")).values("missed"))
    held = list(theirs.annotate(now=DatabaseNow(), zone=F("user__preferences__time_zone"), missed=counted))
    if not held:
        return None
    roles: dict[int, set[str]] = defaultdict(set)
    for one in held:
        roles[one.desk_id].add(one.role)
    desks = {one.desk_id: one.desk for one in held}
    named = {key: frozenset(some) for key, some in roles.items()}
    missed_there = sum({one.desk_id: one.missed or 0 for one in held}.values())
    return Member(user, tuple(desks.values()), named, held[0].now, Clock.of(held[0].zone), missed_there)


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
