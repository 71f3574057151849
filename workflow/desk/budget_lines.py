"""The lines of the budget as a page shows them, in the same few queries for one line or thirty."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from workflow.budget import dates, lengths, lines
from workflow.budget.dates import Planned
from workflow.budget.lines import AssignmentQuerySet
from workflow.desk.entrance import Member
from workflow.enums import Resolution, Risk
from workflow.models import Assignment, Story
from workflow.situation import Situation
from workflow.times import readings


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what a list says of it. `story` is None, too, while another desk has it that the person is not on."""

    line: Assignment
    story: Story | None
    risk: Risk | None
    actual_words: int | None

    @property
    def is_elsewhere(self) -> bool:
        return self.story is None and self.line.story_id is not None

    @property
    def planned(self) -> str:
        return in_words(self.line.planned) if self.line.planned else ""

    @property
    def exactness(self) -> str:
        """Say what the words of the line's group leave out: to what its date is planned, and the time of a minute."""
        planned = self.line.planned
        if planned is None or planned.resolution is not Resolution.MINUTE:
            return str(planned.resolution.label) if planned else ""
        local = planned.at.astimezone(settings.NEWSROOM_TIME_ZONE)
        return f"{planned.resolution.label}: {local:%H:%M} {local:%Z}"


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one planned date."""

    label: str
    rows: list[Row]


def lean(lines: AssignmentQuerySet) -> AssignmentQuerySet:
    """Read with each line what a page shows, its story's text included, for its length."""
    related = lines.select_related("desk", "reporter", "story__article__head")
    return related.defer("story__article__head__source", "story__article__head__part_hashes")


def row(line: Assignment, member: Member, *, now: datetime) -> Row:
    """Say of a line what this person may know; no query."""
    is_readable = line.story is not None and line.story.desk_id in {desk.pk for desk in member.desks}
    story = line.story if is_readable else None
    head = story.article.head if story else None
    return Row(line, story, lines.risk_of(line, now=now), lengths.words_in(head.body) if head else None)


def groups(lines: Iterable[Assignment], member: Member, *, now: datetime) -> Iterator[Group]:
    """Gather lines that come by planned date under the words of that date; a minute stands under its day."""
    for label, of_date in groupby(lines, _label):
        yield Group(label, [row(line, member, now=now) for line in of_date])


def in_words(planned: Planned) -> str:
    """Say a planned date by the newsroom's clock, and a minute by the reader's own, too."""
    ours = dates.in_words(planned, zone=settings.NEWSROOM_TIME_ZONE)
    yours = readings.beside(planned.at) if planned.resolution is Resolution.MINUTE else ""
    return _("%(ours)s (your time: %(yours)s)") % {"ours": ours, "yours": yours} if yours else ours


def of_story(found: Situation) -> Row | None:
    """Return the budget line of a story for its page, where the person is on the line's desk."""
    if found.by is None:
        return None
    line = Assignment.objects.readable_by(found.by).select_related("desk", "reporter").filter(story=found.story).first()
    if line is None:
        return None
    line.story = found.story
    return Row(line, found.story, lines.risk_of(line, now=found.now), lengths.words_in(found.head.body))


def _label(line: Assignment) -> str:
    planned = line.planned
    if planned is None:
        return _("No planned date")
    if planned.resolution is Resolution.MINUTE:
        planned = dates.holding(planned.at, Resolution.DAY, zone=settings.NEWSROOM_TIME_ZONE)
    return in_words(planned)
