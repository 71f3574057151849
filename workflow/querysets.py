"""Reads of stories, by person, desk and place in the newsroom."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.expressions import Combinable

from articles.models import Edition
from workflow.enums import Role, Status

if TYPE_CHECKING:
    from workflow.models import Desk, EditingLock, Embargo, Story


class InTheQuery(Value):
    """A code of ours, or an instant, that stands in the SQL itself and not beside it.

    PostgreSQL keeps one plan for all values of a parameter if it thinks that no worse than a plan for each: of a status
    or of midnight it has to know how rare it is. Planning a list of the desk anew takes longer than reading it.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:  # noqa: ARG002
        stored = connection.ops.adapt_datetimefield_value if isinstance(self.value, datetime) else str
        said = str(stored(self.value))
        if set(said) & set("'%\\"):
            raise ValueError(said)
        return f"'{said}'", ()


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories, as the desk lists them."""

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """Keep the stories of the desks that this person is on; nobody else may know that they exist."""
        if isinstance(user, AnonymousUser) or not user.is_active:
            return self.none()
        return self.filter(desk__in=user.memberships.values("desk"))

    def standing_at(self, status: str) -> Self:
        """Keep the stories of this status."""
        return self.filter(status=InTheQuery(str(status)))

    def standing_of(self, user: User | None) -> Self:
        """Say beside each story which roles this person has on its desk (`as_editor`, …) and whether it is `as_own`."""
        if user is None:
            return self
        memberships = user.memberships.filter(desk=OuterRef("desk"), user__is_active=True)
        return self.annotate(
            **{f"as_{role.lower()}": Exists(memberships.filter(role=role)) for role in Role.values},
            as_own=Exists(user.contributions.filter(story=OuterRef("pk"))),
        )

    def own_of(self, user: User) -> Self:
        """Keep what this person wrote or has a byline on."""
        return self.filter(contributions__user=user)

    def on_air(self, at: datetime | None = None) -> Self:
        """Keep what readers see, whatever the status says."""
        return self.filter(Exists(Edition.objects.on_air(at).filter(article=OuterRef("article"))))

    def planned(self, at: datetime | None = None) -> Self:
        """Keep what has an edition to come."""
        return self.filter(Exists(Edition.objects.planned(at).filter(article=OuterRef("article"))))

    def shelved(self) -> Self:
        """Keep what two people have to release first, the longest there first."""
        return self.filter(shelved_at__isnull=False).order_by("shelved_at", "pk")

    def missed(self) -> Self:
        """Keep what missed its window and nobody decided upon since, the longest ago first."""
        return self.filter(missed_at__isnull=False).order_by("missed_at", "pk")

    def owing(self) -> Self:
        """Keep what went on without a look that is still to be given, the newest first."""
        owing = self.filter(waits__is_owed=True, waits__ended_at=None)
        return self.filter(pk__in=owing.values("pk")).order_by("-changed_at", "-pk")


class DeskQuerySet(models.QuerySet["Desk"]):
    """Teams."""

    def run_by(self, user: User) -> Self:
        """Keep the open desks where this person is an editor or a publisher: theirs to plan for and to hand work to."""
        theirs = user.memberships.filter(role__in=(Role.EDITOR, Role.PUBLISHER))
        return self.filter(pk__in=theirs.values("desk"), is_active=True)


class EmbargoQuerySet(models.QuerySet["Embargo"]):
    """What may not be read before its time."""

    def binding(self, now: datetime) -> Self:
        """Keep what was not lifted and is not over: it binds whoever would show the text, or the picture, now."""
        return self.filter(Q(embargoed_until=None) | Q(embargoed_until__gt=now), lifted_at=None)


class EditingLockQuerySet(models.QuerySet["EditingLock"]):
    """Who has which story's page open."""

    def held(self, now: datetime | Combinable) -> Self:
        """Keep those that hold a story: not lapsed, by a person who may still change its text and is signed in."""
        there = User.objects.filter(pk=OuterRef("user"), is_active=True, memberships__desk=OuterRef("story__desk"))
        editor = there.filter(memberships__role=Role.EDITOR)
        may_write = Q(Exists(there), story__status=Status.DRAFT) | Q(Exists(editor), story__status=Status.IN_REVIEW)
        session = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
        held = self.filter(taken_at__isnull=False, lapses_at__gt=now)
        return held.filter(may_write, Q(session_key="") | Exists(session)).select_related("user")
