"""What happened to a picture of the library, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.enums import DigitalSourceType
from articles.models import Picture
from workflow.actions.picture_words import label
from workflow.desk import picture_rights, record
from workflow.desk.entrance import Member
from workflow.desk.record import EventLine
from workflow.enums import Verb
from workflow.forms.crops import percent
from workflow.models import Event

NEWEST = 50
#: Of one text, in the record; the whole of it stays in the Event.
LONGEST = 300


def section(_member: Member, found: Picture) -> dict[str, Any]:
    """Return what the end of `picture.html` shows."""
    return {"events": newest(found), "newest": NEWEST}


def newest(found: Picture) -> list[EventLine]:
    """Return the newest Events, and one more than the page shows if there are more; two queries."""
    events = list(Event.objects.filter(picture=found).select_related("by").order_by("-pk")[: NEWEST + 1])
    names = picture_rights.names_in(event.facts.get("rights", {}) for event in events)
    return [_line(event, names) for event in events]


def _line(event: Event, names: Mapping[str, str]) -> EventLine:
    """Put an Event of a picture in words: of changed words, what stood there and what stands there since."""
    if event.verb == Verb.SET_RIGHTS:
        rights = picture_rights.changes(event.facts.get("rights", {}), names)
        return EventLine(event, [*((name, _arrow(*both)) for name, *both in rights), *record.line(event).facts])
    if event.verb != Verb.DESCRIBE:
        return record.line(event)
    told = event.facts.get("words", {})
    said: list[tuple[str | Promise, str]] = [(capfirst(label(field)), _change(*both)) for field, both in told.items()]
    if moved := event.facts.get("focus"):
        said.append((_("Focal point"), _change(*(" ".join(map(percent, point)) for point in moved))))
    return EventLine(event, [*said, *record.line(event).facts])


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say of each field of `after` what stands there before it and what then."""
    return [(capfirst(label(field)), _change(before[field], text)) for field, text in after.items()]


def _change(before: Any, after: Any) -> str:
    return _arrow(_shown(before), _shown(after))


def _arrow(before: str, after: str) -> str:
    return _("%(before)s → %(after)s") % {"before": before, "after": after}


def _shown(value: Any) -> str:
    if not value:
        return _("nothing")
    words = ", ".join(value) if isinstance(value, list) else str(value)
    if words in DigitalSourceType:
        return str(DigitalSourceType(words).label)
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"
