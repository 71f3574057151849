"""What desks tell each other about a story; readers never see it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import drafting
from workflow.actions.move import attempt, move, record
from workflow.enums import Verb
from workflow.exceptions import Missing
from workflow.models import Event, Story

URGENCIES = range(1, 10)


def annotate(*, story: Story, version: int, by: User, now: datetime, urgency: int, ednote: str) -> Event:
    """Set the urgency (1 highest, 9 lowest) and the note to receiving desks."""
    with attempt(verb=Verb.ANNOTATE, story=story, version=version, by=by, now=now) as found:
        if urgency not in URGENCIES:
            raise Missing(_("Urgency goes from 1, the highest, to 9: %(given)s is none.") % {"given": urgency})
        drafting.check_field("ednote", ednote)
        move(found, Verb.ANNOTATE, urgency=urgency, ednote=ednote)
        return record(found, Verb.ANNOTATE, urgency=urgency, ednote=ednote)
