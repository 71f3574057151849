"""The checker: what was promised, compared with what happened. It knows nothing of the product but its tables."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

AIR, EXPIRE, MISS = "AIR", "EXPIRE", "MISS"
ANNOUNCED = (AIR, EXPIRE)


@dataclass(frozen=True, slots=True)
class Promise:
    """What the run wrote into its own ledger when it planned a story. Lateness counts from `excused_until` on."""

    story: int
    revision: int
    action: str
    due: datetime
    excused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the record, and when PostgreSQL committed it."""

    event: int
    story: int
    revision: int | None
    action: str
    planned_at: datetime | None
    at: datetime
    committed_at: datetime
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a reader got at a story's address; `status` 0 is no answer at all."""

    asked_at: datetime
    answered_at: datetime
    status: int

    @property
    def is_an_answer(self) -> bool:
        return self.status in (200, 404, 410)


@dataclass(frozen=True, slots=True)
class Window:
    """When a story's page is to be there, and what a reader got there, in the order of asking."""

    story: int
    opens: datetime
    closes: datetime | None
    glances: Sequence[Glance]


@dataclass(slots=True)
class Account:
    """All that is known of one fault."""

    promises: list[Promise] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    statuses: dict[int, str] = field(default_factory=dict)
    #: The keys under which a receiver heard of each event; None where nobody was to hear.
    heard: dict[int, list[str]] | None = None
    may_be_down: bool = False


@dataclass(slots=True)
class Verdict:
    """What broke, and the figures."""

    broken: list[str] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    kept: int = 0

    @property
    def worst(self) -> float:
        return max(self.lateness, default=0.0)

    @property
    def p99(self) -> float:
        ordered = sorted(self.lateness)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0


def judge(account: Account, *, within: float) -> Verdict:
    """Compare; announcements may be `within` seconds of their time, or of the end of what excuses them."""
    verdict = Verdict()
    verdict.broken += _each_once(account, verdict)
    verdict.broken += _none_early(account)
    verdict.broken += _none_late(account, verdict, within)
    verdict.broken += _missed(account)
    verdict.broken += _no_step_back(account)
    verdict.broken += _pages(account)
    verdict.broken += _heard(account)
    return verdict


def _key(one: Promise | Deed) -> tuple[int, int | None, str]:
    return one.story, one.revision, one.action


def _announcements(account: Account) -> Iterator[Deed]:
    return (deed for deed in account.deeds if deed.action in ANNOUNCED)


def _each_once(account: Account, verdict: Verdict) -> Iterator[str]:
    promised = Counter(map(_key, account.promises))
    happened = Counter(map(_key, _announcements(account)))
    for key in sorted(promised.keys() | happened.keys(), key=str):
        story, revision, action = key
        times = happened[key]
        if not promised[key]:
            yield f"{action} of story {story} with revision {revision} happened and nobody promised it"
        elif times != 1:
            yield f"{action} of story {story} with revision {revision} happened {times} times"
        else:
            verdict.kept += 1


def _none_early(account: Account) -> Iterator[str]:
    due = {_key(promise): promise.due for promise in account.promises}
    for deed in _announcements(account):
        planned = due.get(_key(deed))
        if planned is None:
            continue
        if deed.planned_at != planned:
            yield f"event {deed.event} says that it was planned for {deed.planned_at}, the ledger {planned}"
        if min(deed.at, deed.committed_at) < planned:
            early = (planned - min(deed.at, deed.committed_at)).total_seconds()
            yield f"event {deed.event} ({deed.action} of story {deed.story}) is {early:.3f} s early"


def _none_late(account: Account, verdict: Verdict, within: float) -> Iterator[str]:
    committed = {_key(deed): deed.committed_at for deed in _announcements(account)}
    for promise in account.promises:
        when = committed.get(_key(promise))
        if when is None:
            continue
        from_when = max(promise.due, promise.excused_until or promise.due)
        late = max(0.0, (when - from_when).total_seconds())
        verdict.lateness.append(late)
        if late > within:
            yield f"{promise.action} of story {promise.story} is {late:.1f} s late, at most {within:g} s are allowed"


def _missed(account: Account) -> Iterator[str]:
    """A story whose end had passed when its air was announced is marked as missed, once; no other is."""
    aired = {_key(deed)[:2]: deed.at for deed in account.deeds if deed.action == AIR}
    marked = Counter(_key(deed)[:2] for deed in account.deeds if deed.action == MISS)
    ends = {_key(promise)[:2]: promise.due for promise in account.promises if promise.action == EXPIRE}
    for key in sorted(aired.keys() | marked.keys(), key=str):
        was_missed = key in aired and key in ends and aired[key] >= ends[key]
        if marked[key] != was_missed:
            yield f"story {key[0]} was {'' if was_missed else 'not '}missed and is marked so {marked[key]} times"


def _no_step_back(account: Account) -> Iterator[str]:
    by_story: dict[int, list[Deed]] = defaultdict(list)
    for deed in sorted(account.deeds, key=lambda one: one.event):
        by_story[deed.story].append(deed)
    for story, deeds in by_story.items():
        for before, after in pairwise(deeds):
            if after.before != before.after:
                yield f"story {story}: event {after.event} starts from {after.before}, but {before.after} stood before"
        if story in account.statuses and account.statuses[story] != deeds[-1].after:
            yield f"story {story} is {account.statuses[story]}, its last event says {deeds[-1].after}"
        yield from _back_to_the_plan(story, deeds)


def _back_to_the_plan(story: int, deeds: Sequence[Deed]) -> Iterator[str]:
    has_aired = False
    for deed in deeds:
        has_aired |= deed.action == AIR
        if has_aired and deed.after == "SCHEDULED":
            yield f"story {story} is planned again after it aired (event {deed.event})"


def _pages(account: Account) -> Iterator[str]:
    for window in account.windows:
        yield from _page(window, account.may_be_down)


def _page(window: Window, may_be_down: bool) -> Iterator[str]:
    seen_after = False
    for glance in window.glances:
        if not glance.is_an_answer:
            if not may_be_down:
                yield f"story {window.story}: its page answered {glance.status or 'nothing'}"
            continue
        shows = glance.status == 200
        if shows and glance.answered_at < window.opens:
            early = (window.opens - glance.answered_at).total_seconds()
            yield f"story {window.story}: a reader saw it {early:.3f} s before its time"
        if shows and window.closes is not None and glance.asked_at >= window.closes:
            yield f"story {window.story}: a reader saw it after its end"
        is_open = glance.asked_at >= window.opens
        if is_open and (window.closes is None or glance.answered_at < window.closes):
            seen_after = True
            if not shows:
                late = (glance.asked_at - window.opens).total_seconds()
                yield f"story {window.story}: {late:.3f} s after its time its page answered {glance.status}"
    if not seen_after:
        yield f"story {window.story}: nobody looked at its page while it was on air"


def _heard(account: Account) -> Iterator[str]:
    if account.heard is None:
        return
    events = {deed.event for deed in _announcements(account)}
    for event in sorted(events | account.heard.keys()):
        keys = set(account.heard.get(event, ()))
        if event not in events:
            yield f"a receiver heard of event {event}, which is not on the record"
        elif len(keys) != 1:
            yield f"of event {event} a receiver heard {len(keys)} times"


def first_showing(windows: Iterable[Window]) -> float:
    """Return how long after its time, or after the first look since then, a page was seen, at worst."""
    worst = 0.0
    for window in windows:
        looks = [one for one in window.glances if one.asked_at >= window.opens]
        shown = next((one.answered_at for one in looks if one.status == 200), None)
        if shown is not None:
            worst = max(worst, (shown - looks[0].asked_at).total_seconds())
    return worst
