"""Taking pictures in: the form, each file that a browser sends by itself, and what it asks before and after."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from articles import instant
from articles.models import Picture
from articles.pictures import likeness, recognising
from workflow.desk import intake, shown_pictures
from workflow.desk.entrance import Member, for_members
from workflow.desk.intake import Intake
from workflow.forms.errors import errors_by_field
from workflow.forms.pictures import UploadForm

MOST_ASKED = 300  # hashes a minute by one person
MOST_FOLLOWED = 10  # pictures in one question after how far they are
TAKEN, THERE_ALREADY, REFUSED, STORE_IS_AWAY = 201, 200, 422, 503


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def upload(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Take files in as private originals; those that are no pictures are named with the reason.

    A script that asks for JSON gets the same in it, so that each file may be a request of its own.
    """
    by_script = request.headers.get("Accept") == "application/json"
    if request.method != "POST":
        return _page(request, UploadForm(), status=200)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused_form(form) if by_script else _page(request, form, status=REFUSED)
    taken = intake.take_in(form.cleaned_data["pictures"], by=member.user, now=instant.now())
    if by_script:
        return _as_json(taken)
    return _page(request, UploadForm(), taken, status=_status(taken)) if taken.refusals else _on(request, taken)


@require_safe
@for_members
def known(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Say whether the library has the bytes with this SHA-256, so that nobody sends them again."""
    digest = request.GET.get("sha256", "")
    if not recognising.DIGEST.fullmatch(digest):
        return JsonResponse({"said": _("A SHA-256 has 64 digits, 0 to 9 and a to f.")}, status=400)
    if _asks_too_often(member):
        return JsonResponse({"said": _("These are very many questions: wait a minute.")}, status=429)
    same = recognising.known(digest)
    return JsonResponse({"picture": _told(same, is_new=False) if same else None})


@require_safe
@for_members
def state(request: HttpRequest, member: Member) -> HttpResponseBase:  # noqa: ARG001
    """Say of some pictures how far their files are; of those that are ready, what looks the same."""
    asked = request.GET.getlist("token")[:MOST_FOLLOWED]
    found = Picture.objects.filter(token__in=asked).order_by("pk")
    return JsonResponse({"pictures": [_followed(shown) for shown in shown_pictures.of(found)]})


def _page(request: HttpRequest, form: UploadForm, taken: Intake | None = None, *, status: int) -> HttpResponseBase:
    context = {
        "here": "pictures",
        "form": form,
        "most_bytes": settings.PICTURE_MAX_BYTES,
        "refusals": taken and taken.refusals,
        "pictures": taken and list(taken),
    }
    return render(request, "workflow/upload.html", context, status=status)


def _on(request: HttpRequest, taken: Intake) -> HttpResponseBase:
    """Lead on to what was taken in, and say what the library had already."""
    count, there = len(taken.pictures), len(taken.known)
    messages.success(
        request, ngettext("%d picture is in the library.", "%d pictures are in the library.", count) % count
    )
    if there:
        messages.info(
            request, ngettext("%d of them was there already.", "%d of them were there already.", there) % there
        )
    return redirect("desk_picture", taken.pictures[0].token) if count == 1 else redirect("desk_pictures")


def _as_json(taken: Intake) -> JsonResponse:
    said = {"pictures": [_told(picture, is_new=is_new) for picture, is_new in taken], "refusals": taken.refusals}
    return JsonResponse(said, status=_status(taken))


def _refused_form(form: UploadForm) -> JsonResponse:
    return JsonResponse({"pictures": [], "refusals": [said for _field, said in errors_by_field(form)]}, status=REFUSED)


def _status(taken: Intake) -> int:
    if taken.refusals:
        return STORE_IS_AWAY if taken.store_is_away else REFUSED
    return TAKEN if len(taken.known) < len(taken.pictures) else THERE_ALREADY


def _told(picture: Picture, *, is_new: bool) -> dict[str, Any]:
    address = reverse("desk_picture", args=[picture.token])
    return {"token": picture.token, "name": picture.name, "address": address, "is_new": is_new}


def _followed(shown: shown_pictures.ShownPicture) -> dict[str, Any]:
    picture = shown.picture
    is_ready = picture.rendered_at is not None
    return {
        **_told(picture, is_new=False),
        "is_done": is_ready or bool(picture.failed_reason),
        "failed": picture.failed_reason,
        "small": shown.address,
        "alike": [_told(other, is_new=False) for other in likeness.alike(picture)] if is_ready else [],
    }


def _asks_too_often(member: Member) -> bool:
    """Count what a person asks in a minute; a courtesy among colleagues, so that two counters may miss each other."""
    key = f"hashes-asked:{member.user.pk}:{int(member.now.timestamp() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        return bool(cache.incr(key) > MOST_ASKED)
    except ValueError:  # thrown out of the cache in between
        return False
