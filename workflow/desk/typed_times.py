"""What was typed for a story's times, where that says more than the times themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from articles.models import Edition
from workflow.situation import Situation
from workflow.times import readings, wall_time
from workflow.times.wall_time import Typed

LABELS = {"goes_live_at": lazy("Goes live"), "expires_at": lazy("Expires")}


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What was typed, in words; `is_changed` says that it names another time by today's rules."""

    words: str
    is_changed: bool


def lines(found: Situation) -> list[TypedLine]:
    """Say what was typed in another zone than the reader's and the newsroom's, and what no longer names its time."""
    planned, on_air = found.airtime.planned, found.airtime.on_air
    ahead = (*_ahead(planned, "goes_live_at", "expires_at"), *_ahead(on_air, "expires_at"))
    return [line for name, at, typed in ahead if (line := _line(name, at, typed))]


def _ahead(edition: Edition | None, *names: str) -> Iterator[tuple[str, datetime, Typed]]:
    for name in names if edition else ():
        at, typed = getattr(edition, name), wall_time.read_kept(edition.as_typed, name) if edition else None
        if at is not None and typed is not None:
            yield name, at, typed


def _line(name: str, at: datetime, typed: Typed) -> TypedLine | None:
    label, said = LABELS[name], {"typed": readings.as_typed(typed)}
    if wall_time.differs(at, typed):
        return TypedLine(f"{label}: {_changed(typed, said)}", is_changed=True)
    return TypedLine(f"{label}: {said['typed']}", is_changed=False) if readings.is_third(typed) else None


def _changed(typed: Typed, said: dict[str, str]) -> str:
    """Say what came of it: nothing moves by itself, so somebody has to look."""
    named = typed.instants()
    if not named:
        return (
            _(
                "%(typed)s, which no clock shows any more: the rules of that zone have changed. The time above counts;"
                " plan it anew if another one is meant."
            )
            % said
        )
    said["now"] = _(" or ").join(readings.in_words(one) for one in named)
    return (
        _(
            "%(typed)s, which by the rules of today is %(now)s: the rules of that zone have changed. The time above"
            " counts; plan it anew if the hour on that clock is meant."
        )
        % said
    )
