"""The calendar behind a secret address, for a person's calendar program: no session, no cookie, nothing that writes."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import instant
from workflow import tokens
from workflow.calendar import ics, reads
from workflow.calendar.entries import Entry
from workflow.desk.calendar_items import address
from workflow.forms.calendar import CalendarFilter
from workflow.models import CalendarFeed, Desk
from workflow.outside import unseen

BEHIND, AHEAD = timedelta(days=30), timedelta(days=180)
MOST: Final = 2_000  # events
#: Programs come often: when one last came is noted no more exactly than this.
NOTED: Final = timedelta(minutes=1)


@unseen
@require_safe
def feed(_request: HttpRequest, token: str) -> HttpResponseBase:
    """Send what the owner of this address may read today; 404 for one that was revoked or never was."""
    found = CalendarFeed.objects.select_related("user").filter(token_sha256=tokens.sha256_of(token)).first()
    desks = _desks(found.user) if found else []
    if found is None or not desks:
        raise Http404
    now = instant.now()
    lately = Q(read_at=None) | Q(read_at__lte=now - NOTED)
    CalendarFeed.objects.filter(lately, pk=found.pk).update(read_at=now)
    written = ics.write(
        ((entry, address(entry)) for entry in _entries(found, desks, now)),
        name=_("%(site)s: calendar") % {"site": settings.SITE_NAME},
        site_url=settings.SITE_URL,
        zone=settings.NEWSROOM_TIME_ZONE,
        now=now,
    )
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="newsroom.ics"'
    return response


def _entries(found: CalendarFeed, desks: list[Desk], now: datetime) -> list[Entry]:
    """Read what the address is for: nothing, where that is of a desk or a person that its owner reads no more."""
    asked, keys = CalendarFilter(QueryDict(found.query), desks=desks), [desk.pk for desk in desks]
    if not asked.is_valid():
        return []
    shown = reads.find(start=now - BEHIND, end=now + AHEAD, desks=keys, asked=asked.asked(), now=now, most=MOST)
    nearest = sorted(shown.entries, key=lambda entry: abs(entry.at - now))[:MOST]
    return sorted(nearest, key=lambda entry: entry.order)


def _desks(user: User) -> list[Desk]:
    """Return the desks that the person reads now; none for an account that was shut."""
    if not user.is_active:
        return []
    return list(Desk.objects.filter(memberships__user=user).order_by(F("name"), "pk").distinct())
