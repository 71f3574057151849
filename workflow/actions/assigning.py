"""Who delivers a budget line."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import drafting
from workflow.actions.line import attempt, change, check_member, record
from workflow.actions.placing import check_desk_may_take
from workflow.budget.deeds import FoundLine
from workflow.enums import Verb
from workflow.exceptions import NotNow
from workflow.models import Assignment, Desk, Event
from workflow.people import name_of, roles_on


def claim(*, line: Assignment, version: int, by: User, now: datetime) -> Event:
    """Take a line that nobody has. Of two who do so at once the other is told who has it."""
    with attempt("claim", line=line, version=version, by=by, now=now) as found:
        change(found, reporter=by)
        return record(found, Verb.CLAIM, reporter=name_of(by))


def give_back(*, line: Assignment, version: int, by: User, now: datetime, note: str = "") -> Event:
    """Give up one's own line, so that somebody else may claim it."""
    with attempt("give_back", line=line, version=version, by=by, now=now) as found:
        drafting.check_field("ednote", note)
        change(found, reporter=None)
        return record(found, Verb.CLAIM, reporter_before=name_of(by), note=note)


def assign(*, line: Assignment, version: int, by: User, now: datetime, reporter: User | None, note: str = "") -> Event:
    """Give the line to a member of its desk, whoever had it before; `None` leaves it to be claimed."""
    with attempt("assign", line=line, version=version, by=by, now=now) as found:
        drafting.check_field("ednote", note)
        if reporter is not None:
            check_member(reporter, found.line.desk)
        before = found.line.reporter
        change(found, reporter=reporter)
        return record(found, Verb.ASSIGN, note=note, **_whose(before, reporter))


def pass_on(*, line: Assignment, version: int, by: User, now: datetime, desk: Desk, note: str = "") -> Event:
    """Give the line to another desk, with rights on both. Its reporter stays with it if they are there, too."""
    with attempt("pass_on", line=line, version=version, by=by, now=now) as found:
        drafting.check_field("ednote", note)
        _check_other_desk(found, desk)
        desk_before, before = found.line.desk, found.line.reporter
        stays = before is not None and bool(roles_on(desk.pk, user_id=before.pk))
        change(found, desk=desk, reporter=before if stays else None)
        whose = {} if stays else _whose(before, None)
        return record(found, Verb.ASSIGN, note=note, desk_before=desk_before.name, desk_after=desk.name, **whose)


def _check_other_desk(found: FoundLine, desk: Desk) -> None:
    check_desk_may_take(desk, here_id=found.line.desk_id, by=found.by)
    story = found.line.story
    if story is not None and story.desk_id != desk.pk:
        raise NotNow(_("The line goes where its story goes: hand the story to that desk first."))


def _whose(before: User | None, after: User | None) -> dict[str, Any]:
    return {
        name: name_of(person)
        for name, person in (("reporter_before", before), ("reporter", after))
        if person is not None
    }
