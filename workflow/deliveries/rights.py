"""Who may hear of an Event: those who may read what it is about at that very moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.contrib.auth.models import User
from django.db.models import Exists, Q, QuerySet

from workflow import people
from workflow.enums import ABOUT_THE_HOUSE
from workflow.models import Delivery, Event, Membership


def desk_of(event: Event) -> int | None:
    """Return the desk whose members may read it: the story's, or the budget line's; None if it is of no one desk."""
    if event.story is not None:
        return event.story.desk_id
    return event.assignment.desk_id if event.assignment is not None else None


def desks_of(users: Iterable[User]) -> dict[int, set[int]]:
    """Map each of these people to the desks that they read just now; a deactivated account reads none."""
    desks: dict[int, set[int]] = defaultdict(set)
    held = Membership.objects.filter(user__in=[user.pk for user in users], user__is_active=True)
    for user, desk in held.values_list("user_id", "desk_id"):
        desks[user].add(desk)
    return desks


def may_read(event: Event, user: User, desks: Collection[int]) -> bool:
    """Say whether somebody on these desks may read it: the library is every desk's, the house the administrators'."""
    desk = desk_of(event)
    if desk is not None:
        return desk in desks
    return people.is_administrator(user) if event.verb in ABOUT_THE_HOUSE else bool(desks)


def readable_by(user: User, deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Keep what this person may still read."""
    desks = user.memberships.values("desk")
    theirs = Q(event__story__desk__in=desks) | Q(event__story=None, event__assignment__desk__in=desks)
    theirs |= Q(Exists(user.memberships.all()), event__story=None, event__picture__isnull=False)
    if people.is_administrator(user):
        theirs |= Q(event__verb__in=ABOUT_THE_HOUSE)
    return deliveries.filter(theirs)
