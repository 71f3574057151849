"""A story as one person finds it at one instant: what every permission and every button is decided on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User

from articles import editions
from articles.editions import Airtime
from articles.models import Article, Revision
from workflow import four_eyes
from workflow.enums import Status
from workflow.models import Contribution, Embargo, Membership, Story
from workflow.permissions import Standing


@dataclass
class Situation:
    """The story with its article, head, airtime and the person's standing. `by=None` is the system."""

    story: Story
    airtime: Airtime
    standing: Standing
    by: User | None
    now: datetime
    status_before: str

    @property
    def article(self) -> Article:
        return self.story.article

    @property
    def head(self) -> Revision:
        head = self.story.article.head
        assert head is not None, "every article is made with its first revision"  # noqa: S101
        return head

    @property
    def status(self) -> Status:
        return Status(self.story.status)

    @property
    def has_aired(self) -> bool:
        return self.airtime.aired is not None

    @property
    def is_unrecorded(self) -> bool:
        """The planned edition went on air, and no tick has said so yet."""
        return self.airtime.aired is not None and self.airtime.aired.announced_at is None

    def embargo(self) -> Embargo | None:
        """Look up the embargo in force; there is one at most."""
        return self.story.embargoes.filter(lifted_at=None).first()

    @cached_property
    def contributors(self) -> four_eyes.Contributors:
        aired = self.airtime.aired
        return four_eyes.contributors(head=self.head, last_aired=aired.revision if aired else None)


def look(*, story_id: int, by: User | None, now: datetime) -> Situation:
    """Read the story as it is now; four queries."""
    story = Story.objects.select_related("desk", "article__head__section").get(pk=story_id)
    return Situation(
        story=story,
        airtime=editions.airtime(article_id=story.article_id, at=now),
        standing=standing(story=story, by=by),
        by=by,
        now=now,
        status_before=story.status,
    )


def standing(*, story: Story, by: User | None) -> Standing:
    """Say what this person is to the story, by the database at this moment; a deactivated account is nobody."""
    if by is None:
        return Standing(roles=frozenset(), is_own=False)
    roles = frozenset(
        Membership.objects.filter(desk=story.desk_id, user=by, user__is_active=True).values_list("role", flat=True)
    )
    is_own = bool(roles) and Contribution.objects.filter(story=story, user=by).exists()
    return Standing(roles=roles, is_own=is_own)
