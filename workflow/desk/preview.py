"""The page as readers would see it, and the files of its pictures, for people who may read the story before them."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import instant, preview, stored_files
from articles.exceptions import ArticleError
from articles.models import Picture, Rendition
from articles.models.picture import originals, renditions
from articles.views import page as public_page
from workflow.desk import shown_pictures
from workflow.desk.entrance import Member, for_members, story_of
from workflow.desk.record import revision_of

UNSEEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@require_safe
@for_members
def page(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show the newest text, or another one of this story, on the public page."""
    found = story_of(member, story_id, instant.now())
    revision = revision_of(found, request.GET["revision"]) if "revision" in request.GET else found.head
    edition = found.airtime.on_air
    try:
        context = preview.page_context(revision, picture_address=shown_pictures.address, now=found.now, edition=edition)
    except ArticleError as refusal:
        return render(request, "workflow/no_preview.html", {"found": found, "refusal": refusal}, status=422)
    response = public_page("articles/article.html", context)
    for name, value in UNSEEN.items():
        response.headers[name] = value
    return response


@require_safe
@for_members
def picture_file(_request: HttpRequest, _member: Member, token: str, name: str) -> HttpResponseBase:
    """Serve a file made from a picture to people of the desks, on air or not."""
    file = get_object_or_404(Rendition, picture__token=token, name=name)
    return stored_files.response(renditions(), str(file.file.name), content_type=file.mime_type)


@require_safe
@for_members
def original(_request: HttpRequest, _member: Member, token: str) -> HttpResponseBase:
    """Hand over the original as a download, so that no browser shows it as a page."""
    picture = get_object_or_404(Picture, token=token)
    named = {"as_attachment": True, "filename": picture.name, "content_type": "application/octet-stream"}
    return stored_files.response(originals(), str(picture.original.name), **named)
