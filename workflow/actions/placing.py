"""Where a story's review happens: another desk, or the newest stages of its own."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from workflow.actions.move import attempt, move, record
from workflow.enums import Verb
from workflow.exceptions import Missing, NotNow, NotYours
from workflow.models import Desk, Event, Story


def hand_over(*, story: Story, version: int, by: User, now: datetime, desk: Desk, reason: str) -> Event:
    """Give a story to another desk, whose stages it goes through from now on. It takes rights on both."""
    with attempt(verb=Verb.HAND_OVER, story=story, version=version, by=by, now=now) as found:
        before = found.story.desk
        if not reason.strip():
            raise Missing(_("Say why: it stays on the record."))
        check_desk_may_take(desk, here_id=before.pk, by=by)
        move(found, Verb.HAND_OVER, desk=desk, stage_set=desk.stage_set, package=None)
        found.story.desk, found.story.stage_set = desk, desk.stage_set
        found.forget("asked", "text")
        return record(found, Verb.HAND_OVER, reason=reason, desk_before=before.name, desk_after=desk.name)


def restage(*, story: Story, version: int, by: User, now: datetime, reason: str) -> Event:
    """Move a story in review to its desk's newest stages; what was signed counts where the same look is asked."""
    with attempt(verb=Verb.RESTAGE, story=story, version=version, by=by, now=now) as found:
        newest = found.story.desk.stage_set
        if found.story.stage_set == newest:
            raise NotNow(_("The story is under the desk's newest stages already."))
        if not reason.strip():
            raise Missing(_("Say why: it stays on the record."))
        before = found.story.stage_set
        move(found, Verb.RESTAGE, stage_set=newest)
        found.story.stage_set = newest
        found.forget("asked", "text")
        return record(found, Verb.RESTAGE, reason=reason, set_before=before, set_after=newest)


def check_desk_may_take(desk: Desk, *, here_id: int, by: User) -> None:
    """Refuse a desk that is closed, is this one, or is not this person's to give work to."""
    if desk.pk == here_id or not desk.is_active:
        raise Missing(_("Choose another desk that is open."))
    if not Desk.objects.run_by(by).filter(pk=desk.pk).exists():
        raise NotYours(_("This takes an editor or a publisher on %(desk)s, too, and you are none.") % {"desk": desk})
