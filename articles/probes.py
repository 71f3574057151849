"""What machines ask of the site: is it up, what may be crawled."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /admin/\nDisallow: /accounts/\n"
NOT_KEPT = {"Cache-Control": "no-store"}


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is up."""
    return JsonResponse({"status": "ok"}, headers=NOT_KEPT)


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})
