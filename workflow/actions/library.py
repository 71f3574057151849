"""What every action on a picture of the library asks and leaves behind: the right to it, and an Event."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles.models import Picture
from workflow import permissions
from workflow.enums import Verb
from workflow.exceptions import NotYours
from workflow.models import Event, Membership
from workflow.permissions import Standing


def check_permission(verb: Verb, by: User) -> Standing:
    """Refuse whom the table refuses: the library is every desk's, so a role on any desk counts."""
    held = Membership.objects.filter(user=by.pk, user__is_active=True).values_list("role", flat=True)
    standing = Standing(roles=frozenset(held), is_own=False)
    if not permissions.allows(verb, standing):
        who = permissions.who_may(verb)
        raise NotYours(_("This takes another role on a desk: %(who)s.") % {"who": who})
    return standing


def check_stand_in(picture: Picture, by: User) -> None:
    """Let what readers may see instead of another picture be said by those alone who may choose what they see.

    It goes on air as the library has it, and nobody approves it. The caller holds the picture's row.
    """
    other = Picture.objects.filter(fallback=picture).first()
    if other is None:
        return
    try:
        check_permission(Verb.SET_RIGHTS, by)
    except NotYours as refusal:
        raise NotYours(
            _("It is shown instead of “%(other)s”, just as the library describes it. %(why)s")
            % {"other": other.name, "why": refusal}
        ) from refusal


def record(
    verb: Verb, picture: Picture, by: User, now: datetime, *, planned_at: datetime | None = None, **said: Any
) -> Event:
    """Write the Event of a picture; a fact that says nothing is left out."""
    facts = {name: words for name, words in said.items() if words}
    return Event.objects.create(picture=picture, verb=verb, at=now, by=by, planned_at=planned_at, facts=facts)
