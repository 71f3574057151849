"""Walks the demo's budget lines, each step by the person who would take it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.text import slugify

from workflow import actions
from workflow.actions.planning import Plan
from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.demo.budget import BUDGET, LinePlan
from workflow.models import Assignment, Desk, Story

WRITTEN = timedelta(hours=-26)


@dataclass
class LineWalk:
    """One line's way: written by an editor, claimed or assigned, perhaps linked to its story, perhaps dropped."""

    now: datetime
    people: Mapping[str, User]
    desks: Mapping[str, Desk]
    plan: LinePlan

    def go(self) -> None:
        plan, editor = self.plan, self.people[self.plan.editor]
        reporter = self.people[plan.reporter] if plan.reporter else None
        written = actions.plan(
            desk=self.desks[plan.desk],
            by=editor,
            now=self.now + WRITTEN,
            plan=self._words(),
            reporter=None if plan.is_claimed else reporter,
        )
        assert written.assignment is not None, "a line is on record as itself"  # noqa: S101
        line = written.assignment
        if plan.is_claimed and reporter is not None:
            self._do("claim", line, reporter, 0.5)
        if plan.story:
            slug = slugify(plan.story.removesuffix(".md")[3:])
            self._do("link", line, reporter or editor, 0.05, story=Story.objects.get(article__slug=slug))
        if plan.cancelled_for:
            self._do("cancel", line, editor, 0.2, reason=plan.cancelled_for)

    def _do(self, name: str, line: Assignment, by: User, share: float, **more: object) -> None:
        line.refresh_from_db()
        getattr(actions, name)(line=line, version=line.version, by=by, now=self.now + WRITTEN * share, **more)

    def _words(self) -> Plan:
        plan = self.plan
        return Plan(
            slugline=plan.slugline,
            brief=plan.brief,
            due_at=self.now + plan.due if plan.due is not None else None,
            planned=self._planned(),
            planned_words=plan.words,
        )

    def _planned(self) -> Planned | None:
        if self.plan.planned is None:
            return None
        zone = settings.NEWSROOM_TIME_ZONE
        return dates.holding(self.now + self.plan.planned, self.plan.resolution, zone=zone)


def write(*, now: datetime, people: Mapping[str, User], desks: Mapping[str, Desk]) -> Iterator[str]:
    """Write all lines of the demo; yield each one's slugline."""
    for plan in BUDGET:
        LineWalk(now, people, desks, plan).go()
        yield plan.slugline
