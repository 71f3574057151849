"""The newsroom's addresses, and before them a page that costs nothing to make."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path

from newsroom import urls

handler404 = urls.handler404


@cache
def _constant(size: int) -> bytes:
    return b"x" * size


def constant(_request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(_constant(size))


urlpatterns = [path("constant/<int:size>/", constant), *urls.urlpatterns]
