"""What somebody sets for themselves, and how a time that they type reads by the other clocks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflow import people
from workflow.desk.entrance import Member, for_members
from workflow.forms.own import SettingsForm
from workflow.times import readings, wall_time, zones

LONGEST = 64


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def settings(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show and keep a person's own time zone."""
    form = SettingsForm(request.POST if request.method == "POST" else None, initial={"zone": member.clock.chosen})
    if form.is_bound and form.is_valid():
        people.choose_zone(user=member.user, name=form.cleaned_data["zone"])
        messages.success(request, _("Your settings are kept."))
        return redirect("desk_settings")
    context = {"form": form, "member": member, "here": "settings"}
    return render(request, "workflow/settings.html", context, status=422 if form.is_bound else 200)


@require_safe
@for_members
def reading(request: HttpRequest, _member: Member) -> HttpResponseBase:
    """Say what other clocks show at a time that is being typed, or why it is none; by the rules that will count."""
    at, name = (request.GET.get(asked, "")[:LONGEST] for asked in ("at", "zone"))
    try:
        zone = zones.named(name)
        words = readings.elsewhere(wall_time.parse(at, zone=zone), typed_in=zone)
    except ValueError as refusal:
        words = str(refusal)
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
