"""The calendar as programs read it (RFC 5545): names of stories and their times, and nothing of their text."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.utils.translation import gettext as _

from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.calendar.entries import AIRINGS, Entry, Kind
from workflow.enums import Status

PRODUCT: Final = "-//Newsroom//Calendar//EN"
#: How often a program may come again.
REFRESH: Final = timedelta(minutes=15)
#: What no text may hold, or what programs read otherwise; a newline would be allowed, and means nothing in a name.
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")


def write(entries: Iterable[tuple[Entry, str]], *, name: str, site_url: str, zone: ZoneInfo, now: datetime) -> bytes:
    """Write entries with the paths of their pages."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    host = urlsplit(site_url).hostname or "localhost"
    for entry, path in entries:
        calendar.add_component(_event(entry, f"{site_url}{path}", host, zone, now))
    return bytes(calendar.to_ical())


def uid(entry: Entry, host: str) -> str:
    """Name a plan, the same however often it is moved: what a story airs first, second, … has a name each."""
    kind = Kind.AIR if entry.kind in AIRINGS else entry.kind
    return f"{kind.value}-{entry.line_id or entry.public_id or 'picture'}-{entry.lineage}@{host}"


def plain(words: str) -> str:
    """Put a name on one line."""
    return CONTROL.sub(" ", words).strip()


def _event(entry: Entry, url: str, host: str, zone: ZoneInfo, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid(entry, host))
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("sequence", entry.version)
    event.add("summary", plain(f"{entry.name} ({_what(entry)})"))
    event.add("description", plain(_facts(entry)))
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if entry.kind in {Kind.LINE, Kind.HELD} else "CONFIRMED")
    if entry.is_exact:
        event.add("dtstart", entry.at.replace(microsecond=0))
    else:
        planned = Planned(entry.at, entry.resolution)
        event.add("dtstart", entry.day(zone))
        event.add("dtend", dates.end_of(planned, zone=zone).astimezone(zone).date())
    return event


def _what(entry: Entry) -> str:
    if entry.is_plan or entry.kind not in AIRINGS:
        return str(entry.kind.label)
    return _("%(what)s, on air") % {"what": entry.kind.label}


def _facts(entry: Entry) -> str:
    said = [entry.desk, entry.section, str(Status(entry.status).label) if entry.status else ""]
    said.append(_("urgency %(urgency)d") % {"urgency": entry.urgency} if entry.urgency else "")
    return ", ".join(word for word in said if word)
