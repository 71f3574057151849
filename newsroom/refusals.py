"""What is turned away before any page looks at it."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.defaults import bad_request

Answer = Callable[[HttpRequest], HttpResponseBase]

NUL = "\0"


def refuse_nul(answer: Answer) -> Answer:
    """Answer 400 to an address or a cookie that holds a NUL: it names nothing, and PostgreSQL fails on the question."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        query = unquote(request.META.get("QUERY_STRING", ""))
        if any(NUL in said for said in (request.path_info, query, *request.COOKIES.values())):
            return bad_request(request, BadRequest())
        return answer(request)

    return middleware


def refuse_bulk(answer: Answer) -> Answer:
    """Answer 413 to more than its sender may bring, before a byte reaches the disk: only the desk takes files."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdecimal() and int(size) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and int(size) > _most_from(request):
            return HttpResponse(render_to_string("413.html"), status=413, headers={"Cache-Control": "no-store"})
        return answer(request)

    return middleware


def _most_from(request: HttpRequest) -> int:
    """Return how many bytes this person may send to this address."""
    may_send_files = request.path_info.startswith("/desk/") and request.user.is_authenticated
    return settings.UPLOAD_MAX_BYTES if may_send_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
