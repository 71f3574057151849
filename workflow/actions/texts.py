"""Save: a text is refused or kept, never overwritten."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import drafting
from articles.drafting import Text
from articles.models import Revision
from workflow import permissions, situation
from workflow.actions import unfit
from workflow.actions.beside import look_under_lock
from workflow.actions.creating import note_contributors
from workflow.actions.move import check_may_read, record, why_it_did_not_move
from workflow.enums import Verb
from workflow.exceptions import StaleSave, TextIsFrozen, TextRefused
from workflow.models import Event, Story
from workflow.review import four_eyes
from workflow.situation import Situation


def save(
    *,
    story: Story,
    version: int,
    by: User | None,
    now: datetime,
    text: Text,
    slugline: str | None = None,
    original_date: datetime | None = None,
    verb: Verb = Verb.SAVE,
) -> Event | None:
    """Make this text the newest one; None when it changes nothing. An import brings the original date again, too.

    Raises `StaleSave` when the story changed since it was opened and `TextIsFrozen` when this text may not change now;
    in both cases the text is kept as a side revision first.
    """
    with unfit.refused(), transaction.atomic():
        found = situation.look(story_id=story.pk, by=by, now=now)
        check_may_read(found)
        refused = _refusal(found, version) is not None
        outcome = (
            _set_aside(found, version, text, slugline)
            if refused
            else _save(found, version, text, slugline, original_date, verb)
        )
    if isinstance(outcome, TextRefused):
        raise outcome
    return outcome


def set_aside(*, story: Story, by: User | None, now: datetime, text: Text, reason: str) -> Event:
    """Keep a text beside the newest one: for an import that meets a story which people have changed."""
    with unfit.refused(), transaction.atomic():
        found = look_under_lock(story_id=story.pk, by=by, now=now)
        check_may_read(found)
        revision = drafting.compose(article=found.article, text=text, by=by, now=now)
        return _keep_beside(found, revision, text, reason)


def _refusal(found: Situation, version: int) -> TextRefused | None:
    """Say why this text can't be the newest one, or None."""
    if found.status not in permissions.SAVE:
        return TextIsFrozen(
            _("The text is frozen: the story is %(status)s.") % {"status": found.status.label}, kept=None
        )
    if found.by is not None and not permissions.may_save(found.status, found.standing):
        return TextIsFrozen(
            _("This text is not yours to change while it is %(status)s.") % {"status": found.status.label}, kept=None
        )
    if found.story.version != version:
        reason = why_it_did_not_move(story_id=found.story.pk, verb=Verb.SAVE)
        return StaleSave(str(reason), kept=None, current=found.head)
    return None


def _save(
    found: Situation, version: int, text: Text, slugline: str | None, original_date: datetime | None, verb: Verb
) -> Event | TextRefused | None:
    before = found.head
    revision = drafting.compose(article=found.article, text=text, by=found.by, now=found.now)
    has_new_file = verb is Verb.IMPORT and revision.source != before.source
    is_new = revision.part_hashes != before.part_hashes or has_new_file
    is_renamed = slugline is not None and slugline != found.article.slugline
    dates = _other_dates(found, original_date) if verb is Verb.IMPORT else {}
    if not is_new and not is_renamed and not dates:
        return None
    rows = Story.objects.filter(pk=found.story.pk, version=found.story.version, status=found.story.status)
    releases = _releases_of_the_text_before(found) if is_new else {}
    if not rows.update(version=F("version") + 1, changed_at=found.now, **releases):
        return _set_aside(found, version, text, slugline)
    if slugline is not None and is_renamed:
        drafting.rename(article=found.article, slugline=slugline)
    if is_new:
        drafting.keep(revision=revision, text=text)
        drafting.set_head(article=found.article, revision=revision)
        note_contributors([(found.story, revision)], found.by)
        found.forget("contributors", "text")
    if dates:
        drafting.redate(article=found.article, original_date=original_date)
    parts = four_eyes.changed_parts(before, found.head)
    return record(
        found,
        verb,
        parts=parts,
        slugline=slugline if is_renamed else None,
        release_taken_back=bool(releases) or None,
        **dates,
    )


def _other_dates(found: Situation, original_date: datetime | None) -> dict[str, Any]:
    """Say for the record how the original date changes; nothing where it does not."""
    before = found.article.original_date
    if before == original_date:
        return {}
    dates = {"original_date_before": before, "original_date": original_date}
    return {name: date.isoformat() for name, date in dates.items() if date is not None}


def _releases_of_the_text_before(found: Situation) -> dict[str, None]:
    """Take the first release of a shelved story back: both people have to release the same text."""
    return {"released_by": None} if found.story.released_by_id is not None else {}


def _set_aside(seen: Situation, version: int, text: Text, slugline: str | None) -> TextRefused | None:
    """Keep what was typed beside the newest text, and say so on the record; nothing else changes, no version rises.

    None when a stale page holds the newest text to the letter: a button pressed twice is no conflict.
    """
    found = look_under_lock(story_id=seen.story.pk, by=seen.by, now=seen.now)
    refusal = _refusal(found, version)
    assert refusal is not None, "a version never falls, so what was refused once is refused still"  # noqa: S101
    revision = drafting.compose(article=found.article, text=text, by=found.by, now=found.now)
    is_same = revision.part_hashes == found.head.part_hashes and slugline in (None, found.article.slugline)
    if isinstance(refusal, StaleSave) and is_same:
        return None
    refusal.kept = _keep_beside(found, revision, text, reason=str(refusal)).revision
    return refusal


def _keep_beside(found: Situation, revision: Revision, text: Text, reason: str) -> Event:
    drafting.keep(revision=revision, text=text)
    return record(found, Verb.SET_ASIDE, revision=revision, reason=reason)
