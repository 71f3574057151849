"""What the demo's desks plan: one table, in times counted from the moment of seeding."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from workflow.demo.people import CULTURE, NEWS, SPORT
from workflow.demo.plan import DAY, HOUR
from workflow.enums import Resolution


@dataclass(frozen=True, slots=True)
class LinePlan:
    """A budget line. `story` is the file of the story that it becomes; a reporter claims it or has it assigned."""

    desk: str
    editor: str
    slugline: str
    brief: str
    words: int | None = None
    reporter: str = ""
    is_claimed: bool = False
    due: timedelta | None = None
    planned: timedelta | None = None
    resolution: Resolution = Resolution.DAY
    story: str = ""
    cancelled_for: str = ""


BUDGET: Final = (
    LinePlan(
        NEWS,
        "maud",
        "winter timetable",
        "The ferry company prints it in the new year. What becomes of the last boat to Little Skerra?",
        words=800,
        planned=40 * DAY,
        resolution=Resolution.MONTH,
    ),
    LinePlan(
        NEWS,
        "maud",
        "dredging bill",
        "Who pays for the second channel? The harbour board meets in private; its minutes are public.",
        words=600,
        reporter="runa",
        due=-3 * HOUR,
        planned=timedelta(),
    ),
    LinePlan(
        NEWS,
        "ansgar",
        "council night",
        "The vote on the quay parking. Ring the clerk before five.",
        words=450,
        reporter="runa",
        is_claimed=True,
        due=10 * HOUR,
        planned=20 * HOUR,
        resolution=Resolution.MINUTE,
    ),
    LinePlan(
        NEWS,
        "maud",
        "school kitchen rota",
        "The cook broke her wrist, and grandparents took the kitchen. How long can that go on?",
        words=500,
        reporter="runa",
        due=-5 * HOUR,
        planned=timedelta(),
        story="24-school-kitchen-rota.md",
    ),
    LinePlan(
        SPORT,
        "ysolde",
        "half marathon guide",
        "Roads closed, trains, where to stand.",
        words=350,
        reporter="teo",
        is_claimed=True,
        planned=3 * DAY,
        story="20-half-marathon-guide.md",
    ),
    LinePlan(
        SPORT,
        "ansgar",
        "rowers in winter",
        "Who trains on the Averil in the dark, and why? Pictures at six in the morning.",
        planned=8 * DAY,
        resolution=Resolution.WEEK,
    ),
    LinePlan(
        CULTURE,
        "maud",
        "granary: the spring season",
        "No date yet; the hall announces it at short notice.",
        words=700,
    ),
    LinePlan(
        NEWS,
        "ansgar",
        "lighthouse open day",
        "A walk up Gannet Head with the new keeper.",
        planned=2 * DAY,
        cancelled_for="The lamp room is closed for repairs until spring.",
    ),
)
