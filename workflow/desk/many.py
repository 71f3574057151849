"""One move of many stories: chosen in a list, asked once, and followed on a page of its own until it is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import instant
from workflow import actions
from workflow.actions.bulk import MOST
from workflow.desk import advice
from workflow.desk.entrance import Member, for_members
from workflow.desk.lists import STORIES
from workflow.desk.refusals import status_of
from workflow.enums import Verb
from workflow.exceptions import WorkflowError
from workflow.forms.lists import ListFilter
from workflow.forms.many import CHOICES, ManyForm, Pairs, pairs_in, written
from workflow.models import BulkItem, BulkMove, Story

#: Sluglines shown before somebody decides, and refusals shown after.
MOST_SHOWN = 200
#: Of one's own moves of many stories, the newest.
MOST_MOVES = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bulk move is."""

    total: int
    done: int
    refused: int

    @property
    def moved(self) -> int:
        return self.done - self.refused


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def many(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Ask what the move of the chosen stories needs; with `go_on`, note it and show how far it is.

    Without a choice, list one's own: whoever left the page of one finds its refusals again.
    """
    if request.method != "POST":
        return _own_moves(request, member)
    move = request.POST.get("move", "")
    if move not in dict(CHOICES):
        raise BadRequest
    if "go_on" not in request.POST:
        return _ask(request, member, ManyForm(move=move, stories=written(_chosen(request, member))))
    form = ManyForm(request.POST, move=move, stories=request.POST.get("stories", ""))
    if not form.is_valid():
        return _ask(request, member, form, status=422)
    try:
        return _act(request, member, form)
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, member, form, status=status_of(refusal))


@require_safe
@for_members
def progress(request: HttpRequest, member: Member, bulk_id: int) -> HttpResponseBase:
    """Show how far it is, and every refusal with its reason."""
    found = _own(member, bulk_id)
    refused = found.items.exclude(refusal="").select_related("story__article").order_by("pk")
    context = {
        "bulk_move": found,
        "progress": _progress_of([found])[found.pk],
        "refused": [_seen(item, member) for item in refused[:MOST_SHOWN]],
        "most": MOST_SHOWN,
    }
    return render(request, "workflow/bulk.html", context)


@require_POST
@for_members
def stop(_request: HttpRequest, member: Member, bulk_id: int) -> HttpResponseBase:
    """Let it go no further."""
    actions.stop(bulk_move=_own(member, bulk_id), by=member.user, now=instant.now())
    return redirect("desk_bulk", bulk_id)


def _chosen(request: HttpRequest, member: Member) -> Pairs:
    """Return the stories that were ticked, or with `all` every one of the list as it is narrowed, as they are now."""
    if "all" not in request.POST:
        try:
            return pairs_in(",".join(request.POST.getlist("story")))
        except ValueError:
            raise BadRequest from None
    listing = STORIES.get(request.POST.get("list", ""))
    if listing is None:
        raise BadRequest
    narrowing = ListFilter(QueryDict(request.POST.get("query", "")), desks=member.desks)
    return list(narrowing.narrow(listing.stories(member)).values_list("pk", "version")[: MOST + 1])


def _ask(request: HttpRequest, member: Member, form: ManyForm, *, status: int = 200) -> HttpResponseBase:
    try:
        pairs = pairs_in(str(form["stories"].value() or ""))
    except ValueError:
        raise BadRequest from None
    shown = Story.objects.readable_by(member.user).filter(pk__in=[key for key, _version in pairs[:MOST_SHOWN]])
    context = {"form": form, "stories": shown.select_related("article"), "count": len(pairs), "most": MOST_SHOWN}
    return render(request, "workflow/many.html", context, status=status)


def _act(request: HttpRequest, member: Member, form: ManyForm) -> HttpResponseBase:
    said, pairs, now = form.arguments(), form.cleaned_data["stories"], instant.now()
    if not form.is_package:
        asked = actions.ask_for_many(verb=Verb(form.asked.verb), stories=pairs, by=member.user, now=now, said=said)
        return redirect("desk_bulk", asked.pk)
    stories = _seen_stories(member, pairs)
    package = actions.schedule_together(stories=stories, by=member.user, now=now, **said)
    count = len(pairs)
    message = ngettext("“%(package)s”: %(count)d story planned.", "“%(package)s”: %(count)d stories planned.", count)
    messages.success(request, message % {"package": package, "count": count})
    planned = [story for story, _version in stories]
    advice.warn(request, member, str(package), planned, said["goes_live_at"])
    return redirect("desk_scheduled")


def _seen_stories(member: Member, pairs: Pairs) -> list[tuple[Story, int]]:
    """Return the stories with the versions that were seen; any that this person may not read does not exist."""
    readable = Story.objects.readable_by(member.user).select_related("article")
    found = readable.in_bulk([key for key, _version in pairs])
    if any(key not in found for key, _version in pairs):
        raise Http404
    return [(found[key], version) for key, version in pairs]


def _own_moves(request: HttpRequest, member: Member) -> HttpResponseBase:
    moves = member.user.bulk_moves.all()[:MOST_MOVES]
    far = _progress_of(moves)
    return render(request, "workflow/bulk_moves.html", {"moves": [(one, far[one.pk]) for one in moves]})


def _own(member: Member, bulk_id: int) -> BulkMove:
    found = BulkMove.objects.filter(pk=bulk_id, by=member.user).first()
    if found is None:
        raise Http404
    return found


def _progress_of(moves: Iterable[BulkMove]) -> dict[int, Progress]:
    """Say of each how far it is; one read."""
    items = BulkItem.objects.filter(bulk_move__in=[one.pk for one in moves]).order_by().values_list("bulk_move")
    counts = items.annotate(total=Count("pk"), done=Count("done_at"), refused=Count("pk", filter=~Q(refusal="")))
    return {key: Progress(*rest) for key, *rest in counts}


def _seen(item: BulkItem, member: Member) -> dict[str, Any]:
    """Name a refused story, unless it has left this person's desks since."""
    is_readable = item.story.desk_id in member.roles
    return {"story": item.story if is_readable else None, "refusal": item.refusal if is_readable else _("not yours")}
