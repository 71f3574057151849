"""The people round a batch of Events, read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User

from workflow import situation
from workflow.deliveries.rights import desk_of
from workflow.enums import ABOUT_THE_HOUSE, PLANNING, Role
from workflow.models import Assignment, Comment, Contribution, Event, Membership, Mention, ReviewLink, Wait
from workflow.review import signing
from workflow.situation import Situation

Roles = dict[int, frozenset[str]]


class Company:
    """Who is what to the stories of these Events, as the database has it now; read only when asked for."""

    def __init__(self, events: Sequence[Event], *, now: datetime) -> None:
        self.events, self.now = events, now
        self._situations: dict[int, Situation] = {}

    @cached_property
    def _desks(self) -> dict[int, Roles]:
        held: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        desks = {desk for event in self.events if (desk := desk_of(event)) is not None}
        active = Membership.objects.filter(desk__in=desks, user__is_active=True)
        for desk, user, role in active.values_list("desk_id", "user_id", "role"):
            held[desk][user].add(role)
        return {desk: {user: frozenset(roles) for user, roles in people.items()} for desk, people in held.items()}

    def readers(self, event: Event) -> Roles:
        """Map each person who may read what the Event is about to their roles there."""
        desk = desk_of(event)
        if desk is not None:
            return self._desks.get(desk, {})
        return dict.fromkeys(self.administrators, frozenset()) if event.verb in ABOUT_THE_HOUSE else self._everybody

    @cached_property
    def administrators(self) -> set[int]:
        """Return who hears of the house itself."""
        return set(User.objects.filter(is_active=True, is_superuser=True).values_list("pk", flat=True))

    @cached_property
    def _everybody(self) -> Roles:
        """Map each person on any desk to all their roles: the library of pictures is theirs in common."""
        held: dict[int, set[str]] = defaultdict(set)
        for user, role in Membership.objects.filter(user__is_active=True).values_list("user_id", "role"):
            held[user].add(role)
        return {user: frozenset(roles) for user, roles in held.items()}

    def holders(self, event: Event, role: str) -> set[int]:
        """Return who has this role on the Event's desk."""
        return {user for user, roles in self.readers(event).items() if role in roles}

    def members(self, desks: Iterable[int]) -> set[int]:
        """Return everybody on these desks, as far as Events of this batch are theirs: nobody else may read those."""
        return set[int]().union(*(self._desks.get(desk, {}) for desk in desks))

    @cached_property
    def contributors(self) -> dict[int, set[int]]:
        """Map each story to those whose own copy it is."""
        rows = Contribution.objects.filter(story__in=self._stories())
        return _grouped(rows.values_list("story_id", "user_id"))

    @cached_property
    def schedulers(self) -> dict[int, list[tuple[int, int]]]:
        """Map each story to the Events that planned it and to who did, oldest first."""
        plans = Event.objects.filter(story__in=self._stories(), verb__in=PLANNING)
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for story, event, by in plans.order_by("pk").values_list("story_id", "pk", "by_id"):
            if story is not None and by is not None:
                found[story].append((event, by))
        return found

    @cached_property
    def reporters(self) -> dict[int, int]:
        """Map each story that a budget line became to the line's reporter."""
        lines = Assignment.objects.filter(story__in=self._stories(), reporter__isnull=False)
        pairs = lines.values_list("story_id", "reporter_id")
        return {story: reporter for story, reporter in pairs if story is not None and reporter is not None}

    @cached_property
    def _waits(self) -> dict[int, list[Wait]]:
        found: dict[int, list[Wait]] = defaultdict(list)
        for wait in Wait.objects.filter(story__in=self._stories(), ended_at=None).select_related("stage"):
            found[wait.story_id].append(wait)
        return found

    def waits_of(self, event: Event) -> list[Wait]:
        """Return the open waits that began with this Event, or that it is about."""
        return [
            wait
            for wait in self._waits.get(event.story_id or 0, ())
            if wait.opened_at == event.at or wait.pk == event.facts.get("wait")
        ]

    def asked_for(self, event: Event, wait: Wait) -> set[int]:
        """Return who could end this wait now: those who may sign and have not yet.

        Where there is nobody, though its turn has come, the publishers are: they find somebody for the role.
        """
        found = self._situation(wait.story_id)
        look = next((one for one in found.looks if one.is_open and one.stage.is_same_look(wait.stage)), None)
        if look is None:
            return set()
        may_sign = {
            user
            for user, roles in self.readers(event).items()
            if signing.is_open(found=found, stage=wait.stage, by_id=user, roles=roles)
        }
        return may_sign - {one.by_id for one in look.counted} or self.holders(event, Role.PUBLISHER)

    @cached_property
    def mentioned(self) -> dict[int, tuple[set[int], set[int]]]:
        """Map each comment of these Events to the people and the desks that it calls."""
        found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        rows = Mention.objects.filter(comment__in=self._facts("comment"))
        for comment, user, desk in rows.values_list("comment_id", "user_id", "desk_id"):
            people, desks = found[comment]
            if user is not None:
                people.add(user)
            if desk is not None:
                desks.add(desk)
        return found

    @cached_property
    def _spoken(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = Comment.objects.filter(thread__in=self._facts("thread"), by__isnull=False)
        for thread, comment, by in rows.values_list("thread_id", "pk", "by_id"):
            if by is not None:
                found[thread].append((comment, by))
        return found

    def speakers(self, event: Event) -> set[int]:
        """Return who spoke in the Event's thread, up to the comment that the Event is."""
        last = event.facts.get("comment")
        spoken = self._spoken.get(event.facts.get("thread", 0), ())
        return {by for comment, by in spoken if last is None or comment <= last}

    @cached_property
    def sharers(self) -> dict[int, int]:
        """Map each review link of these Events to who made it."""
        return dict(ReviewLink.objects.filter(pk__in=self._facts("link")).values_list("pk", "made_by_id"))

    def _situation(self, story_id: int) -> Situation:
        if story_id not in self._situations:
            self._situations[story_id] = situation.look(story_id=story_id, by=None, now=self.now)
        return self._situations[story_id]

    def _stories(self) -> set[int]:
        return {event.story_id for event in self.events if event.story_id is not None}

    def _facts(self, name: str) -> set[int]:
        return {event.facts[name] for event in self.events if name in event.facts}


def _grouped(pairs: Iterable[tuple[int, int | None]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in pairs:
        if value is not None:
            found[key].add(value)
    return found
