"""Where what is due goes: each receiver of webhooks by itself, and the mail server.

A tour claims and notes in the thread that has the database's connection. What it loads is carried out by another
thread, which asks no database. So what one tour waits for, no other does.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final, Protocol

from django.core.mail import EmailMessage

from workflow import faults
from workflow.deliveries import hooks, letters, parcels, rests, rules
from workflow.deliveries.lines import Line
from workflow.deliveries.parcels import Parcel
from workflow.deliveries.rights import desks_of, may_read
from workflow.deliveries.run import Run
from workflow.models import Delivery, Webhook

#: Lines to one receiver at a time. It gets the second when it has answered.
WIDEST: Final = 4
#: Deliveries claimed at once for one receiver, and carried by one thread before it looks up.
CLAIMED, FIRST_LOAD, LARGEST_LOAD = 256, 16, 64
#: Seconds: a load that took less may grow, one that took more shrinks.
QUICK, SLOW = 0.25, 1.0


#: What a thread brings back: called by the thread that has the database, it notes what became of a load.
Carried = Callable[[], None]


class Tour(Protocol):
    """What the loop knows of a destination."""

    def load(self) -> Callable[[], Carried] | None:
        """Return what a thread may carry out now; None while there is nothing, or enough is under way."""

    def look_again(self) -> None:
        """Know that there may be more by now."""

    def hang_up_if_late(self) -> None:
        """Cut what takes too long."""

    def give_up(self) -> None:
        """Wait no longer for what is under way; its lease will end."""

    def end(self) -> None:
        """Let go of what was not carried out."""


@dataclass(frozen=True, slots=True)
class Load:
    """Deliveries for one receiver, under way over one line."""

    deliveries: Sequence[Delivery]
    posts: Sequence[hooks.Post]
    line: Line


class HookTour:
    """One receiver: as many lines as it answers on, and none any more once it failed."""

    def __init__(self, hook: Webhook, run: Run) -> None:
        self.hook, self.run = hook, run
        self.width, self.size = 1, 1 if hook.failures_in_a_row else FIRST_LOAD
        self.waiting: deque[Delivery] = deque()
        self.under_way: list[Load] = []
        self.idle: list[Line] = []
        self.is_over, self.is_dry = False, False

    def load(self) -> Callable[[], Carried] | None:
        if self.is_over or len(self.under_way) >= self.width:
            return None
        if not self.waiting and not self.is_dry:
            self._claim()
        some = [self.waiting.popleft() for _number in range(min(self.size, len(self.waiting)))]
        if not some:
            return None
        posts = [hooks.written(one, hook=self.hook, now=self.run.now) for one in some]
        load = Load(some, posts, self.idle.pop() if self.idle else Line(self.hook.url))
        self.under_way.append(load)
        return partial(self._carry, load)

    def look_again(self) -> None:
        self.is_dry = False

    def hang_up_if_late(self) -> None:
        for load in self.under_way:
            load.line.hang_up_if_late()

    def give_up(self) -> None:
        if self.under_way:
            self._rest()

    def end(self) -> None:
        parcels.put_back(list(self.waiting))
        for line in self.idle:
            line.close()

    def _claim(self) -> None:
        """Claim more for it, as it is now: it may have been switched off a moment ago."""
        hook = Webhook.objects.filter(pk=self.hook.pk).first()
        if hook is None or hook.url != self.hook.url or rests.rests(hook, now=self.run.now):
            self.is_over = True
            return
        self.hook = hook
        claimed = parcels.for_webhook(hook, now=self.run.now, due_by=self.run.due_by, most=CLAIMED, only=self.run.only)
        self.is_dry = len(claimed) < CLAIMED
        self.run.close([one for one in claimed if not rules.hears(hook, one.event)])
        self.waiting.extend(one for one in claimed if rules.hears(hook, one.event))

    def _carry(self, load: Load) -> Carried:
        """Run by a thread of its own: asks no database."""
        started = monotonic()
        failures = list(hooks.sent(load.posts, over=load.line, until=self.run.until))
        return partial(self._note, load, failures, monotonic() - started)

    def _note(self, load: Load, failures: Sequence[str], seconds: float) -> None:
        self.under_way.remove(load)
        self.idle.append(load.line)
        arrived = [one for one, failure in zip(load.deliveries, failures, strict=False) if not failure]
        self.run.done(arrived)
        if failures and failures[-1]:
            self.run.failed(load.deliveries[len(arrived) : len(failures)], reason=failures[-1])
            self._rest()
        elif arrived:
            self._widen(seconds)
        self.waiting.extendleft(reversed(load.deliveries[len(failures) :]))

    def _widen(self, seconds: float) -> None:
        if self.hook.failures_in_a_row:
            rests.end([self.hook])
            self.hook.failures_in_a_row = 0
        self.width = min(2 * self.width, WIDEST)
        if seconds < QUICK:
            self.size = min(2 * self.size, LARGEST_LOAD)
        elif seconds > SLOW:
            self.size = max(self.size // 2, 1)

    def _rest(self) -> None:
        if not self.is_over:
            rests.begin(self.hook, now=self.run.now)
        self.is_over = True


class MailTour:
    """The mail server: one connection at a time, and a batch of letters over each."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.is_under_way = self.is_over = self.is_dry = False

    def load(self) -> Callable[[], Carried] | None:
        while not self.is_over and not self.is_dry and not self.is_under_way:
            claimed = parcels.mails(now=self.run.now, due_by=self.run.due_by, only=self.run.only)
            self.is_dry = not claimed
            written = [(parcel, letter) for parcel in self._still_theirs(claimed) if (letter := self._letter(parcel))]
            if written:
                self.is_under_way = True
                return partial(self._carry, written)
        return None

    def look_again(self) -> None:
        self.is_dry = False

    def hang_up_if_late(self) -> None:
        """Leave it to the mail backend, which has a time for each step."""

    def give_up(self) -> None:
        self.is_over = True

    def end(self) -> None:
        """Nothing waits here: what was claimed was carried out."""

    def _still_theirs(self, claimed: Sequence[Parcel]) -> list[Parcel]:
        """Close what its recipient may no longer read at this very moment; return the rest."""
        desks = desks_of({one.user for parcel in claimed for one in parcel if one.user is not None})
        kept = [[one for one in parcel if _is_theirs(one, desks)] for parcel in claimed]
        self.run.close([one for parcel in claimed for one in parcel if not _is_theirs(one, desks)])
        return [parcel for parcel in kept if parcel]

    def _letter(self, parcel: Parcel) -> EmailMessage | None:
        try:
            return letters.letter(parcel)
        except Exception as fault:  # whatever is wrong with one, the others are sent
            self.run.failed(parcel, reason=faults.in_words(fault))
            return None

    def _carry(self, written: Sequence[tuple[Parcel, EmailMessage]]) -> Carried:
        """Run by a thread of its own: asks no database."""
        failures = list(letters.sent([letter for _parcel, letter in written], until=self.run.until))
        return partial(self._note, [parcel for parcel, _letter in written], failures)

    def _note(self, claimed: Sequence[Parcel], failures: Sequence[str]) -> None:
        self.is_under_way = False
        tried = list(zip(claimed, failures, strict=False))
        self.run.done([one for parcel, failure in tried if not failure for one in parcel])
        for parcel, failure in tried:
            if failure:
                self.run.failed(parcel, reason=failure)
        left = claimed[len(failures) :]
        parcels.put_back([one for parcel in left for one in parcel])
        self.is_over = self.is_over or bool(left)


def _is_theirs(mail: Delivery, desks: Mapping[int, Collection[int]]) -> bool:
    return mail.user is not None and may_read(mail.event, mail.user, desks.get(mail.user.pk, ()))


class Tours:
    """Every destination that something is due for, by the webhook's key; the mail server's is 0."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.by_key: dict[int, Tour] = {0: MailTour(run)}
        self.look_again()

    def __iter__(self) -> Iterator[Tour]:
        return iter(self.by_key.values())

    def look_again(self) -> None:
        """Find who else something is due for by now."""
        for hook in rests.awake(now=self.run.due_by, only=self.run.only):
            self.by_key.setdefault(hook.pk, HookTour(hook, self.run))
        for tour in self:
            tour.look_again()
