"""A house of many desks and people with work in every hand, as real actions would have left it: for benchmarks only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from django.contrib.auth.models import User

from articles.enums import Part
from tests import bulk
from tests.people import Newsroom, person
from workflow.enums import Flag, Role, Status, Verb, Verdict, WaitEnding
from workflow.models import Contribution, Event, SignOff, Stage, Story, Wait

#: Who sits on a desk of twenty.
CREW = (Role.REPORTER,) * 11 + (Role.EDITOR,) * 4 + (Role.PUBLISHER,) * 2 + (Role.LEGAL,) + (Role.PICTURES,) * 2
#: Of ten stories in review: where they wait, and what was signed before.
REVIEWS = (
    *[(("Copy", "Pictures"), ())] * 6,
    *[(("Copy",), ("Pictures",))] * 2,
    (("Final look",), ("Copy", "Pictures")),
    ((), ("Copy", "Pictures", "Final look")),
)
#: Minutes from one story's last move to the next one's: a step that comes round to each minute of 33 hours.
STRIDE = 617
WORDS = [Part.HEADLINE.value, Part.TEXT.value, Part.CORRECTION.value]


@dataclass
class Busy:
    """One desk of the house: copy, pictures and, where flagged, legal side by side; then a last look."""

    newsroom: Newsroom
    crew: dict[str, list[User]]
    stages: dict[str, Stage]

    @classmethod
    def open(cls, name: str) -> "Busy":
        newsroom = Newsroom.open(name)
        desk = newsroom.desk
        desk.stage_set = 2
        desk.save(update_fields=["stage_set"])
        crew: dict[str, list[User]] = {role: [] for role in Role.values}
        for role in CREW:
            crew[role].append(person(role.title(), role, desk=desk))
        stages = {
            stage.name: stage
            for stage in (
                Stage(name="Copy", role=Role.EDITOR, parts=WORDS, time_limit=timedelta(hours=4)),
                Stage(name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL], time_limit=timedelta(hours=4)),
                Stage(name="Pictures", role=Role.PICTURES, parts=[Part.PICTURES.value], time_limit=timedelta(hours=2)),
                Stage(name="Final look", role=Role.PUBLISHER, step=2, time_limit=timedelta(hours=2)),
            )
        }
        for stage in stages.values():
            stage.desk, stage.stage_set = desk, 2
            stage.save()
        return cls(newsroom, crew, stages)

    @property
    def people(self) -> list[User]:
        return [user for some in self.crew.values() for user in some]

    def works_on(self, count: int, status: Status) -> None:
        """Leave stories with this status in the desk's hands; few or many, they moved last over the same 33 hours."""
        now = self.newsroom.now
        articles, revisions = bulk.written(self.newsroom, count, now - timedelta(days=2))
        writers = cycle(self.crew[Role.REPORTER])
        stories = Story.objects.bulk_create(
            Story(
                article=article,
                desk=self.newsroom.desk,
                stage_set=2,
                status=status,
                urgency=1 + index % 9,
                flags=[Flag.LEGAL] if index % 10 == 0 else [],
                changed_at=now - timedelta(minutes=index * STRIDE % 2000),
            )
            for index, article in enumerate(articles)
        )
        Contribution.objects.bulk_create(
            Contribution(story=story, user=writer) for story, writer in zip(stories, writers, strict=False)
        )
        heads = {revision.article_id: revision for revision in revisions}
        Event.objects.bulk_create(event for story in stories for event in self._events(story, heads[story.article_id]))
        if status == Status.IN_REVIEW:
            self._ask(stories, heads)

    def _events(self, story: Story, head: object) -> Iterator[Event]:
        common = {"story": story, "revision": head, "by": self.crew[Role.REPORTER][0]}
        yield Event(verb=Verb.CREATE, at=story.changed_at, status_after=Status.DRAFT, **common)
        yield Event(
            verb=Verb.FILE, at=story.changed_at, status_before=Status.DRAFT, status_after=story.status, **common
        )

    def _ask(self, stories: list[Story], heads: dict[int, object]) -> None:
        waits, signs = [], []
        for index, story in enumerate(stories):
            open_at, signed_at = REVIEWS[index % 10]
            asked = [*open_at, *(["Legal"] if story.flags and open_at else [])]
            waits += [Wait(story=story, stage=self.stages[name], opened_at=story.changed_at) for name in asked]
            waits += [self._done(story, name) for name in signed_at]
            signs += [self._sign_off(story, name, heads[story.article_id]) for name in signed_at]
        Wait.objects.bulk_create(waits)
        SignOff.objects.bulk_create(signs)

    def _sign_off(self, story: Story, name: str, head: object) -> SignOff:
        stage = self.stages[name]
        signers = self.crew[stage.role]
        return SignOff(
            story=story,
            stage=stage,
            revision=head,
            by=signers[story.pk % len(signers)],
            verdict=Verdict.APPROVE,
            part_hashes={part: head.part_hashes[part] for part in stage.parts},  # type: ignore[attr-defined]
            signed_at=story.changed_at,
        )

    def _done(self, story: Story, name: str) -> Wait:
        opened = story.changed_at - timedelta(hours=1)
        return Wait(
            story=story,
            stage=self.stages[name],
            opened_at=opened,
            ended_at=story.changed_at,
            ending=WaitEnding.SIGNED,
        )


def lengthen(newsroom: Newsroom, story: Story, count: int) -> None:
    """Give a draft a long past: saves by its author, with their Events, and verdicts on each text."""
    head = story.article.head
    assert head is not None
    for number in range(count):
        newsroom.save(story, headline=f"Version {number}")
    SignOff.objects.bulk_create(
        SignOff(
            story=story,
            stage=newsroom.stage,
            revision=head,
            by=newsroom.editor if number % 2 else newsroom.publisher,
            verdict=Verdict.APPROVE,
            part_hashes=head.part_hashes,
            signed_at=newsroom.now,
        )
        for number in range(count)
    )
