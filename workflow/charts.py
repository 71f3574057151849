"""Where the bars of a chart stand, in the units of its drawing, and what is said of them. No colours, no reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 600, 160, 0.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of one series, standing on the base line."""

    x: float
    y: float
    width: float
    height: float
    series: int
    slot: int
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars of a chart with the words of its scale: the highest figure, and the first and the last slot."""

    bars: list[Bar]
    highest: str = ""
    first: str = ""
    last: str = ""


def draw(series: Sequence[Sequence[float | None]], *, slots: Sequence[str], say: Callable[[float], str]) -> Drawing:
    """Stand the series side by side in each slot, to one scale; what is absent or nothing has no bar.

    `slots` names the slots, `say` words a figure.
    """
    top = max((value for values in series for value in values if value), default=0)
    if not top:
        return Drawing([])
    return Drawing(_bars(series, slots, say, top), highest=say(top), first=slots[0], last=slots[-1])


def _bars(
    series: Sequence[Sequence[float | None]], slots: Sequence[str], say: Callable[[float], str], top: float
) -> list[Bar]:
    slot_width = WIDTH / len(slots)
    width = slot_width * (1 - GAP) / len(series)
    return [
        Bar(
            x=round(slot * slot_width + slot_width * GAP / 2 + number * width, 2),
            y=round(HEIGHT * (1 - value / top), 2),
            width=round(width, 2),
            height=round(HEIGHT * value / top, 2),
            series=number,
            slot=slot,
            words=f"{slots[slot]}: {say(value)}",
        )
        for number, values in enumerate(series)
        for slot, value in enumerate(values)
        if value
    ]
