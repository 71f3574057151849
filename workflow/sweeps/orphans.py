"""Plans whose scheduler lost the right to plan: they stand, as they were right when made, and the desk is told."""

import logging
from datetime import datetime
from time import monotonic

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles.models import Edition
from workflow import people
from workflow.actions.beside import beside, note
from workflow.actions.move import LAST_MOMENT
from workflow.enums import PLANNING, Role, Status, Verb
from workflow.models import Event, Membership, Story
from workflow.querysets import StoryQuerySet

logger = logging.getLogger(__name__)

#: So many plans are looked at, the soonest air first; later ones come into view long before their time.
IN_VIEW = 10_000
#: Stories a run, and seconds: a later run goes on.
MOST, PATIENCE = 500, 20.0


def tick(*, now: datetime) -> int:
    """Tell of each plan without a publisher once, however many come for it at once; return how many were told of."""
    until, told = monotonic() + PATIENCE, 0
    for story in untold(now)[:MOST]:
        if monotonic() > until:
            break
        told += _tell_or_log(story, now)
    return told


def untold(now: datetime) -> StoryQuerySet:
    """Stories in view that are planned by somebody who may plan no longer, and whose desk has not heard of it."""
    planned = Edition.objects.planned(now + LAST_MOMENT).filter(announced_at=None).order_by("goes_live_at", "pk")
    stories = orphaned(Story.objects.filter(article__in=planned.values("article")[:IN_VIEW]))
    told = Event.objects.filter(story=OuterRef("pk"), verb=Verb.ORPHAN, pk__gt=OuterRef("plan_id"))
    return stories.filter(~Exists(told)).order_by("pk")


def orphaned(stories: StoryQuerySet) -> StoryQuerySet:
    """Keep what is planned by somebody who may plan no longer: `planner_id`, by the Event `plan_id`."""
    plan = Event.objects.filter(story=OuterRef("pk"), verb__in=PLANNING).order_by("-pk")
    made = stories.annotate(plan_id=Subquery(plan.values("pk")[:1]), planner_id=Subquery(plan.values("by")[:1]))
    planned = made.filter(status=Status.SCHEDULED, planner_id__isnull=False)
    return planned.filter(~Exists(_right(user=OuterRef("planner_id"), desk=OuterRef("desk"))))


def of_story(story: Story) -> User | None:
    """Return who planned a scheduled story, if they may plan no longer; one read."""
    if story.status != Status.SCHEDULED:
        return None
    right = _right(user=OuterRef("by"), desk=story.desk_id)
    plans = Event.objects.filter(story=story, verb__in=PLANNING).annotate(stands=Exists(right))
    plan = plans.select_related("by").order_by("-pk").first()
    return plan.by if plan is not None and not plan.stands else None


def why(planner: User) -> str:
    """Say how somebody lost the right."""
    if not planner.is_active:
        return _("The account was deactivated.")
    return _("They are no publisher of the desk any more.")


def _right(**whose: object) -> QuerySet[Membership]:
    return Membership.objects.filter(role=Role.PUBLISHER, user__is_active=True, **whose)


def _tell_or_log(story: Story, now: datetime) -> bool:
    try:
        return _tell(story, now)
    except Exception as fault:  # a database's own words quote the row: they stay out of the log
        logger.error("No telling that the plan of story %d has no publisher: %s", story.pk, type(fault).__name__)
        return False


def _tell(story: Story, now: datetime) -> bool:
    """Write the Event, unless somebody else did, or planned it anew, since it was looked at."""
    with beside(verb=Verb.ORPHAN, story=story, by=None, now=now) as found:
        planner = User.objects.filter(pk__in=untold(now).filter(pk=story.pk).values(planner=F("planner_id"))).first()
        if planner is None:
            return False
        note(found, Verb.ORPHAN, scheduler=people.name_of(planner), scheduler_id=planner.pk, reason=why(planner))
    return True
