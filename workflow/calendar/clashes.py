"""What a plan runs into: another urgent story within a quarter of an hour, or a window in which nothing should air."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Two stories as urgent as this, or more so, should not go on air within this time of each other.
URGENT = 3
APART = timedelta(minutes=15)
#: Neighbours that are named; the others are counted.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """A story that goes on air at an instant. Those of one package are meant to come together."""

    story_id: int
    name: str
    at: datetime
    urgency: int
    package_id: int | None = None

    @property
    def is_urgent(self) -> bool:
        return self.urgency <= URGENT


@dataclass(frozen=True, slots=True)
class Crowd:
    """The other urgent stories around one: the first of them, and how many there are."""

    named: tuple[Plan, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which nothing should go on air, of one desk or of all."""

    name: str
    desk_id: int | None
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime, desk_id: int) -> bool:
        """Say whether a plan of that desk runs into it; its end is outside."""
        return self.desk_id in {None, desk_id} and self.starts_at <= at < self.ends_at

    def meets(self, start: datetime, end: datetime) -> bool:
        """Say whether it has a part between two instants."""
        return self.starts_at < end and start < self.ends_at


def crowds(plans: Iterable[Plan]) -> dict[int, Crowd]:
    """Map each urgent story to the other urgent ones less than a quarter of an hour away, by one pass over them."""
    urgent = sorted((plan for plan in plans if plan.is_urgent), key=lambda plan: (plan.at, plan.story_id))
    within: Counter[int | None] = Counter()
    first = last = 0
    found = {}
    for plan in urgent:
        while last < len(urgent) and urgent[last].at < plan.at + APART:
            within[urgent[last].package_id] += 1
            last += 1
        while urgent[first].at <= plan.at - APART:
            within[urgent[first].package_id] -= 1
            first += 1
        mates = within[plan.package_id] if plan.package_id is not None else 1
        if count := last - first - mates:
            found[plan.story_id] = Crowd(_named(plan, urgent, first, last), count)
    return found


def windows_at(at: datetime, desk_id: int, windows: Iterable[Window]) -> list[Window]:
    """Return the windows that a plan runs into."""
    return [window for window in windows if window.holds(at, desk_id)]


def _named(plan: Plan, urgent: Sequence[Plan], first: int, last: int) -> tuple[Plan, ...]:
    """Name the first few of a neighbourhood, however large it is."""
    named: list[Plan] = []
    for index in range(first, last):
        other = urgent[index]
        is_mate = other.package_id is not None and other.package_id == plan.package_id
        if other is not plan and not is_mate:
            named.append(other)
        if len(named) == NAMED:
            break
    return tuple(named)
