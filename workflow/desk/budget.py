"""The budget: what the desks plan, and every deed upon one line of it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import instant
from workflow import actions
from workflow.budget import dates, deeds
from workflow.budget.dates import Planned
from workflow.budget.deeds import DEEDS, Deed, FoundLine
from workflow.desk import budget_lines, record
from workflow.desk.entrance import Member, for_members
from workflow.desk.refusals import status_of
from workflow.enums import Resolution
from workflow.exceptions import WorkflowError
from workflow.forms.budget import NewLineForm
from workflow.forms.budget_deeds import FORMS, DeedForm
from workflow.forms.budget_filter import BudgetFilter
from workflow.forms.errors import errors_by_field
from workflow.models import Assignment, Desk, Event

PAGE_SIZE = 60
SPANS = ((Resolution.DAY, lazy("Day")), (Resolution.WEEK, lazy("Week")), (Resolution.MONTH, lazy("Month")))


@dataclass(frozen=True, slots=True)
class Refused:
    """A deed that was not done: what was asked, and why not."""

    label: str
    message: str
    form: DeedForm

    @property
    def errors(self) -> list[tuple[str, str]]:
        return errors_by_field(self.form)


@require_safe
@for_members
def lines(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show the lines of this person's desks by planned date."""
    now = instant.now()
    narrowing = BudgetFilter(request.GET, desks=member.desks)
    span = narrowing.span(now)
    readable = Assignment.objects.readable_by(member.user)
    found = narrowing.narrow(readable, user=member.user, now=now).by_planned_date()
    page = Paginator(budget_lines.lean(found), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "here": "budget",
        "filter": narrowing,
        "span": budget_lines.in_words(span) if span else "",
        "times": _other_times(narrowing, span) if span else [],
        "page": page,
        "groups": list(budget_lines.groups(page.object_list, member, now=now)),
        "query": narrowing.query(),
        "shows_desk": len(member.desks) > 1,
        "may_plan": Desk.objects.run_by(member.user).exists(),
    }
    return render(request, "workflow/budget.html", context, status=200 if narrowing.is_valid() else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Plan a line for one of the desks where this person may."""
    desks = Desk.objects.run_by(member.user)
    form = NewLineForm(request.POST if request.method == "POST" else None, desks=desks)
    problems = []
    if form.is_valid():
        said = form.cleaned_data
        try:
            event = actions.plan(
                desk=said["desk"], by=member.user, now=instant.now(), plan=form.plan(), reporter=said["reporter"]
            )
        except WorkflowError as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, _("The line stands in the budget."))
            return redirect("desk_budget_line", line_id=event.assignment_id)
    may_plan = desks.exists()
    status = 403 if not may_plan else 422 if request.method == "POST" else 200
    errors = errors_by_field(form)
    context = {"here": "budget", "form": form, "errors": errors, "problems": problems, "may_plan": may_plan}
    return render(request, "workflow/budget_new.html", context, status=status)


@require_safe
@for_members
def line(request: HttpRequest, member: Member, line_id: int) -> HttpResponseBase:
    """Show one line, and what is open to this person."""
    return _page(request, member, _line_of(member, line_id))


@require_POST
@for_members
def do(request: HttpRequest, member: Member, line_id: int, name: str) -> HttpResponseBase:
    """Try a deed; show the line again with what was typed if it is refused."""
    found = _line_of(member, line_id)
    form = FORMS[name](request.POST, deed=DEEDS[name], found=found)
    if not form.is_valid():
        told = _("Something is missing or can’t be read: look at the marked fields.")
        return _refuse(request, member, found, form, told, 422)
    try:
        event: Event = getattr(actions, name)(line=found.line, by=member.user, now=found.now, **form.arguments())
    except WorkflowError as refusal:
        return _refuse(request, member, _line_of(member, line_id), form, str(refusal), status_of(refusal))
    messages.success(request, _("Done: %(what)s.") % {"what": event.get_verb_display()})
    if name == "start":
        return redirect("desk_story", story_id=event.story_id)
    return redirect("desk_budget_line", line_id=line_id)


def _line_of(member: Member, line_id: int) -> FoundLine:
    """Look at a line of this person's desks; any other does not exist for them."""
    if not Assignment.objects.readable_by(member.user).filter(pk=line_id).exists():
        raise Http404
    return deeds.look(line_id=line_id, by=member.user, now=instant.now())


def _page(
    request: HttpRequest, member: Member, found: FoundLine, *, refused: Refused | None = None, status: int = 200
) -> HttpResponseBase:
    offered = [_form(deed, found, refused) for deed in deeds.available(found)]
    events = Event.objects.filter(assignment=found.line).select_related("by").order_by("-pk")[: record.NEWEST]
    context = {
        "here": "budget",
        "row": budget_lines.row(found.line, member, now=found.now),
        "forms": offered,
        "refused": refused,
        "is_offered": refused is not None and refused.form in offered,
        "events": list(map(record.line, events)),
    }
    return render(request, "workflow/budget_line.html", context, status=status)


def _form(deed: Deed, found: FoundLine, refused: Refused | None) -> DeedForm:
    if refused is not None and refused.form.deed == deed:
        return refused.form
    return FORMS[deed.name](deed=deed, found=found)


def _refuse(
    request: HttpRequest, member: Member, found: FoundLine, form: DeedForm, message: str, status: int
) -> HttpResponseBase:
    form.data = {**request.POST.dict(), "version": str(found.line.version)}
    return _page(request, member, found, refused=Refused(str(form.deed.label), message, form), status=status)


def _other_times(narrowing: BudgetFilter, span: Planned) -> list[dict[str, Any]]:
    """Return the ways to another time: a shorter or longer one, the one before, the one after."""
    zone = settings.NEWSROOM_TIME_ZONE
    spans = [(label, dates.holding(span.at, which, zone=zone)) for which, label in SPANS]
    around = [(_("Earlier"), dates.before(span, zone=zone)), (_("Later"), dates.after(span, zone=zone))]
    return [
        {"label": label, "query": narrowing.query(when=other), "is_here": other == span}
        for label, other in [*spans, *around]
    ]
