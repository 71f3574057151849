"""Whose turn it is: the stories that wait for one person, at which stage and since when, in one bounded read."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from articles.models import Edition, Revision
from workflow.enums import Role, Status, Verb, Verdict
from workflow.models import Stage, Story, Wait
from workflow.models.desk import all_parts
from workflow.querysets import StoryQuerySet
from workflow.times import spans

#: So many are read, those that wait longest; whoever has more waiting is shown these first.
BOUND = 1000

Roles = Mapping[int, Collection[str]]
Desks = dict[str, list[int]]


class Turn(NamedTuple):
    """One thing that one person may do for a story: sign at a stage, approve, or plan it.

    `due_at` is when the wait passes the limit of its stage; a look that is owed is one that the story went on without.
    """

    at: datetime
    story_id: int
    urgency: int
    since: datetime
    verb: str
    stage: str
    due_at: datetime | None
    is_owed: bool

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < self.at

    @property
    def span(self) -> str:
        """How long it waits, in words."""
        return spans.words(self.at - self.since)

    @property
    def rank(self) -> tuple[bool, int, datetime, int]:
        """What is owed or late comes first, then by urgency, then what waits longest."""
        return not (self.is_owed or self.is_late), self.urgency, self.since, self.story_id


def of(*, user: User, roles: Roles, now: datetime, among: StoryQuerySet | None = None) -> list[Turn]:
    """List what waits for this person, in the order in which to take it up; at most `BOUND`, `among` these stories.

    Left out is what they could not do anyway: what they signed on this very text, and their own copy where one read can
    tell. What no cheap rule can tell stays in, and the story's page says why there is no button.
    """
    desks = _desks_by_role(roles)
    waits, stories = Wait.objects.filter(ended_at=None), Story.objects.all()
    if among is not None:
        waits, stories = waits.filter(story__in=among.values("pk")), stories.filter(pk__in=among.values("pk"))
    looks = (_at_home(waits, desks).exclude(_is_not_for(user)), _owed_elsewhere(waits, desks))
    ready = (_to_approve(stories, user, desks), _to_plan(stories, desks))
    first, *others = [*map(_waiting_rows, looks), *map(_ready_rows, ready)]
    rows = first.union(*others, all=True).order_by("since")[:BOUND]
    return sorted((Turn(now, *row) for row in rows), key=lambda turn: turn.rank)


def _desks_by_role(roles: Roles) -> Desks:
    held: Desks = {}
    for desk, some in roles.items():
        for role in some:
            held.setdefault(role, []).append(desk)
    return held


def _at_home(waits: QuerySet[Wait], desks: Desks) -> QuerySet[Wait]:
    """Keep the waits at stages of the person's roles, on the story's own desk."""
    theirs = Q(pk__in=[])
    for role, keys in desks.items():
        theirs |= Q(role=role, desk__in=keys)
    return waits.filter(stage__in=Stage.objects.filter(theirs), stage__desk=F("story__desk"))


def _owed_elsewhere(waits: QuerySet[Wait], desks: Desks) -> QuerySet[Wait]:
    """Keep what a story owes to a stage of the desk that it came from; it is given by its new desk."""
    theirs = Q(pk__in=[])
    for role, keys in desks.items():
        theirs |= Q(stage__role=role, story__desk__in=keys)
    return waits.filter(theirs, is_owed=True).exclude(stage__desk=F("story__desk"))


def _to_approve(stories: StoryQuerySet, user: User, desks: Desks) -> StoryQuerySet:
    """Keep what an editor may approve: no required look is open, neither at home nor owed to another desk.

    For NOT EXISTS, PostgreSQL would read every open wait of the house.
    """
    editing = desks.get(Role.EDITOR, [])
    open_looks = Wait.objects.filter(ended_at=None, stage__is_required=True)
    at_home, owed = open_looks.filter(stage__desk__in=editing), open_looks.filter(is_owed=True)
    in_review = stories.standing_at(Status.IN_REVIEW).filter(desk__in=editing, shelved_at=None)
    ready = in_review.exclude(pk__in=at_home.values("story")).exclude(pk__in=owed.values("story"))
    return ready.filter(~Exists(_own(user, story="pk")))


def _to_plan(stories: StoryQuerySet, desks: Desks) -> StoryQuerySet:
    """Keep what a publisher may plan or air."""
    return stories.standing_at(Status.APPROVED).filter(desk__in=desks.get(Role.PUBLISHER, []))


def _is_not_for(user: User) -> Q:
    """Say that a look can't be this person's: they gave it to the newest text, or wrote what it covers."""
    began = Revision.objects.filter(
        article__story=OuterRef("story"), article__first_published_at=None, parent=None, created_by=user
    ).filter(article__story__desk__has_four_eyes=True)
    covers_all = Q(stage__parts=all_parts())
    return Q(Exists(_signed(user))) | Q(Exists(began)) | (covers_all & Q(Exists(_own(user, story="story"))))


def _signed(user: User) -> QuerySet[Any]:
    """Find the person's verdict on this look of the newest text; a comment is none."""
    verdicts = user.sign_offs.exclude(verdict=Verdict.COMMENT)
    return verdicts.filter(
        story=OuterRef("story"),
        stage__name=OuterRef("stage__name"),
        stage__role=OuterRef("stage__role"),
        revision=F("story__article__head"),
    )


def _own(user: User, *, story: str) -> QuerySet[Any]:
    """Find that the person contributed to a story that never aired, or wrote the newest text since it last did."""
    aired = Edition.objects.filter(revision=OuterRef("story__article__head"))
    changed = Q(story__article__head__created_by=user) & ~Exists(aired)
    theirs = user.contributions.filter(story=OuterRef(story), story__desk__has_four_eyes=True)
    return theirs.filter(Q(story__article__first_published_at=None) | changed)


def _as_rows(rows: QuerySet[Any], **columns: Any) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return found


def _waiting_rows(waits: QuerySet[Wait]) -> QuerySet[Any, Any]:
    return _as_rows(
        waits,
        of_story=F("story_id"),
        how_urgent=F("story__urgency"),
        since=F("opened_at"),
        verb_due=Value(Verb.SIGN.value, CharField()),
        where=F("stage__name"),
        due_at=ExpressionWrapper(F("opened_at") + F("stage__time_limit"), DateTimeField()),
        owed=F("is_owed"),
    )


def _ready_rows(stories: StoryQuerySet) -> QuerySet[Any, Any]:
    approve, plan = (Value(verb.value, CharField()) for verb in (Verb.APPROVE, Verb.SCHEDULE))
    return _as_rows(
        stories,
        of_story=F("pk"),
        how_urgent=F("urgency"),
        since=F("changed_at"),
        verb_due=Case(When(status=Status.APPROVED, then=plan), default=approve),
        where=Value("", CharField()),
        due_at=Cast(Value(None), DateTimeField()),
        owed=Value(False, BooleanField()),
    )
