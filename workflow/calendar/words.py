"""What a plan clashes with, said to people."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.calendar.clashes import Crowd, Plan, Window


def of_crowd(crowd: Crowd) -> str:
    """Name the other urgent stories around one."""
    named = ", ".join(_named(plan) for plan in crowd.named)
    if rest := crowd.count - len(crowd.named):
        more = ngettext("and %(count)d more", "and %(count)d more", rest) % {"count": rest}
        named = f"{named} {more}"
    return _("less than 15 minutes from another urgent story: %(others)s") % {"others": named}


def of_window(window: Window) -> str:
    return _("in the blackout “%(name)s”, until %(end)s") % {"name": window.name, "end": _time(window.ends_at)}


def of_holiday(name: str) -> str:
    return _("on a public holiday: %(name)s") % {"name": name}


def of_plan(crowd: Crowd | None, windows: Iterable[Window], holiday: str = "") -> list[str]:
    """Say all that a plan runs into."""
    said = [of_crowd(crowd)] if crowd else []
    said += [of_window(window) for window in windows]
    return [*said, of_holiday(holiday)] if holiday else said


def _named(plan: Plan) -> str:
    said = {"story": plan.name, "urgency": plan.urgency, "at": f"{_local(plan.at):%H:%M}"}
    return _("“%(story)s” at %(at)s, urgency %(urgency)d") % said


def _time(at: datetime) -> str:
    return f"{_local(at):%H:%M %Z}"


def _local(at: datetime) -> datetime:
    return at.astimezone(settings.NEWSROOM_TIME_ZONE)
