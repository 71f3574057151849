"""What a person was told, and which mails they want."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflow import deliveries
from workflow.deliveries import inbox as told
from workflow.deliveries import letters, parcels
from workflow.deliveries.inbox import UnreadFirst
from workflow.desk.entrance import Member, for_members, number_in
from workflow.desk.paging import BOUND, BoundedPaginator
from workflow.forms.notifications import MailChoices
from workflow.models import Delivery, Event

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that this person was told."""

    delivery: Delivery
    name: str
    what: str
    place: str

    @property
    def event(self) -> Event:
        return self.delivery.event


@require_safe
@for_members
def inbox(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List what this person was told, unread first."""
    own = told.inbox(member.user).select_related(*parcels.OF_EVENTS)
    lines_of: Any = UnreadFirst(own, bound=BOUND)
    page = BoundedPaginator(lines_of, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [_line(one) for one in page.object_list]
    newest = max((line.delivery.pk for line in lines if line.delivery.read_at is None), default=0)
    context = {"page": page, "lines": lines, "newest": newest, "here": "inbox"}
    return render(request, "workflow/inbox.html", context)


def _line(delivery: Delivery) -> Line:
    event = delivery.event
    return Line(delivery, letters.name_of(event), letters.what_of(event), letters.place_of(event))


@require_POST
@for_members
def read(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Note that one was read, or all that were there when the page was shown."""
    if "up_to" in request.POST:
        deliveries.mark_all_read(user=member.user, up_to=number_in(request.POST["up_to"]), now=member.now)
    else:
        key = number_in(request.POST.get("delivery"))
        deliveries.mark_read(user=member.user, delivery_id=key, now=member.now)
    return redirect("desk_inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def notifications(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show and keep which mails this person wants, and when."""
    chosen = told.choices_of(member.user)
    form = MailChoices(request.POST if request.method == "POST" else None, chosen=chosen)
    if form.is_bound and form.is_valid():
        deliveries.choose(user=member.user, choices=form.cleaned_data)
        messages.success(request, _("Your choices are kept."))
        return redirect("desk_notifications")
    context: dict[str, Any] = {"form": form, "here": "inbox"}
    return render(request, "workflow/notifications.html", context, status=422 if form.is_bound else 200)
