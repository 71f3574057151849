"""Time zones by their names in the tz database, as the pinned package has it."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

LONGEST = 64
#: No place on earth: it says that nobody set the clock of a machine.
NO_ZONE = {"Factory"}
TABLE = files("tzdata").joinpath("zoneinfo", "zone.tab")


class UnknownZone(ValueError):
    """No zone has that name; `str()` of it may be shown."""


def named(name: str) -> ZoneInfo:
    """Return the zone of exactly this name. Raises `UnknownZone`, also for one that no longer exists."""
    if not name.strip():
        raise UnknownZone(_("Say by which clock that is: choose a time zone from the list."))
    if not is_known(name):
        shown = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        raise UnknownZone(_("There is no time zone “%(name)s” (any more): choose one from the list.") % {"name": shown})
    return ZoneInfo(name)


def is_known(name: str) -> bool:
    """Say whether there is such a zone; no name ever leads to a file that is none."""
    return name in _known()


def place(zone: ZoneInfo) -> str:
    """Say shortly whose clock it is: “New York”."""
    return str(zone.key).rpartition("/")[2].replace("_", " ")


@cache
def by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """List the zones to choose from: region, and in it name and place, sorted by place so that a key press finds it."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in _offered():
        region, *rest = name.split("/")
        regions.setdefault(region, []).append((", ".join(reversed(rest)).replace("_", " "), name))
    return tuple(
        (region, tuple((name, place) for place, name in sorted(regions[region]))) for region in sorted(regions)
    )


def _offered() -> list[str]:
    """Read the zone of each part of each country; older names of the same zones are taken, and not offered."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[2] for line in lines if line and not line.startswith("#")]


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones()) - NO_ZONE
