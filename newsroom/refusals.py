"""What is turned away before any page looks at it."""

from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.defaults import bad_request

NUL = "\0"


def refuse_nul(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 400 to an address that holds a NUL: it names nothing, and PostgreSQL fails on the question."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info or NUL in unquote(request.META.get("QUERY_STRING", "")):
            return bad_request(request, BadRequest())
        return answer(request)

    return middleware
