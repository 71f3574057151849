"""The shelf: prewritten stories that two people have to release before anybody can approve them."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from workflow import people
from workflow.actions.move import attempt, move, record
from workflow.enums import Verb
from workflow.exceptions import Missing, NotNow, NotYours
from workflow.models import Event, Story
from workflow.permissions import Standing, allows
from workflow.situation import Situation


def shelve(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Put a story on the shelf: an obituary, an embargo pack. The database approves nothing that is there."""
    with attempt(verb=Verb.SHELVE, story=story, version=version, by=by, now=now) as found:
        if found.story.shelved_at is not None:
            raise NotNow(_("The story is on the shelf already."))
        if not reason.strip():
            raise Missing(_("Say what the story waits for: it stays on the record."))
        move(found, Verb.SHELVE, shelved_at=now)
        return record(found, Verb.SHELVE, reason=reason)


def release(*, story: Story, version: int, by: User, now: datetime, reason: str = "") -> Event:
    """Give one of the two releases; the second, by somebody else, takes the story off the shelf."""
    with attempt(verb=Verb.RELEASE, story=story, version=version, by=by, now=now) as found:
        if found.story.shelved_at is None:
            raise NotNow(_("The story is not on the shelf."))
        if found.story.released_by_id == by.pk:
            raise NotYours(_("You released it already: somebody else has to do so, too."))
        is_second = _has_first_release(found)
        if is_second:
            move(found, Verb.RELEASE, released_by=None, shelved_at=None)
        else:
            move(found, Verb.RELEASE, released_by=by)
        return record(found, Verb.RELEASE, reason=reason, is_off_the_shelf=is_second or None)


def _has_first_release(found: Situation) -> bool:
    """Say whether somebody released the story who could still do so today: who left the desk counts no more."""
    roles = people.roles_on(found.story.desk_id, user_id=found.story.released_by_id)
    return allows(Verb.RELEASE, Standing(roles, is_own=False))
