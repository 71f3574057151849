"""The page behind a review link, for a lawyer or a source: no account, no cookie, nothing but this one text.

Whoever has the address is let in, so it is a secret, and the secret is all that a form here could be forged with: a
token against forgery would add a cookie and no safety.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import gallery, instant, preview, stored_files
from articles.exceptions import ArticleError
from articles.models import Rendition
from articles.models.picture import renditions
from articles.views import page as without_request
from workflow import actions, review_links
from workflow.actions.sharing import TooManyVisits
from workflow.exceptions import LinkIsDead, QuoteIsTwice, WorkflowError
from workflow.forms.conversation import OutsideForm
from workflow.forms.errors import errors_by_field
from workflow.models import ReviewLink

UNSEEN = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class PictureAddress:
    """Where the pictures of a text are fetched by those who have its link."""

    token: str

    def __call__(self, picture: str, name: str) -> str:
        return reverse("review_picture", args=[self.token, picture, name])


def unseen(view: View) -> View:
    """Tell caches, robots and other sites nothing, and answer for a dead link as for one that never was."""

    @wraps(view)
    def answer(request: HttpRequest, **captured: str) -> HttpResponseBase:
        try:
            response = view(request, **captured)
        except (LinkIsDead, Http404):
            response = without_request("404.html", {}, status=404)
        except TooManyVisits:
            response = without_request("429.html", {}, status=429)
        for name, value in UNSEEN.items():
            response.headers[name] = value
        return response

    return answer


@csrf_exempt
@unseen
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the text that a link is for; take a comment on it."""
    now = instant.now()
    link = actions.visit(token=token, now=now, address=_address(request), agent=request.headers.get("User-Agent", ""))
    if request.method != "POST":
        return _page(link, token, now, OutsideForm(auto_id="say-%s"), has_said="said" in request.GET)
    form = OutsideForm(request.POST, auto_id="say-%s")
    if not form.is_valid():
        return _page(link, token, now, form, status=422)
    try:
        actions.comment_from_outside(link=link, now=now, **form.arguments())
    except LinkIsDead:
        raise
    except QuoteIsTwice as twice:
        form.ask_which(twice.places)
        return _page(link, token, now, form, [str(twice)], status=422)
    except WorkflowError as refusal:
        return _page(link, token, now, form, [str(refusal)], status=409)
    return HttpResponseRedirect(f"{reverse('review', args=[token])}?said#said")


@unseen
@require_safe
def picture_file(_request: HttpRequest, token: str, picture: str, name: str) -> HttpResponseBase:
    """Serve a file of a picture that the text shows which the link is for, and of no other."""
    link, now = review_links.of_token(token), instant.now()
    if link is None or review_links.is_dead(link, now=now):
        raise LinkIsDead
    shown = gallery.keys_in(review_links.shown(link).pk, now)
    file = get_object_or_404(Rendition, name=name, picture__token=picture, picture__in=shown)
    return stored_files.response(renditions(), str(file.file.name), content_type=file.mime_type)


def _page(
    link: ReviewLink,
    token: str,
    now: datetime,
    form: OutsideForm,
    problems: tuple[str, ...] | list[str] = (),
    *,
    has_said: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "link": link,
        "form": form,
        "problems": problems,
        "errors": errors_by_field(form) if form.is_bound else (),
        "said": link.comments.select_related("thread").order_by("pk"),
        "has_said": has_said,
        "embargoes": review_links.embargoes_on(review_links.shown(link), link.story, now=now),
        **_text(link, token, now),
    }
    return without_request("workflow/outside.html", context, status=status)


def _text(link: ReviewLink, token: str, now: datetime) -> dict[str, Any]:
    try:
        return preview.page_context(review_links.shown(link), picture_address=PictureAddress(token), now=now)
    except ArticleError:
        return {"refusal": _("The text can’t be shown as a page just now: tell whoever sent you the link.")}


def _address(request: HttpRequest) -> str | None:
    """Return where the visitor comes from, as far as it can be trusted; behind a proxy it is what the proxy saw."""
    try:
        found = ip_address(get_adapter().get_client_ip(request).partition("%")[0])
    except (ValueError, PermissionDenied):
        return None
    return str(found)
