"""What one fault came to, in one line."""

from dataclasses import dataclass, field

from tests.chaos.harness.scene import Scene
from tests.chaos.history import first_showing


@dataclass
class Outcome:
    """What was done, what was checked, and what broke."""

    done: str
    promised: int = 0
    kept: int = 0
    worst: float = 0.0
    p99: float = 0.0
    within: float = 0.0
    pages: int = 0
    seen_after: float = 0.0
    heard: int = 0
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        said = [self.done]
        if self.promised:
            said.append(f"{self.kept} of {self.promised} announcements once{'' if self.broken else ', none early'}")
        if self.pages:
            said.append(f"{self.pages} pages seen by the first look after their time ({self.seen_after * 1000:.0f} ms)")
        if self.heard:
            said.append(f"{self.heard} webhooks by one id each")
        if self.within:
            said.append(f"worst lateness {self.worst:.1f} s of {self.within:g}, p99 {self.p99:.1f} s")
        return "; ".join([*said, *self.notes])


def of(
    done: str, scene: Scene, *, within: float, broken: list[str] | None = None, notes: list[str] | None = None
) -> Outcome:
    """Judge a scene."""
    verdict = scene.judged(within)
    return Outcome(
        done,
        promised=len(scene.promises),
        kept=verdict.kept,
        worst=verdict.worst,
        p99=verdict.p99,
        within=within * scene.house.slack,
        pages=len(scene.watched),
        seen_after=first_showing(scene.watched),
        heard=len(scene.heard()) if scene.hears else 0,
        notes=notes or [],
        broken=[*verdict.broken, *(broken or [])],
    )


def together(done: str, outcomes: list[Outcome]) -> Outcome:
    """Add up several outcomes in one line."""
    return Outcome(
        done,
        promised=sum(one.promised for one in outcomes),
        kept=sum(one.kept for one in outcomes),
        worst=max(one.worst for one in outcomes),
        p99=max(one.p99 for one in outcomes),
        within=max(one.within for one in outcomes),
        pages=sum(one.pages for one in outcomes),
        seen_after=max(one.seen_after for one in outcomes),
        heard=sum(one.heard for one in outcomes),
        notes=[note for one in outcomes for note in one.notes],
        broken=[broken for one in outcomes for broken in one.broken],
    )
