"""What becomes of each demo story: one table, in times counted from the moment of seeding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from articles.enums import CorrectionType
from workflow.demo.people import CULTURE, NEWS, SPORT
from workflow.enums import Flag, Status

STORIES: Final = Path(__file__).with_name("stories")

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

EDITORS: Final[Mapping[str, tuple[str, ...]]] = {
    NEWS: ("maud", "ansgar"),
    CULTURE: ("maud", "ysolde"),
    SPORT: ("ysolde", "ansgar"),
}
PUBLISHERS: Final[Mapping[str, str]] = {NEWS: "ansgar", CULTURE: "ysolde", SPORT: "ansgar"}


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the file, header included, and what they become; `before` stands in the file exactly once."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Update:
    """A newer text of a story on air. `goes_live` is None for one that is still being written."""

    changes: tuple[Change, ...]
    begun: timedelta
    ends_as: Status
    goes_live: timedelta | None = None
    correction_type: CorrectionType = CorrectionType.UPDATE
    correction_note: str = ""

    def applied_to(self, text: str) -> str:
        for change in self.changes:
            text = text.replace(change.before, change.after)
        return text


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A kill; `reopened` is when and `reopened_reason` why the story was opened again, if it was."""

    killed: timedelta
    reason: str
    notice: str
    reopened: timedelta | None = None
    reopened_reason: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """An embargo on the story."""

    until: timedelta
    source: str
    terms: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """One story's way: begun, perhaps on air (`goes_live` < 0: it was), and where its newest text ends."""

    file: str
    desk: str
    reporter: str
    ends_as: Status
    begun: timedelta
    goes_live: timedelta | None = None
    expires: timedelta | None = None
    urgency: int = 5
    update: Update | None = None
    withdrawal: Withdrawal | None = None
    embargo: Binding | None = None
    sent_back_note: str = ""
    spiked_from: Status | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def path(self) -> Path:
        return STORIES / self.file

    @property
    def approver(self) -> str:
        return next(key for key in EDITORS[self.desk] if key != self.reporter)

    @property
    def publisher(self) -> str:
        return PUBLISHERS[self.desk]

    @property
    def is_on_air(self) -> bool:
        """Whether readers see the story once everything in the plan has happened."""
        if self.goes_live is None or self.goes_live > timedelta() or self.withdrawal:
            return False
        return self.expires is None or self.expires > timedelta()


PLAN: Final = (
    StoryPlan("01-ferry-crews-return.md", NEWS, "runa", Status.PUBLISHED, -2.5 * DAY, -2.2 * DAY, urgency=2),
    StoryPlan("02-channel-dredged-in-time.md", NEWS, "runa", Status.PUBLISHED, -11 * DAY, -10 * DAY),
    StoryPlan(
        "03-storm-breaks-over-the-mole.md",
        NEWS,
        "runa",
        Status.PUBLISHED,
        -7.3 * DAY,
        -7 * DAY,
        urgency=1,
        update=Update(
            (Change("Gusts reached 131 kilometres an hour", "Gusts reached 113 kilometres an hour"),),
            begun=-6.7 * DAY,
            ends_as=Status.PUBLISHED,
            goes_live=-6.6 * DAY,
            correction_type=CorrectionType.CORRECTION,
            correction_note="An earlier version gave the strongest gust as 131 kilometres an hour; it was 113.",
        ),
    ),
    StoryPlan("04-cycle-lane-opens.md", NEWS, "runa", Status.PUBLISHED, -20 * DAY, -18.6 * DAY),
    StoryPlan("05-library-lights-stay-on.md", CULTURE, "dario", Status.PUBLISHED, -14 * DAY, -12 * DAY),
    StoryPlan("06-granary-sounds-again.md", CULTURE, "dario", Status.PUBLISHED, -14.6 * DAY, -14.3 * DAY),
    StoryPlan("07-rovers-late-winner.md", SPORT, "teo", Status.PUBLISHED, -30 * HOUR, -28 * HOUR, urgency=3),
    StoryPlan("08-night-market-stays.md", NEWS, "runa", Status.PUBLISHED, -21 * DAY, -20 * DAY, expires=30 * DAY),
    StoryPlan("09-the-last-oven-on-tallow-square.md", CULTURE, "dario", Status.PUBLISHED, -9 * DAY, -5 * DAY),
    StoryPlan(
        "10-a-keeper-for-gannet-head.md",
        NEWS,
        "runa",
        Status.DRAFT,
        -17 * DAY,
        -16 * DAY,
        update=Update(
            (Change("It has 51,000.", "It has 66,400, after a gift that came in a biscuit tin."),),
            begun=-5 * HOUR,
            ends_as=Status.DRAFT,
            correction_note="Adds the gift of the biscuit tin.",
        ),
    ),
    StoryPlan("11-autumn-head-of-the-river.md", SPORT, "teo", Status.PUBLISHED, -8.2 * DAY, -8 * DAY),
    StoryPlan("12-a-timetable-is-a-promise.md", NEWS, "runa", Status.PUBLISHED, -15 * DAY, -13 * DAY, urgency=7),
    StoryPlan(
        "13-harbour-board-election.md",
        NEWS,
        "runa",
        Status.SCHEDULED,
        -5 * DAY,
        -4 * DAY,
        urgency=3,
        update=Update(
            (
                Change(
                    "Nine stand for five seats in closest harbour board election in decades",
                    "Ambrose and Orrin both elected to the harbour board, by 1,204 votes each",
                ),
                Change(
                    "Votes are counted on Thursday night. The result is expected before midnight.",
                    "The votes were counted twice, and twice came out the same: Ms Ambrose and Mr Orrin, 1,204 each.\n"
                    "They will share the chair, six months at a time, and have agreed on nothing else.",
                ),
            ),
            begun=-3 * HOUR,
            ends_as=Status.SCHEDULED,
            goes_live=3 * HOUR,
            correction_note="Adds the result.",
        ),
    ),
    StoryPlan(
        "14-gale-warning-weekend.md",
        NEWS,
        "runa",
        Status.PUBLISHED,
        -9.1 * DAY,
        -9 * DAY,
        expires=-7 * DAY,
        urgency=1,
    ),
    StoryPlan(
        "15-cannery-closure-report.md",
        NEWS,
        "runa",
        Status.KILLED,
        -11.2 * DAY,
        -11 * DAY,
        urgency=2,
        withdrawal=Withdrawal(
            -10.8 * DAY,
            "The letter is not from the company: its owners showed us the real one, which is about a new canteen.",
            "We reported that the cannery on North Quay would close. That was wrong, and we have withdrawn the story. "
            "The letter on which it rested was forged. We apologise to the company and to the people who work there.",
        ),
    ),
    StoryPlan(
        "16-goalkeeper-transfer-hoax.md",
        SPORT,
        "teo",
        Status.KILLED,
        -6.1 * DAY,
        -6 * DAY,
        withdrawal=Withdrawal(
            -5.9 * DAY,
            "The club on the letterhead knows nothing of an offer; the letter was a prank.",
            "We reported an offer for the goalkeeper of Averil Rovers. There was none: the letter was a hoax, "
            "and we ought to have rung the club first.",
        ),
    ),
    StoryPlan(
        "17-festival-line-up.md",
        CULTURE,
        "dario",
        Status.DRAFT,
        -15.3 * DAY,
        -15 * DAY,
        withdrawal=Withdrawal(
            -14.8 * DAY,
            "Two acts had not signed yet, and the organisers had sent us the wrong list.",
            "We published a list of acts for the spring festival that was not final, and have withdrawn it. "
            "A new one will follow as soon as the organisers have confirmed it.",
            reopened=-20 * HOUR,
            reopened_reason="The organisers have sent the final list; the story is to be written anew.",
        ),
    ),
    StoryPlan("18-the-customs-house-bell.md", NEWS, "runa", Status.SCHEDULED, -8 * HOUR, 2 * MINUTE, urgency=3),
    StoryPlan("19-a-word-for-the-sea.md", CULTURE, "dario", Status.SCHEDULED, -7 * HOUR, 5 * HOUR),
    StoryPlan(
        "20-half-marathon-guide.md",
        SPORT,
        "teo",
        Status.SCHEDULED,
        -26 * HOUR,
        3 * DAY,
        expires=8 * DAY,
    ),
    StoryPlan(
        "21-school-results-embargoed.md",
        NEWS,
        "runa",
        Status.SCHEDULED,
        -6 * HOUR,
        26 * HOUR,
        urgency=4,
        embargo=Binding(
            26 * HOUR,
            "Schools Inspectorate",
            "Not for publication in any form before the schools have told parents.",
            "The review was sent to newspapers a day ahead.",
        ),
    ),
    StoryPlan("22-eelgrass-returns.md", NEWS, "runa", Status.APPROVED, -3.5 * DAY, urgency=6),
    StoryPlan("23-sea-pool-saved.md", SPORT, "teo", Status.SCHEDULED, -2.8 * DAY, 2 * DAY),
    StoryPlan("24-school-kitchen-rota.md", NEWS, "runa", Status.IN_REVIEW, -4 * HOUR, flags=(Flag.SENSITIVE,)),
    StoryPlan("25-the-choir-that-cannot-sing.md", CULTURE, "dario", Status.IN_REVIEW, -1.5 * DAY, urgency=6),
    StoryPlan("26-under-fifteens-sandbags.md", SPORT, "teo", Status.IN_REVIEW, -9 * HOUR),
    StoryPlan("27-fish-auction-goes-online.md", NEWS, "runa", Status.DRAFT, -2 * HOUR),
    StoryPlan(
        "28-the-accordion-maker.md",
        CULTURE,
        "dario",
        Status.DRAFT,
        -30 * HOUR,
        urgency=4,
        sent_back_note="Lovely. The family says eight grandchildren: please ring them again before I read on.",
    ),
    StoryPlan(
        "29-in-defence-of-the-gull.md", CULTURE, "maud", Status.SPIKED, -4.5 * DAY, urgency=8, spiked_from=Status.DRAFT
    ),
    StoryPlan(
        "30-chess-on-the-ferry.md", SPORT, "teo", Status.SPIKED, -5.8 * DAY, urgency=7, spiked_from=Status.IN_REVIEW
    ),
)
