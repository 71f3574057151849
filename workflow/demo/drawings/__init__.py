"""The demo's pictures, drawn when they are wanted, so that no picture file has to be shipped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflow.demo.drawings import hall, play, sea, street
from workflow.demo.drawings.canvas import HEIGHT, WIDTH, Canvas

__all__ = ["DRAWINGS", "HEIGHT", "WIDTH", "Drawing", "draw"]


@dataclass(frozen=True)
class Drawing:
    """How a picture is drawn, and the words that go with it; `focus` is where the eye goes, if not to its middle."""

    paint: Callable[[Canvas], None]
    caption: str
    alt_text: str
    credit_line: str = "Illustration: The Averil Lantern"
    focus: tuple[float, float] | None = None


DRAWINGS: Mapping[str, Drawing] = MappingProxyType(
    {
        "bakery": Drawing(
            street.bakery,
            "The bakery on Tallow Square, ten minutes before opening.",
            "A brick shop front with a red and white awning; three shelves of loaves in a lit window.",
        ),
        "concert-hall": Drawing(
            hall.concert_hall,
            "The Granary, with its panelling back in place.",
            "A conductor with raised arms before six string players and an organ, seen over rows of heads.",
        ),
        "cycle-lane": Drawing(
            play.cycle_lane,
            "The lane on the Strand, between the terrace and the sea.",
            "Three cyclists in bright coats ride along a green lane past coloured houses, trees and sailing boats.",
        ),
        "ferry": Drawing(
            sea.ferry,
            "The Merganser on the crossing to Little Skerra.",
            "A white ferry with a blue and red hull and a red funnel steams over a calm green sea.",
        ),
        "football": Drawing(
            play.football,
            "Rovers, in red, on the attack at the Ropewalk.",
            "Two footballers in red and one in blue run after the ball in front of a full stand.",
            focus=(0.45, 0.6),
        ),
        "harbour": Drawing(
            sea.harbour,
            "The inner harbour shortly after sunrise.",
            "Three fishing boats on still water at sunrise, with gabled houses along a quay.",
        ),
        "library": Drawing(
            hall.library,
            "The Customs House library, a little after ten in the evening.",
            "Tall windows full of lit bookshelves in a grey classical building at night; someone stands in the door.",
        ),
        "lighthouse": Drawing(
            sea.lighthouse,
            "Gannet Head: the lamp minds itself, the rest has a keeper.",
            "A red and white lighthouse and a cottage on a cliff at dusk, its beam sweeping a starry sky.",
            focus=(0.66, 0.4),
        ),
        "market": Drawing(
            street.market,
            "Friday night on Tallow Square.",
            "Three market stalls with striped awnings under strings of lamps, with customers in dark coats.",
        ),
        "regatta": Drawing(
            play.regatta,
            "Fours on the way to the start of the Autumn Head.",
            "Three rowing fours in blue, red and green on a wide river in low sun.",
            focus=(0.55, 0.78),
        ),
        "storm": Drawing(
            sea.storm,
            "The breakwater at the height of the gale.",
            "A wave bursts over a stone breakwater with a small light tower under black clouds and lightning.",
        ),
    }
)


def draw(name: str) -> bytes:
    """Return the picture of that name as a JPEG of 2400 × 1600; the same bytes each time. Raises KeyError."""
    canvas = Canvas(name)
    DRAWINGS[name].paint(canvas)
    return canvas.jpeg()
