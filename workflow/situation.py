"""A story as one person finds it at one instant: what every permission and every button is decided on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User

from articles import editions
from articles.editions import Airtime
from articles.models import Article, Edition, Revision
from workflow import four_eyes, signatures
from workflow.enums import Role, Status, WaitEnding
from workflow.models import Embargo, SignOff, Stage, Story, Wait
from workflow.permissions import Standing
from workflow.signatures import Look


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

    @property
    def missing(self) -> list[Stage]:
        """The required stages without the signatures that they need."""
        return [look.stage for look in self.looks if look.is_missing]

    @cached_property
    def embargo(self) -> Embargo | None:
        """The embargo in force; there is one at most."""
        return self.story.embargoes.filter(lifted_at=None).first()

    @cached_property
    def waits(self) -> list[Wait]:
        """The waits that are not over; one read."""
        return list(self.story.waits.filter(ended_at=None).select_related("stage").order_by("pk"))

    @property
    def owed(self) -> list[Wait]:
        """The waits for looks that the story went on without."""
        return [wait for wait in self.waits if wait.is_owed]

    @cached_property
    def sign_offs(self) -> list[SignOff]:
        """Every verdict so far, oldest first; one read."""
        return list(SignOff.objects.select_related("by", "stage").filter(story=self.story).order_by("pk"))

    @cached_property
    def stages(self) -> list[Stage]:
        """The stages that the story was filed under, and after them any other that it still owes; one read."""
        asked = list(Stage.objects.filter(desk=self.story.desk_id, stage_set=self.story.stage_set))
        owed = [wait.stage for wait in self.owed]
        return asked + [stage for stage in owed if not any(map(stage.is_same_look, asked))]

    @cached_property
    def contributors(self) -> four_eyes.Contributors:
        """Who contributed to what since the last text on air whose review owes nothing."""
        return four_eyes.contributors(head=self.head, last_aired=self._last_reviewed())

    @cached_property
    def text(self) -> signatures.Text:
        owed = [wait.stage for wait in self.owed]
        return signatures.Text(
            part_hashes=self.head.part_hashes,
            contributors=self.contributors,
            flags=frozenset(self.story.flags),
            section_id=self.head.section_id,
            owed=frozenset(stage.pk for stage in self.stages if any(map(stage.is_same_look, owed))),
            is_alone=four_eyes.is_waived(self.story.desk),
        )

    @cached_property
    def looks(self) -> list[Look]:
        """How far each stage is that applies to the story."""
        return signatures.looks(stages=self.stages, sign_offs=self.sign_offs, text=self.text)

    def forget(self, *names: str) -> None:
        """Read these again when they are next asked for: the move changed what they stand on."""
        for name in names:
            self.__dict__.pop(name, None)

    def _last_reviewed(self) -> Revision | None:
        aired = self.airtime.aired
        if aired is None:
            return None
        owed = [wait.opened_at for wait in self.owed]
        if self.airtime.on_air is None:
            owed += self._never_given(aired)
        if not owed:
            return aired.revision
        before = Edition.objects.filter(article=self.article, goes_live_at__lt=min(owed))
        reviewed = before.select_related("revision").order_by("-goes_live_at").first()
        return reviewed.revision if reviewed else None

    def _never_given(self, aired: Edition) -> list[datetime]:
        """Return since when looks at an edition were owed that a kill forgave: its text was never read for that."""
        owed = self.story.waits.filter(is_owed=True, ending=WaitEnding.CLOSED)
        since = owed.filter(opened_at__lte=aired.goes_live_at, ended_at__gte=aired.goes_live_at)
        return list(since.values_list("opened_at", flat=True))


def look(*, story_id: int, by: User | None, now: datetime) -> Situation:
    """Read the story as it is now, and what this person is to it; two queries."""
    stories = Story.objects.select_related("desk", "article__head__section").standing_of(by)
    story = stories.get(pk=story_id)
    return Situation(
        story=story,
        airtime=editions.airtime(article_id=story.article_id, at=now),
        standing=_standing(story),
        by=by,
        now=now,
        status_before=story.status,
    )


def _standing(story: Story) -> Standing:
    """Say what the person is to the story, by the database at this moment; a deactivated account is nobody."""
    held = {name: getattr(story, f"as_{name.lower()}", False) for name in (*Role.values, "own")}
    roles = frozenset(role for role in Role.values if held[role])
    return Standing(roles=roles, is_own=bool(roles) and held["own"])
