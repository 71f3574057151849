"""After a missed window: readers may have seen the story, and somebody has to say what becomes of it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from workflow.actions.move import attempt, move, record
from workflow.enums import Verb
from workflow.exceptions import Missing, NotNow
from workflow.models import Event, Story


def decide(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Take the mark off a story whose window was missed; it airs again only by a revision."""
    with attempt(verb=Verb.DECIDE, story=story, version=version, by=by, now=now) as found:
        if found.story.missed_at is None:
            raise NotNow(_("Its window was not missed, or somebody decided upon that already."))
        if not reason.strip():
            raise Missing(_("Say what was decided: it stays on the record."))
        missed_at = found.story.missed_at
        move(found, Verb.DECIDE, missed_at=None)
        return record(found, Verb.DECIDE, reason=reason, planned_at=missed_at)
