"""The one conditional change that everything done to a budget line goes through."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from workflow.actions import unfit
from workflow.budget import deeds
from workflow.budget.deeds import DEEDS, FoundLine
from workflow.enums import Verb
from workflow.exceptions import Missing, MovedMeanwhile, NotNow
from workflow.models import Assignment, Desk, Event, Story
from workflow.people import name_of, roles_on


@contextmanager
def attempt(name: str, *, line: Assignment, version: int, by: User, now: datetime) -> Iterator[FoundLine]:
    """Open a transaction around one deed, look at the line afresh, and refuse what the table refuses."""
    with in_words(), transaction.atomic():
        found = deeds.look(line_id=line.pk, by=by, now=now)
        refused = deeds.refusal(DEEDS[name], found)
        if found.standing.may_read and found.line.version != version:
            refused = who_was_first(found.line)
        if refused:
            raise refused
        yield found


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database or a writer of articles refuses into a refusal that is fit to show."""
    try:
        with unfit.refused():
            yield
    except IntegrityError as refusal:
        if "assignment" in str(refusal) and "story" in str(refusal):
            raise NotNow(_("That story has another budget line already.")) from refusal
        raise


def change(found: FoundLine, **fields: Any) -> None:
    """Compare the version in the UPDATE's own WHERE and raise it; zero rows says who was first."""
    rows = Assignment.objects.filter(pk=found.line.pk, version=found.line.version)
    if not rows.update(version=F("version") + 1, **fields):
        raise who_was_first(found.line)
    found.line.version += 1
    for name, value in fields.items():
        setattr(found.line, name, value)


def record(found: FoundLine, verb: Verb, *, story: Story | None = None, **facts: Any) -> Event:
    """Write the Event; on the record of the line's story, too, if its desk has one, whose status it leaves as it is."""
    story_id = story.pk if story else found.line.story_id
    status = _status_under_lock(story_id, desk_id=found.line.desk_id) if story_id else ""
    return Event.objects.create(
        assignment=found.line,
        story_id=story_id if status else None,
        verb=verb,
        at=found.now,
        by=found.by,
        status_before=status,
        status_after=status,
        facts={name: value for name, value in facts.items() if value not in (None, "", {})},
    )


def who_was_first(line: Assignment) -> MovedMeanwhile:
    """Say who changed the line since, and how, by its last Event."""
    last = Event.objects.select_related("by").filter(assignment=line).order_by("-pk").first()
    who = name_of(last.by) if last and last.by else _("The system")
    return MovedMeanwhile(
        _("%(who)s was first (%(what)s): look at the line as it is now, then decide again.")
        % {"who": who, "what": last.get_verb_display() if last else _("changed")}
    )


def check_member(person: User, desk: Desk) -> None:
    """Refuse to give a line to somebody who could not work on it."""
    if not roles_on(desk.pk, user_id=person.pk):
        raise Missing(
            _("%(who)s is not an active member of %(desk)s: choose somebody who is.")
            % {"who": name_of(person), "desk": desk}
        )


def _status_under_lock(story_id: int, *, desk_id: int) -> str:
    """Keep others from moving the story until this Event is written, so that the record replays.

    Empty for a story of another desk: what is said about a line is for the line's desk alone.
    """
    rows = Story.objects.select_for_update().filter(pk=story_id, desk=desk_id)
    return rows.values_list("status", flat=True).first() or ""
