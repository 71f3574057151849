"""The picture library: what is there, what it says of each, and taking in more."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from articles import instant, pictures
from articles.models import Picture
from workflow.desk import sheet, shown_pictures
from workflow.desk.entrance import Member, for_members
from workflow.forms.pictures import PictureForm, UploadForm
from workflow.models import Story

PAGE_SIZE = 48
MOST_STORIES = 20


@require_safe
@for_members
def library(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List the pictures, newest first."""
    stored = Picture.objects.select_related("uploaded_by").order_by("-pk")
    own = "own" in request.GET
    page = Paginator(stored.filter(uploaded_by=member.user) if own else stored, PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "pictures": shown_pictures.of(page.object_list), "own": own, "form": UploadForm()}
    return render(request, "workflow/pictures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def upload(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Take files in as private originals; those that are no pictures are named with the reason."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "workflow/upload.html", {"form": form}, status=422 if request.method == "POST" else 200)
    taken, refusals = sheet.take_in(form.cleaned_data["pictures"], by=member.user, now=instant.now())
    if refusals:
        context = {"form": UploadForm(), "refusals": refusals, "pictures": shown_pictures.of(taken)}
        return render(request, "workflow/upload.html", context, status=422)
    count = len(taken)
    messages.success(
        request, ngettext("%d picture is in the library.", "%d pictures are in the library.", count) % count
    )
    return redirect("desk_picture", taken[0].token) if count == 1 else redirect("desk_pictures")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def picture(request: HttpRequest, member: Member, token: str) -> HttpResponseBase:
    """Show one picture with what is known of it; its words there reach new texts only."""
    found = get_object_or_404(Picture.objects.select_related("uploaded_by"), token=token)
    words = {name: getattr(found, name) for name in PictureForm.base_fields}
    form = PictureForm(request.POST if request.method == "POST" else None, initial=words)
    if request.method == "POST" and form.is_valid():
        pictures.describe(picture=found, by=member.user, now=instant.now(), **form.words(words))
        messages.success(request, _("Saved: new texts start from these words."))
        return redirect("desk_picture", token)
    context = {
        "shown": shown_pictures.of([found])[0],
        "form": form,
        "stories": _stories(member, found),
    }
    return render(request, "workflow/picture.html", context, status=422 if request.method == "POST" else 200)


def _stories(member: Member, found: Picture) -> list[Story]:
    """Return the newest of this person's stories whose newest text uses the picture."""
    users = Story.objects.readable_by(member.user).filter(article__head__picture_uses__picture=found)
    return list(users.select_related("article").distinct().order_by("-changed_at")[:MOST_STORIES])
