"""What every answer of the site has in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse

Answer = Callable[[HttpRequest], HttpResponseBase]


def head_without_body(get_response: Answer) -> Answer:
    """Answer HEAD with the headers of GET and no body (RFC 9110, 9.3.2), which Django leaves to the server."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
        return response

    return answer


def private_unless_told(get_response: Answer) -> Answer:
    """Let no cache keep an answer that does not say for itself how long it may be kept: accounts, errors, redirects."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
