"""A word to whoever plans stories, of what the plan runs into; it stops nobody."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from workflow.calendar import advice
from workflow.desk.entrance import Member
from workflow.enums import PLANNING
from workflow.models import Event, Story


def of_move(request: HttpRequest, member: Member, event: Event) -> None:
    """Say it of the story that an Event planned, if it planned one."""
    if event.verb in PLANNING and event.story is not None and event.planned_at is not None:
        warn(request, member, str(event.story.article), [event.story], event.planned_at)


def warn(request: HttpRequest, member: Member, name: str, stories: Sequence[Story], at: datetime) -> None:
    """Say it of stories that were planned for one instant, of what the person may know."""
    if said := advice.on(stories, at=at, desks=list(member.roles), now=member.now):
        told = _("“%(story)s” clashes: %(clashes)s.") % {"story": name, "clashes": "; ".join(said)}
        messages.warning(request, told)
