"""What watchers ask: is the newsroom as it should be, and how is it in figures."""

from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.models import User
from django.db import Error as DatabaseFailure
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles import instant
from workflow import people
from workflow.watch import metrics, signs_of_life, watchdog

NOT_KEPT = {"Cache-Control": "no-store"}


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say which part is not as it should be, and nothing of why not. A silent beat takes no page from readers."""
    try:
        seen = watchdog.look(now=instant.now(), there_for=signs_of_life.uptime())
    except DatabaseFailure:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503, headers=NOT_KEPT)
    parts = watchdog.readiness(seen)
    is_ready = set(parts.values()) == {"ok"}
    said = {"status": "ok" if is_ready else "unavailable", "database": "ok", **parts}
    return JsonResponse(said, status=200 if is_ready else 503, headers=NOT_KEPT)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its figures. They count what is not public: to others there is no such page."""
    if not (_has_token(request) or _is_administrator(request)):
        raise Http404
    return HttpResponse(metrics.page(now=instant.now()), content_type=metrics.CONTENT_TYPE, headers=NOT_KEPT)


def _has_token(request: HttpRequest) -> bool:
    """Compare in a time that says nothing of how much of the token was right; without a token nobody has it."""
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN.encode()
    return bool(token) and scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token)


def _is_administrator(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and people.is_administrator(user)
