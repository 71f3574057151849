"""Times that were typed before the rules of their zones changed: the instants stand, and somebody has to look."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Edition
from workflow.models import Preferences
from workflow.times import readings, wall_time, zones

TIMES = ("goes_live_at", "expires_at")


def of_plans(*, now: datetime) -> Iterator[str]:
    """Yield one sentence for each time to come that was typed as something which now names another one, or none."""
    ahead = Edition.objects.filter(Q(goes_live_at__gt=now) | Q(expires_at__gt=now), as_typed__isnull=False)
    rows = ahead.select_related("article").defer("body_html").order_by("goes_live_at", "pk")
    for edition in rows.iterator(chunk_size=500):
        for name in TIMES:
            at = getattr(edition, name)
            if at is not None and at > now and (sentence := _difference(edition, name, at)):
                yield sentence


def of_people() -> Iterator[str]:
    """Yield one sentence for each person whose own zone no longer exists."""
    chosen = Preferences.objects.exclude(time_zone="").filter(user__is_active=True).select_related("user")
    for one in chosen.order_by("user").iterator(chunk_size=500):
        if not zones.is_known(one.time_zone):
            yield _("%(who)s: the zone %(zone)s no longer exists; they see the newsroom's clock and are told so.") % {
                "who": one.user.email,
                "zone": one.time_zone,
            }


def _difference(edition: Edition, name: str, at: datetime) -> str:
    typed = wall_time.read_kept(edition.as_typed, name)
    if typed is None or not wall_time.differs(at, typed):
        return ""
    now_named = [readings.in_words(one) for one in typed.instants()] or [_("no time at all")]
    return _("Story %(id)s (%(slugline)s): %(name)s %(at)s was typed as %(typed)s, by today's rules %(now)s.") % {
        "id": edition.article.public_id,
        "slugline": edition.article.slugline,
        "name": name,
        "at": readings.in_words(at),
        "typed": readings.as_typed(typed),
        "now": _(" or ").join(now_named),
    }
