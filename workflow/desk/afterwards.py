"""What became of a story since the time at which the desk looks at it."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Edition
from workflow.enums import Verb
from workflow.models import Event


@dataclass(frozen=True, slots=True)
class Afterwards:
    """When a story that readers saw was withdrawn, left the air or changed; None for what did not happen."""

    withdrawn_at: datetime | None
    ended_at: datetime | None
    changed_at: datetime | None


def of(path: str, *, since: datetime, now: datetime) -> Afterwards:
    """Look up, in two indexed reads, what readers of the story at this address know of by now."""
    kills = Event.objects.filter(story__article__path=path, verb=Verb.KILL, at__gt=since, at__lte=now)
    aired = Edition.objects.aired(now).filter(article__path=path).order_by("-goes_live_at", "-id")
    goes_live_at, ends_at = aired.values_list("goes_live_at", "ends_at").first() or (since, None)
    return Afterwards(
        withdrawn_at=kills.order_by("at", "pk").values_list("at", flat=True).first(),
        ended_at=ends_at if ends_at and ends_at <= now else None,
        changed_at=goes_live_at if goes_live_at > since else None,
    )
