"""What the dry runs of a plan said, and whether its scheduler may still plan: on the story's page and in the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow import checking, people
from workflow.desk.rows import Row
from workflow.enums import CheckLevel
from workflow.models import DryRun, Story
from workflow.situation import Situation
from workflow.sweeps import orphans


@dataclass(frozen=True, slots=True)
class Failing:
    """A check that failed at a mark, in words."""

    label: str
    level: str
    findings: list[str]


@dataclass(frozen=True, slots=True)
class RunLine:
    """One dry run."""

    run: DryRun
    failing: list[Failing]


@dataclass(frozen=True, slots=True)
class Orphan:
    """Who planned the story and may plan no longer, and why."""

    who: str
    why: str


def dry_runs(found: Situation) -> list[RunLine]:
    """Return the runs of the plan there is, or of the one that was held, the newest first."""
    planned = found.airtime.planned
    if planned is None and not found.story.held_reason:
        return []
    runs = found.story.dry_runs.order_by("-pk")
    shown = list((runs.filter(goes_live_at=planned.goes_live_at) if planned else runs)[:3])
    return [RunLine(run, _in_words(run)) for run in shown if run.goes_live_at == shown[0].goes_live_at]


def orphan(found: Situation) -> Orphan | None:
    """Say who planned it, where they lost the right since."""
    planner = orphans.of_story(found.story) if found.airtime.planned else None
    return Orphan(people.name_of(planner), orphans.why(planner)) if planner else None


def put(rows: Sequence[Row], *, now: datetime) -> None:
    """Say on each line what its last dry run found, and whether its scheduler may still plan; two reads."""
    by_story = {row.story.pk: row for row in rows}
    newest_last = DryRun.objects.filter(story__in=by_story, goes_live_at__gt=now).order_by("-minutes_before")
    for run in newest_last:
        row = by_story[run.story_id]
        if row.planned is not None and row.planned.goes_live_at == run.goes_live_at:
            row.minutes_before, row.failing = run.minutes_before, [one.label for one in _in_words(run)]
    for story in orphans.orphaned(Story.objects.filter(pk__in=by_story)).values_list("pk", flat=True):
        by_story[story].is_orphaned = True


def _in_words(run: DryRun) -> list[Failing]:
    labels = checking.labels(one["check"] for one in run.failing)
    levels = dict(CheckLevel.choices)
    return [
        Failing(label, str(levels.get(one["level"], "")), one["findings"])
        for label, one in zip(labels, run.failing, strict=True)
    ]
