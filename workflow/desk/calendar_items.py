"""What the calendar's page says of one entry, and how it is moved where the person may move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow import permissions
from workflow.budget import dates
from workflow.budget.dates import Planned
from workflow.calendar.entries import Entry, Kind
from workflow.desk.entrance import Member
from workflow.enums import Resolution, Status, Verb
from workflow.permissions import Standing
from workflow.times import readings, spans, wall_time

#: A record that lagged behind by less is as good as punctual, and says nothing.
PUNCTUAL: Final = 60  # seconds


@dataclass(frozen=True, slots=True)
class Moving:
    """The form that moves an entry, filled in with what stands now; the page's script changes its time alone.

    Any other time is written as its own form writes it, which takes it for the very same instant.
    """

    action: str
    verb: str
    field: str
    wall: str
    is_day: bool
    fields: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """Name the field on the page where it is changed without a script."""
        return f"{self.verb}-{self.field}"

    @property
    def said(self) -> str:
        """Write the form as a browser sends it."""
        return urlencode(self.fields)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in words."""

    entry: Entry
    time: str
    yours: str
    what: str
    status: str
    address: str
    change_address: str = ""
    clashes: tuple[str, ...] = ()
    lateness: str = ""
    planned: str = ""
    moving: Moving | None = None


@dataclass(frozen=True)
class Dresser:
    """Puts entries in words for one person; `clashes` goes by the key of the story."""

    member: Member
    zone: ZoneInfo
    clashes: Mapping[int, list[str]]

    def __call__(self, entry: Entry) -> Item:
        is_plan = entry.is_plan
        moving = self._moving(entry)
        return Item(
            entry=entry,
            time=self._time(entry),
            yours=readings.beside(entry.at) if entry.is_exact else "",
            what=_what(entry),
            status=str(Status(entry.status).label) if entry.status else "",
            address=address(entry),
            change_address=f"{address(entry)}#{moving.anchor}" if moving else "",
            clashes=tuple(self.clashes.get(entry.story_id or 0, ())) if is_plan else (),
            lateness=_lateness(entry),
            planned=self._planned(entry),
            moving=moving,
        )

    def _time(self, entry: Entry) -> str:
        if not entry.is_exact:
            return dates.in_words(Planned(entry.at, entry.resolution), zone=self.zone)
        local = entry.at.astimezone(self.zone)
        changes = local.utcoffset() != (local.replace(hour=12, fold=0)).utcoffset()
        return f"{local:%H:%M %Z}" if changes else f"{local:%H:%M}"

    def _planned(self, entry: Entry) -> str:
        """Say for when the budget planned it, where that is another time."""
        if entry.planned_line is None or entry.kind is not Kind.AIR:
            return ""
        planned = Planned(*entry.planned_line)
        is_so = planned.at <= entry.at < dates.end_of(planned, zone=self.zone)
        return "" if is_so else dates.in_words(planned, zone=self.zone)

    def _moving(self, entry: Entry) -> Moving | None:
        if entry.kind is Kind.LINE:
            return self._line(entry) if self._may(Verb.REPLAN, entry) else None
        is_open = entry.is_plan and entry.status == Status.SCHEDULED and entry.at > self.member.now
        return self._story(entry) if is_open and self._may(Verb.RESCHEDULE, entry) else None

    def _may(self, verb: Verb, entry: Entry) -> bool:
        roles = self.member.roles.get(entry.desk_id or 0, frozenset())
        return permissions.allows(verb, Standing(roles, is_own=False))

    def _story(self, entry: Entry) -> Moving:
        wall = self._wall(entry.at)
        said = [("version", str(entry.version)), ("zone", self.zone.key), ("goes_live_at", wall)]
        if entry.expires_at is not None:
            said.append(("expires_at", self._wall(entry.expires_at)))
        action = reverse("desk_reschedule", args=[entry.story_id])
        return Moving(action, "reschedule", "goes_live_at", wall, is_day=False, fields=tuple(said))

    def _line(self, entry: Entry) -> Moving | None:
        if entry.resolution not in {Resolution.DAY, Resolution.MINUTE}:
            return None
        planned = dates.as_typed(Planned(entry.at, entry.resolution), zone=self.zone)
        said = [("version", str(entry.version)), ("zone", self.zone.key), ("planned", planned)]
        said += [("slugline", entry.name), ("brief", entry.brief)]
        if entry.due_at is not None:
            said.append(("due_at", self._wall(entry.due_at)))
        if entry.words is not None:
            said.append(("planned_words", str(entry.words)))
        action = reverse("desk_budget_replan", args=[entry.line_id])
        return Moving(action, "replan", "planned", planned, is_day=not entry.is_exact, fields=tuple(said))

    def _wall(self, at: datetime) -> str:
        return wall_time.as_typed(at, zone=self.zone)


def _what(entry: Entry) -> str:
    """Say what happens, or happened; a first publication that came true is “on air”."""
    if entry.kind is Kind.AIR:
        return _("went on air") if entry.is_done else _("goes on air")
    if entry.kind is Kind.EXPIRY:
        return _("expired") if entry.is_done else _("expires")
    if entry.kind is Kind.LICENCE and entry.is_done:
        return _("licence ended")
    if entry.kind in {Kind.UPDATE, Kind.CORRECTION} and not entry.is_done:
        return _("%(what)s planned") % {"what": entry.kind.label}
    return str(entry.kind.label)


def address(entry: Entry) -> str:
    """Return where the desk looks at it."""
    if entry.kind is Kind.LINE:
        return reverse("desk_budget_line", args=[entry.line_id])
    if entry.picture:
        return reverse("desk_picture", args=[entry.picture])
    return reverse("desk_story", args=[entry.story_id])


def _lateness(entry: Entry) -> str:
    """Say when it was recorded, if that was not at once."""
    if entry.told_at is None or (late := entry.told_at - entry.at).total_seconds() < PUNCTUAL:
        return ""
    return _("announced %(span)s late") % {"span": spans.words(late)}
