"""Create: a story begins as a draft on a desk, alone or with others of its batch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import starting
from articles.drafting import Text
from articles.models import Article, Revision
from articles.starting import Draft
from workflow import people
from workflow.actions import unfit
from workflow.enums import Status, Verb
from workflow.exceptions import Missing, NotYours
from workflow.models import Contribution, Desk, Event, Story


def create(
    *,
    desk: Desk,
    by: User | None,
    now: datetime,
    text: Text,
    slugline: str = "",
    urgency: int = 5,
    original_date: datetime | None = None,
    old_paths: Sequence[str] = (),
    verb: Verb = Verb.CREATE,
    **facts: str,
) -> Event:
    """Start a story as a draft on a desk, whatever its dates say. `by=None` is an import run by the system."""
    draft = Draft(text, slugline, original_date, tuple(old_paths))
    (event,) = create_all(desk=desk, by=by, now=now, drafts=[draft], facts=[facts], urgency=urgency, verb=verb)
    return event


def create_all(
    *,
    desk: Desk,
    by: User | None,
    now: datetime,
    drafts: Sequence[Draft],
    facts: Sequence[Mapping[str, str]],
    urgency: int = 5,
    verb: Verb = Verb.CREATE,
) -> list[Event]:
    """Start a batch of stories, each with facts of its own, in hardly more statements than one; all of them or none."""
    _check_desk(desk, by)
    with unfit.refused(), transaction.atomic():
        articles = starting.start_all(drafts=drafts, by=by, now=now)
        stories = Story.objects.bulk_create(
            Story(article=article, desk=desk, stage_set=desk.stage_set, urgency=urgency, changed_at=now)
            for article in articles
        )
        note_contributors([(story, _head(story.article)) for story in stories], by)
        common = {"verb": verb, "at": now, "by": by, "status_after": Status.DRAFT}
        return Event.objects.bulk_create(
            Event(story=story, revision=story.article.head, facts=said, **common)
            for story, said in zip(stories, facts, strict=True)
        )


def note_contributors(written: Iterable[tuple[Story, Revision]], by: User | None) -> None:
    """Note whose own copy each story is: who wrote it, and the accounts behind its byline as it was just written."""
    pairs = {(story, user) for story, revision in written for user in _people(revision, by)}
    rows = [Contribution(story=story, user_id=user) for story, user in sorted(pairs, key=_keys)]
    if rows:
        Contribution.objects.bulk_create(rows, ignore_conflicts=True)


def _people(revision: Revision, by: User | None) -> set[int]:
    behind = {author["user_id"] for author in revision.authors if author["user_id"]}
    return behind | ({by.pk} if by is not None else set())


def _keys(pair: tuple[Story, int]) -> tuple[int, int]:
    return pair[0].pk, pair[1]


def _head(article: Article) -> Revision:
    assert article.head is not None, "an article starts with a head"  # noqa: S101
    return article.head


def _check_desk(desk: Desk, by: User | None) -> None:
    if by is not None and not people.roles_on(desk.pk, user_id=by.pk):
        raise NotYours(_("You are not on the desk %(desk)s.") % {"desk": desk})
    check_is_open(desk)


def check_is_open(desk: Desk) -> None:
    """Refuse a desk that takes no more work."""
    if not desk.is_active:
        raise Missing(_("The desk %(desk)s is closed: choose another.") % {"desk": desk})
