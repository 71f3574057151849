"""Writing: a new story, and a new text of one. Nothing that was typed is lost, whatever is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import drafting, instant
from articles.drafting import Text
from articles.models import Revision
from workflow import actions, moves
from workflow.desk import checks, differences, locking, sheet
from workflow.desk.entrance import Member, for_members, story_of
from workflow.desk.sheet import Ground, Sheet
from workflow.exceptions import NotYours, StaleSave, TextRefused, WorkflowError
from workflow.models import Event
from workflow.situation import Situation


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text that was refused: why, where it is kept, and how it differs from the newest."""

    message: str
    kept: Revision
    current: Revision
    differences: list[differences.Difference]


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Start a story on one of this person's desks; with `check` show what its checks find, and start nothing yet."""
    ground = Ground(desks=[desk for desk in member.desks if desk.is_active])
    if request.method != "POST":
        return _new_page(request, sheet.fresh(ground, sheet.EMPTY, slugline=""))
    typed = sheet.typed(request, ground)
    if not typed.is_valid():
        return _new_page(request, typed, status=422)
    now = instant.now()
    text, refusals = typed.text(by=member.user, now=now)
    desk = get_object_or_404(_desks(member), pk=typed.words.cleaned_data["desk"])
    slugline = typed.words.typed_slugline()
    is_check = "check" in request.POST
    if not refusals and not is_check:
        try:
            event = actions.create(desk=desk, by=member.user, now=now, text=text, slugline=slugline)
        except WorkflowError as refusal:
            refusals = [str(refusal)]
        else:
            messages.success(request, _("The story is started. File it for review when it is ready."))
            return redirect("desk_story", story_id=event.story_id)
    again = sheet.fresh(ground, text, slugline=slugline)
    again.words.initial["desk"] = desk.pk
    card = checks.of_new(desk, text, now=now) if is_check else None
    return _new_page(request, again, refusals, card, status=422 if refusals else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Write a new text of a story, over the text that the person began from."""
    found = story_of(member, story_id, instant.now())
    if request.method == "POST":
        return _save(request, member, found)
    if not moves.may_save(found):
        messages.warning(request, _("This text can’t be changed now by you: see what is open to you below."))
        return redirect("desk_story", story_id=story_id)
    return page(request, found, _unsaved(request, found) or _over_head(found, *_newest(found)))


def _save(request: HttpRequest, member: Member, found: Situation) -> HttpResponseBase:
    typed = sheet.typed(request, sheet.ground_of(found, locking.base_of(found, request.POST.get("base"))))
    if not typed.is_valid():
        return page(request, found, typed, status=422)
    text, refusals = typed.text(by=member.user, now=found.now)
    slugline, version = typed.words.typed_slugline(), typed.words.cleaned_data["version"]
    if refusals:
        return page(request, found, again(found, typed, text), refusals, status=422)
    try:
        event = _write(
            request, story=found.story, version=version, by=member.user, now=found.now, text=text, slugline=slugline
        )
    except TextRefused as refusal:
        return _kept_aside(request, member, found, text, slugline, refusal)
    except WorkflowError as refusal:
        status = 403 if isinstance(refusal, NotYours) else 422
        return page(request, found, again(found, typed, text), [str(refusal)], status=status)
    return _saved(request, found, event)


def _write(request: HttpRequest, **typed: Any) -> Event | None:
    """Save what was typed; a button beside a style finding takes its suggestion with it."""
    mark = request.POST.get("take")
    return actions.take(mark=mark, **typed) if mark else actions.save(**typed)


def _saved(request: HttpRequest, found: Situation, event: Event | None) -> HttpResponseBase:
    messages.success(request, _("Saved.") if event else _("Nothing was changed."))
    locking.saved(request, found)
    name = "desk_edit" if {"go_on", "take"} & set(request.POST) else "desk_story"
    return redirect(name, story_id=found.story.pk)


def _kept_aside(
    request: HttpRequest, member: Member, found: Situation, text: Text, slugline: str, refusal: TextRefused
) -> HttpResponseBase:
    """Show both texts and where the refused one is kept; a stale one may be saved again over the newest."""
    newest = story_of(member, found.story.pk, instant.now())
    kept = refusal.kept
    assert kept is not None, "a refused text is always kept"  # noqa: S101
    conflict = Conflict(str(refusal), kept, newest.head, differences.between(newest.head, kept))
    if not isinstance(refusal, StaleSave) or not moves.may_save(newest):
        actions.leave(story=found.story, by=member.user, page=locking.page_of(request))
        return render(request, "workflow/frozen.html", {"found": newest, "conflict": conflict}, status=409)
    return page(request, newest, _over_head(newest, text, slugline), conflict=conflict, status=409)


def _over_head(found: Situation, text: Text, slugline: str) -> Sheet:
    """Show a text to be saved over the newest one."""
    ground = sheet.ground_of(found, found.head)
    return sheet.fresh(ground, text, slugline=slugline, version=found.story.version, base=found.head.pk)


def again(found: Situation, typed: Sheet, text: Text) -> Sheet:
    """Show a text again that could not be saved, with the pictures that came in, over what it began from."""
    asked = typed.words.cleaned_data
    ground = Ground(typed.words.before, slugline=found.article.slugline, has_aired=found.has_aired)
    return sheet.fresh(
        ground, text, slugline=typed.words.typed_slugline(), version=asked["version"], base=asked["base"]
    )


def _newest(found: Situation) -> tuple[Text, str]:
    return drafting.text_of(found.head), found.article.slugline


def _unsaved(request: HttpRequest, found: Situation) -> Sheet | None:
    """Show a text again that this person did not save, over the one that it began from."""
    kept = locking.kept(request, found)
    if kept is None:
        return None
    ground = sheet.ground_of(found, locking.base_of(found, str(kept.base)))
    return sheet.fresh(ground, kept.text, slugline=kept.slugline, version=kept.version, base=kept.base)


def _desks(member: Member) -> Any:
    return member.user.desks.filter(is_active=True).distinct()


def page(
    request: HttpRequest,
    found: Situation,
    shown: Sheet,
    problems: Sequence[str] = (),
    *,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "found": found,
        "sheet": shown,
        "problems": problems,
        "conflict": conflict,
        "presence": locking.presence(request, found),
        "checks": checks.of_text(found, shown.shown) if shown.shown else None,
    }
    return render(request, "workflow/edit.html", context, status=status)


def _new_page(
    request: HttpRequest,
    shown: Sheet,
    problems: Sequence[str] = (),
    card: checks.Card | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    context = {"sheet": shown, "problems": problems, "checks": card}
    return render(request, "workflow/edit.html", context, status=status)
