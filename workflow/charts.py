"""Where the bars of a chart stand, in the units of its drawing. No colours, no words, no reads."""

from collections.abc import Sequence
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


def bars(series: Sequence[Sequence[float | None]]) -> list[Bar]:
    """Stand the series side by side in each slot, to one scale; what is absent or nothing has no bar."""
    top = max((value for values in series for value in values if value), default=0)
    slots = max(map(len, series), default=0)
    if not top or not slots:
        return []
    slot_width = WIDTH / slots
    width = slot_width * (1 - GAP) / len(series)
    return [
        Bar(
            x=round(slot * slot_width + slot_width * GAP / 2 + number * width, 2),
            y=round(HEIGHT * (1 - value / top), 2),
            width=round(width, 2),
            height=round(HEIGHT * value / top, 2),
            series=number,
            slot=slot,
        )
        for number, values in enumerate(series)
        for slot, value in enumerate(values)
        if value
    ]
