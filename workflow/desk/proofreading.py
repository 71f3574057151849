"""Going through a text with the checks beside it: look again, take a suggestion, let words stand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import instant
from workflow import actions
from workflow.desk import checks, editing, locking, sheet, story
from workflow.desk.entrance import Member, for_members, number_in, story_of
from workflow.desk.refusals import status_of
from workflow.exceptions import WorkflowError
from workflow.situation import Situation


@require_POST
@for_members
def check(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show the writing page again with what the checks find in the text that is typed; nothing is saved.

    `ignore` lets a mark's words stand first. With `?card` the answer is the card alone, for a script.
    """
    found = story_of(member, story_id, instant.now())
    ground = sheet.ground_of(found, locking.base_of(found, request.POST.get("base")))
    if "card" in request.GET:
        text, _slugline = sheet.so_far(request, ground)
        return render(request, "workflow/_checks.html", {"found": found, "checks": checks.of_text(found, text)})
    typed = sheet.typed(request, ground)
    if not typed.is_valid():
        return editing.page(request, found, typed, status=422)
    text, problems = typed.text(by=member.user, now=found.now)
    if mark := request.POST.get("ignore"):
        try:
            actions.ignore(story=found.story, by=member.user, now=found.now, mark=mark, text=text)
        except WorkflowError as refusal:
            problems.append(str(refusal))
    return editing.page(request, found, editing.again(found, typed, text), problems, status=422 if problems else 200)


@require_POST
@for_members
def take(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Write a rule's suggestion into the newest text."""
    found = story_of(member, story_id, instant.now())
    version = number_in(request.POST.get("version"))
    return _do(request, member, found, actions.take, _("Taken: the text is saved with it."), version=version)


@require_POST
@for_members
def ignore(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Let words of the newest text stand."""
    found = story_of(member, story_id, instant.now())
    return _do(request, member, found, actions.ignore, _("These words stand as they are."))


def _do(
    request: HttpRequest, member: Member, found: Situation, act: Callable[..., object], done: str, **more: Any
) -> HttpResponseBase:
    mark = request.POST.get("mark", "")
    try:
        act(story=found.story, by=member.user, now=found.now, mark=mark, **more)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return story.page(request, story_of(member, found.story.pk, instant.now()), status=status_of(refusal))
    messages.success(request, done)
    return redirect("desk_story", story_id=found.story.pk)
