"""People: their names, their roles on a desk, their clock, and how they leave: deactivated, never deleted."""

from django.contrib.auth.models import User
from django.db import transaction

from workflow.models import Membership, Preferences
from workflow.times import zones
from workflow.times.readings import Clock


def name_of(person: User) -> str:
    """Return a person's name, or the address they sign in with."""
    return person.get_full_name() or person.email


def is_administrator(person: User) -> bool:
    """Say whether somebody hears of the house itself, and sees how its machinery is."""
    return person.is_active and person.is_superuser


def roles_on(desk_id: int, *, user_id: int | None) -> frozenset[str]:
    """Return what somebody is on a desk at this moment; a deactivated account is nobody anywhere."""
    held = Membership.objects.filter(desk=desk_id, user=user_id, user__is_active=True)
    return frozenset(held.values_list("role", flat=True))


def clock_of(person: User) -> Clock:
    """Return the clock that a person reads; one query, or none where their preferences were read along."""
    preferences: Preferences | None = getattr(person, "preferences", None)
    return Clock.of(preferences.time_zone if preferences else "")


def choose_zone(*, user: User, name: str) -> None:
    """Keep a person's own time zone; empty is the newsroom's. Raises `UnknownZone`."""
    if name:
        zones.named(name)
    Preferences.objects.update_or_create(user=user, defaults={"time_zone": name})


def deactivate(*, user: User) -> None:
    """Shut an account for good: roles gone, password void, every session and every mailed link dead at its next use.

    To bring the person back, tick *active*, give them roles and send the invitation again.
    """
    with transaction.atomic():
        user.memberships.all().delete()
        user.calendar_feeds.all().delete()
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
