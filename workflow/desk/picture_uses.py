"""Where a picture is used, now and in the past, as one person may know of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.enums import PictureRole
from articles.models import Edition, Picture, PictureUse
from workflow.checking import licences
from workflow.desk.entrance import Member
from workflow.models import Story

MOST_STORIES = 50
#: Of a story that was updated often, the newest.
MOST_EDITIONS = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """From when until when readers saw, see or will see it there, and where in the text."""

    starts_at: datetime
    ends_at: datetime | None
    roles: str
    now: datetime

    @property
    def state(self) -> str | Promise:
        if self.starts_at > self.now:
            return _("planned")
        return _("on air") if self.is_now else _("past")

    @property
    def is_now(self) -> bool:
        return self.starts_at <= self.now and (self.ends_at is None or self.ends_at > self.now)


@dataclass(slots=True)
class UsingStory:
    """A story that this person may read: where its newest text has the picture, if there, and when readers see it."""

    story: Story
    newest: str = ""
    intervals: list[Interval] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WhereUsed:
    """The stories that a person may know, newest first, and how many others there are.

    `claims` counts the stories with a time on air, planned and past ones among them: a licence's number bounds those.
    """

    stories: list[UsingStory]
    more: int
    elsewhere: int
    claims: int
    most: int | None

    @property
    def is_anywhere(self) -> bool:
        return bool(self.stories or self.elsewhere)


def section(member: Member, found: Picture) -> dict[str, Any]:
    """Return what `_picture_uses.html` shows."""
    return {"used": of(member, found)}


def of(member: Member, found: Picture) -> WhereUsed:
    """Say where a picture is used; six queries, however often that is."""
    texts = PictureUse.objects.filter(picture=found).values("revision")
    aired = Edition.objects.filter(revision__in=texts)
    using = Story.objects.filter(Q(article__head__in=texts) | Q(article__in=aired.values("article")))
    theirs = Q(desk__in=[desk.pk for desk in member.desks])
    counts = using.aggregate(all=Count("pk"), theirs=Count("pk", filter=theirs))
    shown = list(using.filter(theirs).select_related("article").order_by("-changed_at", "-pk")[:MOST_STORIES])
    return WhereUsed(
        stories=_with_intervals(shown, aired, found, member.now),
        more=counts["theirs"] - len(shown),
        elsewhere=counts["all"] - counts["theirs"],
        claims=len(licences.claims([found.pk]).get(found.pk, ())),
        most=found.most_stories,
    )


def _with_intervals(shown: list[Story], aired: Any, found: Picture, now: datetime) -> list[UsingStory]:
    lines = {story.article_id: UsingStory(story) for story in shown}
    editions = list(aired.filter(article__in=lines).order_by("-goes_live_at", "-pk")[:MOST_EDITIONS])
    heads = [story.article.head_id for story in shown]
    roles = _roles(found, {edition.revision_id for edition in editions} | {key for key in heads if key})
    for line in lines.values():
        line.newest = roles.get(line.story.article.head_id or 0, "")
    for edition in editions:
        _put(lines[edition.article_id].intervals, edition, roles[edition.revision_id], now)
    return list(lines.values())


def _put(intervals: list[Interval], edition: Edition, roles: str, now: datetime) -> None:
    """Add an interval, newest first; one that only the next edition's start ended is one with it."""
    later = intervals[-1] if intervals else None
    starts_at, ends_at = edition.goes_live_at, edition.ends_at
    if ends_at == starts_at:
        return
    if later and ends_at == later.starts_at and roles == later.roles and (later.starts_at <= now or starts_at > now):
        intervals[-1] = Interval(starts_at, later.ends_at, roles, now)
    else:
        intervals.append(Interval(starts_at, ends_at, roles, now))


def _roles(found: Picture, revision_ids: Iterable[int]) -> dict[int, str]:
    """Say in words where each of these texts has the picture."""
    uses = PictureUse.objects.filter(picture=found, revision__in=list(revision_ids))
    roles: dict[int, dict[str, None]] = defaultdict(dict)
    for revision_id, role in uses.order_by("position").values_list("revision_id", "role"):
        roles[revision_id][str(PictureRole(role).label)] = None
    return {key: ", ".join(some) for key, some in roles.items()}
