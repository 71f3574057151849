"""The buttons: one view for every verb, one call into `actions`, and the refusal in words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import instant
from workflow import actions
from workflow.desk import advice, checks, story
from workflow.desk.entrance import Member, for_members, number_in, story_of
from workflow.desk.refusals import status_of
from workflow.desk.story import Refused
from workflow.enums import Verb
from workflow.exceptions import WorkflowError
from workflow.forms.moves import MoveForm
from workflow.models import Desk, Event, Stage
from workflow.situation import Situation
from workflow.transitions import TABLE

#: A hold is the system's own.
VERBS = tuple(verb for verb in TABLE if verb is not Verb.HOLD)


@require_POST
@for_members
def move(request: HttpRequest, member: Member, story_id: int, verb: Verb) -> HttpResponseBase:
    """Try a move; show the story again with what was typed if it is refused."""
    found = story_of(member, story_id, instant.now())
    stage = _stage(found, request) if verb is Verb.SIGN else None
    form = MoveForm(request.POST, asked=story.describe(found, verb, stage_id=stage.pk if stage else None))
    if not form.is_valid():
        return _refuse(
            request, found, form, _("Something is missing or can’t be read: look at the marked fields."), 422
        )
    try:
        event = _act(found, member, verb, form, stage)
    except WorkflowError as refusal:
        now_found = story_of(member, story_id, instant.now())
        return _refuse(request, now_found, form, str(refusal), status_of(refusal))
    done = _("Done: %(what)s.") % {"what": event.get_verb_display()}
    messages.success(request, " ".join([done, *form.in_words()]))
    checks.warn(request, event)
    advice.of_move(request, member, event)
    return redirect("desk_story", story_id=story_id)


def _act(found: Situation, member: Member, verb: Verb, form: MoveForm, stage: Stage | None) -> Event:
    said: dict[str, Any] = form.arguments()
    if stage is not None:
        said["stage"] = stage
    if "desk" in said:
        said["desk"] = get_object_or_404(Desk, pk=said["desk"])
    event: Event = getattr(actions, verb.lower())(story=found.story, by=member.user, now=found.now, **said)
    return event


def _stage(found: Situation, request: HttpRequest) -> Stage:
    """Find a stage of the story's desk, or one that it owes elsewhere; any other does not exist here."""
    key = number_in(request.POST.get("stage"))
    owed = next((wait.stage for wait in found.waits if wait.stage_id == key), None)
    stage = owed or Stage.objects.filter(pk=key, desk=found.story.desk_id).first()
    if stage is None:
        raise Http404
    return stage


def _refuse(request: HttpRequest, found: Situation, form: MoveForm, message: str, status: int) -> HttpResponseBase:
    form.data = {**request.POST.dict(), "version": str(found.story.version)}
    refused = Refused(str(TABLE[form.asked.verb].label), message, form)
    return story.page(request, found, refused=refused, status=status)
