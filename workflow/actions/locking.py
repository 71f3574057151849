"""Who is editing: a courtesy among colleagues. A save asks none of this, and nothing here changes a text.

Each function takes the story's row first, so that no two of them wait for each other in a circle.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import drafting
from articles.exceptions import ArticleError
from articles.models import Revision
from workflow import permissions, unsaved
from workflow.actions.beside import beside, note
from workflow.enums import Verb
from workflow.exceptions import MovedMeanwhile, NotNow, NotYours
from workflow.models import EditingLock, Event, Story
from workflow.people import name_of
from workflow.situation import Situation
from workflow.unsaved import Unsaved

#: How long a page counts as open that was never heard of again: without scripts, none is.
PAGE_LASTS = timedelta(minutes=15)
#: The same once a page was heard of: several beats, so that a slow line or a sleeping window ends nothing.
BEAT_LASTS = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Editing:
    """Who holds a story, as one person's page finds it; `unsaved` is that person's own, the newest first."""

    own: EditingLock
    holder: EditingLock

    @property
    def is_mine(self) -> bool:
        return self.holder.pk == self.own.pk

    @property
    def unsaved(self) -> list[Unsaved]:
        return unsaved.all_of(self.own.unsaved)


def open_for_editing(*, story: Story, by: User, now: datetime, session_key: str = "") -> Editing:
    """Take the story for editing if nobody holds it; the page opens either way."""
    with beside(verb=Verb.TAKE_OVER, story=story, by=by, now=now) as found:
        _check_may_write(found)
        EditingLock.objects.filter(story=story, lapses_at__lte=now, unsaved=[]).delete()
        return _hold_if_free(found, _presence(found, by, session_key, PAGE_LASTS))


def heartbeat(*, story: Story, by: User, now: datetime, session_key: str = "", typed: Unsaved | None = None) -> Editing:
    """Hear that a page is still open, and keep what was typed in it; a text that nobody changed is not kept."""
    with beside(verb=Verb.TAKE_OVER, story=story, by=by, now=now) as found:
        _check_may_write(found)
        return _hold_if_free(found, _presence(found, by, session_key, BEAT_LASTS, typed))


def take_over(*, story: Story, by: User, now: datetime, holder_id: int, session_key: str = "") -> Event:
    """Take the editing from whom the person saw holding it; what they typed and did not save becomes side texts."""
    with beside(verb=Verb.TAKE_OVER, story=story, by=by, now=now) as found:
        _check_may_write(found)
        held = EditingLock.objects.filter(story=story).held(now).first()
        if held is None or held.user_id != holder_id or held.user_id == by.pk:
            raise MovedMeanwhile(_said_of(held, by))
        kept, left = _kept_beside(found, held)
        EditingLock.objects.filter(pk=held.pk).update(taken_at=None, unsaved=left)
        _hold_if_free(found, _presence(found, by, session_key, PAGE_LASTS))
        facts: dict[str, Any] = {"taken_from": name_of(held.user), "taken_from_id": held.user_id}
        return note(found, Verb.TAKE_OVER, **facts, side_texts=[revision.pk for revision in kept])


def leave(*, story: Story, by: User, page: str = "") -> None:
    """Free the story, and forget what this page held: it was saved, or kept beside."""
    with transaction.atomic():
        _forget(story, by, page, taken_at=None)
        EditingLock.objects.filter(story=story, user=by, unsaved=[]).delete()


def forget(*, story: Story, by: User, page: str) -> None:
    """Forget what this page held, and go on editing."""
    with transaction.atomic():
        _forget(story, by, page)


def sign_out(*, session_key: str) -> None:
    """Free all that a session was editing; what was not saved waits for its owner."""
    with transaction.atomic():
        left = EditingLock.objects.filter(session_key=session_key).exclude(session_key="")
        left.filter(unsaved=[]).delete()
        left.update(taken_at=None)


def _check_may_write(found: Situation) -> None:
    if found.status not in permissions.SAVE:
        raise NotNow(_("The text is frozen: the story is %(status)s.") % {"status": found.status.label})
    if not permissions.may_save(found.status, found.standing):
        raise NotYours(_("This text is not yours to change while it is %(status)s.") % {"status": found.status.label})


def _presence(
    found: Situation, by: User, session_key: str, lasts: timedelta, typed: Unsaved | None = None
) -> EditingLock:
    """Note that this person has the page open, and what it holds; a turn that lapsed has to be taken again."""
    lapses_at = found.now + lasts
    own, is_new = EditingLock.objects.select_for_update().get_or_create(
        story=found.story, user=by, defaults={"session_key": session_key, "lapses_at": lapses_at}
    )
    if typed is not None:
        kept = unsaved.without_page(own.unsaved, typed.page)
        own.unsaved = unsaved.with_page(kept, typed) if _differs(found, typed) else kept
    if not is_new and own.lapses_at <= found.now:
        own.taken_at = None
    own.session_key, own.lapses_at = session_key, lapses_at
    own.save(update_fields=["unsaved", "taken_at", "session_key", "lapses_at"])
    return own


def _hold_if_free(found: Situation, own: EditingLock) -> Editing:
    locks = EditingLock.objects.filter(story=found.story)
    holder = locks.held(found.now).first()
    if holder is None:
        locks.exclude(taken_at=None).update(taken_at=None)
        own.taken_at = found.now
        own.save(update_fields=["taken_at"])
        holder = own
    return Editing(own, holder)


def _forget(story: Story, by: User, page: str, **changes: Any) -> None:
    own = EditingLock.objects.select_for_update().filter(story=story, user=by).first()
    if own is not None:
        left = unsaved.without_page(own.unsaved, page)
        EditingLock.objects.filter(pk=own.pk).update(unsaved=left, **changes)


def _differs(found: Situation, typed: Unsaved) -> bool:
    """Say whether somebody changed anything of what their page began from."""
    base = _base(found, typed)
    return typed.text != drafting.text_of(base) or typed.slugline != found.article.slugline


def _base(found: Situation, typed: Unsaved) -> Revision:
    if typed.base == found.head.pk:
        return found.head
    return found.article.revisions.filter(pk=typed.base).first() or found.head


def _kept_beside(found: Situation, held: EditingLock) -> tuple[list[Revision], list[dict[str, Any]]]:
    """Make side texts of what their writer has not saved; return those, and what can be kept for its writer only."""
    kept: list[Revision] = []
    left: list[dict[str, Any]] = []
    for one in reversed(unsaved.all_of(held.unsaved)):
        text = replace(one.text, source=_base(found, one).source)
        try:
            revision = drafting.compose(article=found.article, text=text, by=held.user, now=found.now)
        except ArticleError:
            left.append(one.written())
            continue
        if revision.part_hashes != found.head.part_hashes:
            drafting.keep(revision=revision, text=text)
            kept.append(revision)
    return kept, left


def _said_of(held: EditingLock | None, by: User) -> str:
    """Say why there is nothing to take from whom somebody saw there."""
    if held is None:
        return _("Nobody is editing the story any more: open it, and it is yours to edit.")
    if held.user_id == by.pk:
        return _("You are editing the story already.")
    return _("%(who)s took over the editing meanwhile: look again, then decide.") % {"who": name_of(held.user)}
