"""What stands in the calendar, and what somebody asked to see of it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.enums import Resolution


class Kind(TextChoices):
    """What happens at a time, as the calendar's address says it."""

    AIR = "air", _("first publication")
    UPDATE = "update", _("update")
    CORRECTION = "correction", _("correction")
    EXPIRY = "expiry", _("expiry")
    LINE = "line", _("budget line")
    EMBARGO = "embargo", _("embargo ends")
    LICENCE = "licence", _("licence ends")
    HELD = "held", _("held")


#: What puts a text on air.
AIRINGS = frozenset({Kind.AIR, Kind.UPDATE, Kind.CORRECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing at one time: of a story, of a budget line, or of a picture.

    `is_done` says that it came true; then `told_at` is when it was recorded. `planned_line` is the planned date of the
    story's budget line. `lineage` tells apart what happens to one story: it counts what was on air before; of an
    embargo it is the key, of a licence that of the picture.
    """

    kind: Kind
    at: datetime
    name: str
    desk_id: int | None = None
    desk: str = ""
    section: str = ""
    status: str = ""
    urgency: int | None = None
    story_id: int | None = None
    line_id: int | None = None
    public_id: str = ""
    picture: str = ""
    version: int = 0
    lineage: int = 0
    resolution: Resolution = Resolution.MINUTE
    is_done: bool = False
    told_at: datetime | None = None
    failed: str = ""
    ends_at: datetime | None = None
    expires_at: datetime | None = None
    package_id: int | None = None
    package: str = ""
    held: str = ""
    brief: str = ""
    reporter: str = ""
    due_at: datetime | None = None
    words: int | None = None
    planned_line: tuple[datetime, Resolution] | None = None

    @property
    def key(self) -> str:
        """Name it in a page, the same for as long as it is the same thing."""
        if self.kind is Kind.LINE:
            return f"line-{self.line_id}"
        return f"{self.kind.value}-{self.story_id or 'picture'}-{self.lineage}"

    @property
    def is_exact(self) -> bool:
        return self.resolution is Resolution.MINUTE

    @property
    def is_plan(self) -> bool:
        """Say whether it is a text that is still to go on air."""
        return self.kind in AIRINGS and not self.is_done

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.urgency or 10, self.key

    def day(self, zone: ZoneInfo) -> date:
        """Return the day that it stands under by a zone's clock."""
        return self.at.astimezone(zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to show: of these desks, and where given only what is so. `urgency` is the lowest that shows."""

    desk_ids: frozenset[int]
    section: str = ""
    urgency: int | None = None
    status: str = ""
    kind: str = ""
    person_id: int | None = None
