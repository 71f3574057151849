"""What desks tell each other about a story; readers never see it."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import drafting
from workflow.actions.move import attempt, move, record
from workflow.enums import AiUse, Flag, Verb
from workflow.exceptions import Missing, NotYours
from workflow.models import Event, Story
from workflow.permissions import Who
from workflow.review import four_eyes
from workflow.situation import Situation

URGENCIES = range(1, 10)


def annotate(*, story: Story, version: int, by: User, now: datetime, urgency: int, ednote: str) -> Event:
    """Set the urgency (1 highest, 9 lowest) and the note to receiving desks."""
    with attempt(verb=Verb.ANNOTATE, story=story, version=version, by=by, now=now) as found:
        if urgency not in URGENCIES:
            raise Missing(_("Urgency goes from 1, the highest, to 9: %(given)s is none.") % {"given": urgency})
        drafting.check_field("ednote", ednote)
        move(found, Verb.ANNOTATE, urgency=urgency, ednote=ednote)
        return record(found, Verb.ANNOTATE, urgency=urgency, ednote=ednote)


def declare(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    flags: Collection[str] = (),
    sources: str = "",
    ai_use: str = "",
) -> Event:
    """Say what care the story needs, who its sources are, and how far a machine made it.

    Anybody who may write it may raise a flag; taking one off is for editors who did not write it, since a
    stage may hang on it.
    """
    with attempt(verb=Verb.DECLARE, story=story, version=version, by=by, now=now) as found:
        if unknown := sorted(set(flags) - set(Flag.values)) or (
            [ai_use] if ai_use and ai_use not in AiUse.values else []
        ):
            raise Missing(
                _("There is no “%(given)s” to choose: choose one from the list.") % {"given": unknown[0][:40]}
            )
        drafting.check_field("ednote", sources)
        if set(found.story.flags) - set(flags):
            _check_may_unflag(found, by)
        kept = [flag for flag in Flag.values if flag in flags]
        move(found, Verb.DECLARE, flags=kept, sources=sources, ai_use=ai_use)
        found.story.flags = kept
        found.forget("text")
        return record(found, Verb.DECLARE, flags=kept, sources=sources, ai_use=ai_use)


def _check_may_unflag(found: Situation, by: User) -> None:
    """Let nobody get their own copy past a look that hangs on a flag."""
    if Who.EDITOR not in found.standing.who:
        raise NotYours(_("Taking a flag off is for editors of the desk."))
    if not found.text.is_alone and by.pk in four_eyes.everybody(found.contributors):
        raise NotYours(_("You contributed to this text: another editor has to take a flag off."))
