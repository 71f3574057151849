"""The picture library: what is there."""

from collections.abc import Iterable
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
from workflow.desk.paging import BOUND, BoundedPaginator
from workflow.forms.library import LibraryFilter, is_on_air

PAGE_SIZE = 48


#: What a card shows of a picture; the rest of it is not read.
ON_A_CARD = (
    *("token", "name", "headline", "width", "height", "credit_line", "digital_source_type", "rendered_at"),
    "failed_reason",
)


@require_safe
@for_members
def library(request: HttpRequest, member: Member) -> HttpResponseBase:
    """List the pictures, newest first, as they are asked for; one look finds the keys, another one a page of cards."""
    narrowing = LibraryFilter(request.GET)
    keys = list(found_by(narrowing, member)[: BOUND + 1])
    page = BoundedPaginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "here": "pictures",
        "filter": narrowing,
        "page": page,
        "pictures": shown_pictures.of(_cards(page, member)),
        "made_with_ai": MADE_WITH_AI,
        "most": MOST,
    }
    return render(request, "workflow/pictures.html", context)


def found_by(narrowing: LibraryFilter, member: Member) -> "QuerySet[Picture, int]":
    """Return the keys of what was asked for, newest first."""
    found = narrowing.narrow(Picture.objects.all(), by=member.user, now=member.now)
    return found.order_by("-pk").values_list("pk", flat=True)


def _cards(keys: Iterable[int], member: Member) -> "QuerySet[Picture]":
    """Read what a card says of each."""
    marked = Picture.objects.annotate(is_on_air=is_on_air(member.now), is_licensed=licensed(member.now))
    return marked.filter(pk__in=keys).only(*ON_A_CARD).order_by("-pk")
