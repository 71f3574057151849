"""Texts that come back, go away, or are dropped: revise, drop an update, spike, restore."""

from datetime import datetime

from django.contrib.auth.models import User

from articles import drafting
from workflow.actions.move import attempt, move, record
from workflow.enums import Status, Verb
from workflow.models import Event, Story
from workflow.review import waits


def revise(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Open a published story for an update or a correction; what is on air stays."""
    with attempt(verb=Verb.REVISE, story=story, version=version, by=by, now=now) as found:
        move(found, Verb.REVISE, missed_at=None)
        return record(found, Verb.REVISE)


def drop_update(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Give up an update: the last aired text is the newest again, and the dropped one is kept beside it."""
    with attempt(verb=Verb.DROP_UPDATE, story=story, version=version, by=by, now=now) as found:
        aired, dropped = found.airtime.aired, found.head
        assert aired is not None, "the transition table asks for an aired story"  # noqa: S101
        move(found, Verb.DROP_UPDATE, held_reason="")
        drafting.set_head(article=found.article, revision=aired.revision)
        waits.forgive(found)
        waits.owe_to_what_is_on_air(found)
        return record(found, Verb.DROP_UPDATE, revision=aired.revision, dropped_revision=dropped.pk)


def spike(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Put away a story that never aired; restoring brings it back to where it was."""
    with attempt(verb=Verb.SPIKE, story=story, version=version, by=by, now=now) as found:
        move(found, Verb.SPIKE, spiked_from=found.status)
        waits.forgive(found)
        return record(found, Verb.SPIKE)


def restore(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Bring a spiked story back to where it was."""
    with attempt(verb=Verb.RESTORE, story=story, version=version, by=by, now=now) as found:
        move(found, Verb.RESTORE, to=Status(found.story.spiked_from), spiked_from="")
        spiked = found.story.events.filter(verb=Verb.SPIKE).latest("pk")
        waits.owe_again(found, forgiven_at=spiked.at)
        return record(found, Verb.RESTORE)
