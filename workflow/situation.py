"""A story as one person finds it at one instant: what every permission and every button is decided on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import User
from django.db.models import BigIntegerField, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from articles import editions
from articles.aggregates import gathered
from articles.editions import Airtime
from articles.models import Article, Edition, Revision
from workflow.enums import Role, Status, WaitEnding
from workflow.models import CheckSetting, Embargo, SignOff, Stage, Story, Wait
from workflow.permissions import Standing
from workflow.review import four_eyes, signatures
from workflow.review.signatures import Look


@dataclass
class Situation:
    """The story with its article, head, airtime, embargo and the person's standing. `by=None` is the system.

    `check_levels` says how much each check counts on its desk, where the desk says so.
    """

    story: Story
    airtime: Airtime
    embargo: Embargo | None
    check_levels: dict[str, str]
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
    def waits(self) -> list[Wait]:
        """The waits that are not over."""
        found = {row.wait.pk: row.wait for row in self.asked if hasattr(row, "wait")}
        return [found[key] for key in sorted(found)]

    @property
    def owed(self) -> list[Wait]:
        """The waits for looks that the story went on without."""
        return [wait for wait in self.waits if wait.is_owed]

    @cached_property
    def sign_offs(self) -> list[SignOff]:
        """Every verdict so far, oldest first."""
        return sorted((row.verdict for row in self.asked if hasattr(row, "verdict")), key=attrgetter("pk"))

    @property
    def stages(self) -> list[Stage]:
        """The stages that the story was filed under, and after them any other that it still owes."""
        here = (self.story.desk_id, self.story.stage_set)
        asked = {row.pk: row for row in self.asked if (row.desk_id, row.stage_set) == here}
        owed = [wait.stage for wait in self.owed]
        return [*asked.values(), *(one for one in owed if not any(map(one.is_same_look, asked.values())))]

    @cached_property
    def asked(self) -> list[Any]:
        """The stages of the story's set and any that it waits for or that was signed, a row for each verdict; one read.

        A row has its `wait` and its `verdict` beside it, where there is one.
        """
        waits, verdicts = self.story.waits.filter(ended_at=None), self.story.sign_offs
        here = Q(desk=self.story.desk_id, stage_set=self.story.stage_set)
        beside = {
            "wait": FilteredRelation("waits", condition=Q(waits__story=self.story.pk, waits__ended_at=None)),
            "verdict": FilteredRelation("sign_offs", condition=Q(sign_offs__story=self.story.pk)),
        }
        elsewhere = Q(pk__in=waits.values("stage")) | Q(pk__in=verdicts.order_by().values("stage"))
        stages: QuerySet[Any] = Stage.objects.filter(here | elsewhere)
        return list(stages.annotate(**beside).select_related("wait", "verdict__by"))

    @cached_property
    def contributors(self) -> four_eyes.Contributors:
        """Who contributed to what since the last text on air whose review owes nothing."""
        return four_eyes.contributors(head=self.head, since=self._last_reviewed())

    @property
    def inactive_authors(self) -> Mapping[int, str] | None:
        """Those of the byline who are no longer active, where that was read with the contributors; else None."""
        read: four_eyes.Contributors | None = self.__dict__.get("contributors")
        return None if read is None else read.inactive

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

    def _last_reviewed(self) -> Combinable:
        """Return the key of the last text on air whose review owes nothing, 0 for none, to be read with what asks."""
        aired = self.airtime.aired
        if aired is None:
            return Value(0)
        owed = [wait.opened_at for wait in self.owed]
        if self.airtime.on_air is None:
            owed += self._never_given(aired)
        if not owed:
            return Value(aired.revision_id)
        before = Edition.objects.filter(article=self.article, goes_live_at__lt=min(owed)).order_by("-goes_live_at")
        return Coalesce(Subquery(before.values("revision")[:1]), 0, output_field=BigIntegerField())

    def _never_given(self, aired: Edition) -> list[datetime]:
        """Return since when looks at an edition were owed that a kill forgave: its text was never read for that."""
        owed = self.story.waits.filter(is_owed=True, ending=WaitEnding.CLOSED)
        since = owed.filter(opened_at__lte=aired.goes_live_at, ended_at__gte=aired.goes_live_at)
        return list(since.values_list("opened_at", flat=True))


def look(*, story_id: int, by: User | None, now: datetime) -> Situation:
    """Read the story as it is now, and what this person is to it; one query, a row for each of its newest editions."""
    rows = list(_as_it_is(by).filter(pk=story_id).order_by("-edition__goes_live_at", "-edition__id")[:2])
    if not rows:
        raise Story.DoesNotExist
    story = rows[0]
    newest: list[Edition] = [row.edition for row in rows if hasattr(row, "edition")]
    for edition in newest:
        edition.article = story.article
    return Situation(
        story=story,
        airtime=editions.airtime_of(newest, at=now),
        embargo=getattr(story, "embargo", None),
        check_levels=dict(story.check_levels or ()),
        standing=_standing(story),
        by=by,
        now=now,
        status_before=story.status,
    )


def _as_it_is(by: User | None) -> QuerySet[Any]:
    """Return the stories with all that every move asks for: a row for each edition, with the embargo in force."""
    beside = {
        "edition": FilteredRelation("article__editions"),
        "embargo": FilteredRelation("embargoes", condition=Q(embargoes__lifted_at=None)),
    }
    levels = CheckSetting.objects.filter(desk=OuterRef("desk"))
    said = gathered(levels, by="desk", columns=("check_name", "level"))
    stories = Story.objects.standing_of(by).annotate(**beside, check_levels=said)
    return stories.select_related("desk", "article__head__section", *beside)


def _standing(story: Story) -> Standing:
    """Say what the person is to the story, by the database at this moment; a deactivated account is nobody."""
    held = {name: getattr(story, f"as_{name.lower()}", False) for name in (*Role.values, "own")}
    roles = frozenset(role for role in Role.values if held[role])
    return Standing(roles=roles, is_own=bool(roles) and held["own"])
