"""People: how others read their names, and how they leave: deactivated, never deleted, so the record stays whole."""

from django.contrib.auth.models import User
from django.db import transaction


def name_of(person: User) -> str:
    """Return a person's name, or the address they sign in with."""
    return person.get_full_name() or person.email


def deactivate(*, user: User) -> None:
    """Shut an account for good: roles gone, password void, every session and every mailed link dead at its next use.

    To bring the person back, tick *active*, give them roles and send the invitation again.
    """
    with transaction.atomic():
        user.memberships.all().delete()
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
