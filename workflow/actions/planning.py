"""Budget lines: planned, planned anew, become stories, dropped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import drafting
from articles.drafting import Text
from articles.models import Author
from workflow import permissions
from workflow.actions.creating import check_is_open, create
from workflow.actions.line import attempt, change, check_member, in_words, record
from workflow.budget.dates import Planned
from workflow.budget.deeds import FoundLine
from workflow.enums import Resolution, Status, Verb
from workflow.exceptions import Missing, NotYours
from workflow.models import Assignment, Desk, Event, Story
from workflow.people import name_of, roles_on
from workflow.permissions import Standing

MOST_WORDS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a line says of its story. `planned` is as exact as its resolution; lengths are in words."""

    slugline: str
    brief: str = ""
    due_at: datetime | None = None
    planned: Planned | None = None
    planned_words: int | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Return the values by the names of the table's columns."""
        resolution = self.planned.resolution if self.planned else Resolution.DAY
        return {
            "slugline": self.slugline.strip(),
            "brief": self.brief.strip(),
            "due_at": self.due_at,
            "planned_at": self.planned.at if self.planned else None,
            "planned_resolution": resolution,
            "planned_words": self.planned_words,
        }


def plan(*, desk: Desk, by: User, now: datetime, plan: Plan, reporter: User | None = None) -> Event:
    """Write a new line in a desk's budget, for somebody or to be claimed."""
    with in_words(), transaction.atomic():
        _check_planner(desk, by)
        _check(plan)
        if reporter is not None:
            check_member(reporter, desk)
        line = Assignment.objects.create(desk=desk, reporter=reporter, made_by=by, made_at=now, **plan.columns)
        found = FoundLine(line, Standing(frozenset(), is_own=False), by, now)
        whose = name_of(reporter) if reporter else ""
        return record(found, Verb.PLAN, slugline=line.slugline, reporter=whose)


def replan(*, line: Assignment, version: int, by: User, now: datetime, plan: Plan) -> Event:
    """Change what the line says; the record keeps what each changed field said before."""
    with attempt("replan", line=line, version=version, by=by, now=now) as found:
        _check(plan)
        before = {name: getattr(found.line, name) for name in plan.columns}
        changed = {name: [before[name], new] for name, new in plan.columns.items() if new != before[name]}
        change(found, **plan.columns)
        return record(found, Verb.REPLAN, changed={name: list(map(_plain, pair)) for name, pair in changed.items()})


def start(*, line: Assignment, version: int, by: User, now: datetime) -> Event:
    """Make a line its story: a draft on its desk, under its slugline, by its reporter. Exactly one, whoever presses."""
    with attempt("start", line=line, version=version, by=by, now=now) as found:
        reporter = found.line.reporter
        assert reporter is not None, "the table refuses to start a line that nobody has"  # noqa: S101
        check_member(reporter, found.line.desk)
        change(found)
        slugline = found.line.slugline
        text = Text(headline=slugline, author_ids=_names_of(reporter))
        created = create(
            desk=found.line.desk, by=reporter, now=now, text=text, slugline=slugline, brief=found.line.brief
        )
        return _tie(found, created.story)


def link(*, line: Assignment, version: int, by: User, now: datetime, story: Story) -> Event:
    """Say that a story of the desk is this line's; a story has one line, and a line one story."""
    with attempt("link", line=line, version=version, by=by, now=now) as found:
        change(found)
        of_the_desk = Story.objects.select_for_update().filter(pk=story.pk, desk=found.line.desk_id)
        there = of_the_desk.exclude(status=Status.SPIKED).first()
        if there is None:
            raise Missing(_("Choose a story of this desk that is not spiked."))
        return _tie(found, there)


def unlink(*, line: Assignment, version: int, by: User, now: datetime, reason: str = "") -> Event:
    """Take a line off a story that is not its own after all; both go on."""
    with attempt("unlink", line=line, version=version, by=by, now=now) as found:
        drafting.check_field("ednote", reason)
        story = found.line.story
        is_theirs = story is not None and Story.objects.readable_by(by).filter(pk=story.pk).exists()
        name = str(story) if is_theirs else _("a story of another desk")
        change(found, story=None)
        return record(found, Verb.REPLAN, story=story, reason=reason, unlinked=name)


def cancel(*, line: Assignment, version: int, by: User, now: datetime, reason: str) -> Event:
    """Drop a line from the budget, for a reason; its story, if it has one, goes on without it."""
    with attempt("cancel", line=line, version=version, by=by, now=now) as found:
        drafting.check_field("ednote", reason)
        if not reason.strip():
            raise Missing(_("Say why: it stays on the record."))
        story = found.line.story
        change(found, cancelled_at=now, story=None)
        return record(found, Verb.CANCEL, story=story, reason=reason)


def reinstate(*, line: Assignment, version: int, by: User, now: datetime) -> Event:
    """Take up again a line that was cancelled: as it was, but for its story, which went on without it."""
    with attempt("reinstate", line=line, version=version, by=by, now=now) as found:
        change(found, cancelled_at=None)
        return record(found, Verb.REINSTATE)


def _tie(found: FoundLine, story: Story | None) -> Event:
    """Join line and story under the row that `change` has locked."""
    Assignment.objects.filter(pk=found.line.pk).update(story=story)
    found.line.story = story
    return record(found, Verb.LINK, story=story, slugline=found.line.slugline)


def _names_of(reporter: User) -> tuple[int, ...]:
    return tuple(Author.objects.filter(user=reporter, is_active=True).order_by("pk").values_list("pk", flat=True)[:1])


def _check_planner(desk: Desk, by: User) -> None:
    standing = Standing(roles_on(desk.pk, user_id=by.pk), is_own=False)
    if not permissions.allows(Verb.PLAN, standing):
        who = permissions.who_may(Verb.PLAN)
        raise NotYours(_("Planning for %(desk)s takes a role there: %(who)s.") % {"desk": desk, "who": who})
    check_is_open(desk)


def _check(plan: Plan) -> None:
    drafting.check_field("slugline", plan.slugline)
    drafting.check_field("ednote", plan.brief)
    if not plan.slugline.strip():
        raise Missing(_("The line has no slugline: give it one."))
    if plan.planned_words is not None and not 1 <= plan.planned_words <= MOST_WORDS:
        raise Missing(_("A planned length goes from 1 to %(most)d words.") % {"most": MOST_WORDS})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
