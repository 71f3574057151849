"""Who may hear of an Event: those who may read its story at that very moment."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from workflow.models import Delivery, Event, Membership


def desk_of(event: Event) -> int:
    """Return the desk whose members may read what the Event is about: the story's, or the budget line's."""
    if event.story is not None:
        return event.story.desk_id
    assert event.assignment is not None, "event_is_about_a_story_or_a_budget_line"  # noqa: S101
    return event.assignment.desk_id


def desks_of(user: User) -> set[int]:
    """Return the desks that this person reads just now; none for a deactivated account."""
    return set(Membership.objects.filter(user=user.pk, user__is_active=True).values_list("desk_id", flat=True))


def readable_by(user: User, deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Keep what is about stories and budget lines of the desks that this person is on."""
    desks = user.memberships.values("desk")
    of_a_story = Q(event__story__desk__in=desks)
    return deliveries.filter(of_a_story | Q(event__story=None, event__assignment__desk__in=desks))
