"""Whose turn it is: the stories that wait for one person, at which stage and since when, in one bounded read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from workflow import spans
from workflow.enums import Role, Status, Verb, Verdict
from workflow.models import Story, Wait
from workflow.models.desk import all_parts
from workflow.querysets import StoryQuerySet

#: So many are read, those that wait longest; whoever has more waiting is shown these first.
BOUND = 1000

Roles = Mapping[int, Collection[str]]


@dataclass(frozen=True, slots=True)
class Turn:
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
    waiting = _waits(user, roles)
    ready = _ready(user, roles)
    if among is not None:
        waiting, ready = waiting.filter(story__in=among.values("pk")), ready.filter(pk__in=among.values("pk"))
    rows = _waiting_rows(waiting).union(_ready_rows(ready), all=True).order_by("since")[:BOUND]
    return sorted((Turn(now, *row) for row in rows), key=lambda turn: turn.rank)


def _waits(user: User, roles: Roles) -> QuerySet[Wait]:
    """Keep the open waits at stages of the person's roles: on the story's own desk, and what it owes elsewhere."""
    at_home, abroad = Q(pk__in=[]), Q(pk__in=[])
    for role, desks in _desks_by_role(roles).items():
        at_home |= Q(stage__role=role, stage__desk__in=desks)
        abroad |= Q(stage__role=role, story__desk__in=desks, is_owed=True)
    theirs = (at_home & Q(story__desk=F("stage__desk"))) | abroad
    return Wait.objects.filter(theirs, ended_at=None).exclude(Exists(_signed(user))).exclude(_own_look(user))


def _ready(user: User, roles: Roles) -> StoryQuerySet:
    """Keep what an editor may approve, no required look being open, and what a publisher may plan."""
    desks = _desks_by_role(roles)
    open_looks = Wait.objects.filter(story=OuterRef("pk"), ended_at=None, stage__is_required=True)
    to_approve = Q(status=Status.IN_REVIEW, desk__in=desks.get(Role.EDITOR, []), shelved_at=None)
    to_plan = Q(status=Status.APPROVED, desk__in=desks.get(Role.PUBLISHER, []))
    return Story.objects.filter((to_approve & ~Exists(open_looks) & ~_own_copy(user)) | to_plan)


def _desks_by_role(roles: Roles) -> dict[str, list[int]]:
    held: dict[str, list[int]] = {}
    for desk, some in roles.items():
        for role in some:
            held.setdefault(role, []).append(desk)
    return held


def _signed(user: User) -> QuerySet[Any]:
    """Find the person's verdict on this look of the newest text; a comment is none."""
    verdicts = user.sign_offs.exclude(verdict=Verdict.COMMENT)
    return verdicts.filter(
        story=OuterRef("story"),
        stage__name=OuterRef("stage__name"),
        stage__role=OuterRef("stage__role"),
        revision=F("story__article__head"),
    )


def _own_look(user: User) -> Q:
    """Say that the person wrote what a stage covers: they began a story that never aired, or it covers everything."""
    first = Revision.objects.filter(article=OuterRef("story__article"), parent=None, created_by=user)
    began = Q(Exists(first), story__article__first_published_at=None)
    wrote = Q(Exists(user.contributions.filter(story=OuterRef("story"))), story__article__first_published_at=None)
    aired = Edition.objects.filter(revision=OuterRef("story__article__head"), goes_live_at__lt=OuterRef("opened_at"))
    changed = Q(~Exists(aired), story__article__head__created_by=user)
    own = began | (Q(stage__parts=all_parts()) & (wrote | changed))
    return Q(story__desk__has_four_eyes=True) & own


def _own_copy(user: User) -> Q:
    """Say that the person contributed to the story since it last aired."""
    wrote = Q(Exists(user.contributions.filter(story=OuterRef("pk"))), article__first_published_at=None)
    aired = Edition.objects.filter(revision=OuterRef("article__head"))
    changed = Q(~Exists(aired), article__head__created_by=user)
    return Q(desk__has_four_eyes=True) & (wrote | changed)


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
