"""The one conditional move that every verb goes through."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from articles import editions
from articles.exceptions import ArticleError, SlugTaken
from articles.instant import DatabaseNow
from articles.keys import Among
from articles.models import Edition, Revision
from workflow import announcements, faults, people, permissions, situation
from workflow.enums import ANNOUNCEMENTS, BESIDE_THE_MOVES, Status, Verb
from workflow.exceptions import AlreadyOnAir, Embargoed, MovedMeanwhile, NotNow, NotYours, WorkflowError
from workflow.models import Event, Story
from workflow.review import waits
from workflow.situation import Situation
from workflow.transitions import TABLE, Needs, Transition

#: So shortly before its time a plan is left alone: what is decided now may be committed when readers see it already.
LAST_MOMENT = timedelta(seconds=2)


@contextmanager
def attempt(*, verb: Verb, story: Story, version: int, by: User | None, now: datetime) -> Iterator[Situation]:
    """Open a transaction around one verb, look at the story afresh, and refuse what the tables refuse.

    What comes out of the database's own guards is turned into the same refusals in words.
    """
    try:
        with transaction.atomic():
            found = situation.look(story_id=story.pk, by=by, now=now)
            if by is not None:
                check_permission(verb, found)
            _lock_package(found)
            if found.story.version != version:
                raise why_it_did_not_move(story_id=story.pk, verb=verb)
            if found.is_unrecorded and not TABLE[verb].changes_plan:
                found = _record_what_aired(found, verb)
            _check_transition(TABLE[verb], found)
            yield found
    except IntegrityError as refusal:
        raise _in_words(refusal) from refusal
    except ArticleError as refusal:
        raise NotNow(str(refusal)) from refusal


def move(found: Situation, verb: Verb, *, to: Status | None = None, **fields: Any) -> None:
    """Compare version and status in the UPDATE's own WHERE and set new ones; zero rows is a refusal with its why."""
    row = TABLE[verb]
    rows = Story.objects.filter(pk=found.story.pk, version=found.story.version, status=found.story.status)
    if row.changes_plan:
        due = _unannounced(DatabaseNow() + LAST_MOMENT, article=OuterRef("article"))
        rows = rows.exclude(Exists(due))
    status = to or row.to or found.status
    if not rows.update(status=status, version=F("version") + 1, changed_at=found.now, **fields):
        raise why_it_did_not_move(story_id=found.story.pk, verb=verb)
    found.story.status = status
    found.story.version += 1


def record(
    found: Situation,
    verb: Verb,
    *,
    edition: Edition | None = None,
    written: list[Edition] | None = None,
    taken_back_id: int | None = None,
    planned_at: datetime | None = None,
    revision: Revision | None = None,
    **facts: Any,
) -> Event:
    """Write the Event of a move, with every edition that it wrote as it stands now; settle what the story waits for."""
    if verb is Verb.SIGN or Status.IN_REVIEW in {found.status, found.status_before}:
        waits.settle(found)
    journal = [editions.as_recorded(one) for one in written or []]
    if taken_back_id is not None:
        journal.append({"id": taken_back_id, "taken_back": True})
    if journal:
        facts["editions"] = journal
    return Event.objects.create(
        story=found.story,
        verb=verb,
        at=found.now,
        by=found.by,
        status_before=found.status_before,
        status_after=found.story.status,
        revision=revision or found.head,
        edition=edition,
        planned_at=planned_at,
        facts={name: value for name, value in facts.items() if value not in (None, "")},
    )


def why_it_did_not_move(*, story_id: int, verb: Verb) -> WorkflowError:
    """Say who or what was there first, by the story's last Event."""
    row = TABLE.get(verb)  # a save has none: it is no move of the plan
    moves = Event.objects.select_related("by").filter(story=story_id).exclude(verb__in=BESIDE_THE_MOVES)
    last = moves.order_by("-id").first()
    on_air = last is not None and last.verb in ANNOUNCEMENTS
    if row and row.changes_plan and (on_air or _unannounced(DatabaseNow(), article__story=story_id).exists()):
        return _already_on_air()
    if row and row.changes_plan and _unannounced(DatabaseNow() + LAST_MOMENT, article__story=story_id).exists():
        return _about_to_air()
    who = people.name_of(last.by) if last and last.by else _("The system")
    what = last.get_verb_display() if last else _("changed")
    return MovedMeanwhile(
        _("%(who)s moved the story meanwhile (%(what)s): look at it as it is now, then decide again.")
        % {"who": who, "what": what}
    )


def _already_on_air() -> AlreadyOnAir:
    return AlreadyOnAir(_("The story is already on air: revise it, or kill it."))


def _not_yet_announced() -> NotNow:
    return NotNow(_("Its last time on air is not on the record yet; that is tried again: plan it after that."))


def _about_to_air() -> AlreadyOnAir:
    return AlreadyOnAir(_("The story goes on air within seconds, too late to change that: revise it then, or kill it."))


def _unannounced(by: Combinable, **of: Any) -> QuerySet[Edition]:
    """Keep what is on air by then and on no record yet."""
    return Edition.objects.filter(announced_at__isnull=True, goes_live_at__lte=by, **of)


def check_permission(verb: Verb, found: Situation) -> None:
    """Refuse who is not on the story's desk, and whom the table of permissions refuses."""
    check_may_read(found)
    if not permissions.allows(verb, found.standing):
        who = permissions.who_may(verb)
        raise NotYours(_("This takes another role on the desk: %(who)s.") % {"who": who})


def check_may_read(found: Situation) -> None:
    """Refuse who is not on the story's desk; the system is on all of them."""
    if found.by is not None and not found.standing.may_read:
        raise NotYours(_("You are not on the desk of this story."))


def _lock_package(found: Situation) -> None:
    if found.story.package_id is not None and found.status is Status.SCHEDULED:
        hold_rows(planned_in([found.story.package_id]))


def planned_in(packages: Sequence[int]) -> Q:
    """Say which stories are planned as one of these packages."""
    return Q(Among("package", packages), status=Status.SCHEDULED)


def hold_rows(stories: Q) -> None:
    """Hold the rows of these stories in one order, so that two moves of many never wait for each other in a circle."""
    list(Story.objects.filter(stories).order_by("pk").select_for_update().values_list("pk"))


def _record_what_aired(found: Situation, verb: Verb) -> Situation:
    """Do for this story what the tick has not done yet, under the lock that a tick takes first, too."""
    unmoved = Story.objects.select_for_update().filter(pk=found.story.pk, version=found.story.version)
    if not unmoved.values_list("pk"):
        raise why_it_did_not_move(story_id=found.story.pk, verb=verb)
    _announce_or_set_aside(found.story.article_id, found.now)
    return situation.look(story_id=found.story.pk, by=found.by, now=found.now)


def _announce_or_set_aside(article_id: int, now: datetime) -> None:
    """Announce what aired; a fault in that ties nobody's hands: first air is fixed, and a tick tries again later."""
    try:
        announcements.record_aired(article_ids=[article_id], now=now)
    except OperationalError:
        raise
    except Exception as fault:
        announcements.fix_first_air([article_id])
        announcements.set_aside(article_id=article_id, now=now, reason=faults.in_words(fault))


def _check_transition(row: Transition, found: Situation) -> None:
    if row.changes_plan and found.is_unrecorded:
        raise _already_on_air() if found.airtime.on_air else _not_yet_announced()
    if found.status not in row.sources:
        raise NotNow(
            _("“%(move)s” is not for a story that is %(status)s.") % {"move": row.label, "status": found.status.label}
        )
    if row.needs is Needs.AIRED and not found.has_aired:
        raise NotNow(_("“%(move)s” is for a story that has been on air; this one never was.") % {"move": row.label})
    if row.needs is Needs.NEVER_AIRED and found.has_aired:
        raise NotNow(_("“%(move)s” is for a story that was never on air; this one was.") % {"move": row.label})


def _in_words(refusal: IntegrityError) -> WorkflowError:
    """Turn the database's own guard, which is named as a sentence, into a refusal."""
    said = str(refusal)
    if "passed_bounds_never_change" in said or "aired_edition_is_never_deleted" in said:
        return _already_on_air()
    if "plan_is_changed_in_time" in said:
        return _about_to_air()
    if "path" in said:
        return NotNow(str(SlugTaken(_("The address was taken a moment ago: give the story another slug."))))
    if "shelved_story_is_not_approved" in said:
        return NotNow(_("The story is on the shelf: two people have to release it first."))
    if "edition_is_not_before_its" in said:
        return Embargoed(_("The embargo does not allow that time."))
    if "editions_of_one_article_never_overlap" in said or "edition_is_announced_once" in said:
        return MovedMeanwhile(_("The story was moved meanwhile: look at it as it is now, then decide again."))
    raise refusal
