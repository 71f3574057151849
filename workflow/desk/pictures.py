"""The picture library: what is there."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.enums import MADE_WITH_AI
from articles.models import Picture
from articles.querysets import licensed
from workflow.actions.many_pictures import MOST
from workflow.desk import shown_pictures
from workflow.desk.entrance import Member, for_members
from workflow.desk.paging import BoundedPaginator
from workflow.forms.library import LibraryFilter, is_on_air

PAGE_SIZE = 48


@require_safe
@for_members
def library(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List the pictures, newest first, as they are asked for."""
    narrowing = LibraryFilter(request.GET)
    page = BoundedPaginator(found_by(narrowing, member), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "here": "pictures",
        "filter": narrowing,
        "page": page,
        "pictures": shown_pictures.of(page.object_list),
        "made_with_ai": MADE_WITH_AI,
        "most": MOST,
    }
    return render(request, "workflow/pictures.html", context)


def found_by(narrowing: LibraryFilter, member: Member) -> "QuerySet[Picture]":
    """Return what was asked for, newest first, with what a card says of each."""
    found = narrowing.narrow(Picture.objects.all(), by=member.user, now=member.now)
    marked = found.annotate(is_on_air=is_on_air(member.now), is_licensed=licensed(member.now))
    return marked.order_by("-pk")
