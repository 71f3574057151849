"""The site at another time, as an address: `/desk/at/20261124T080000Z/` and the public path behind it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from workflow.times import wall_time
from workflow.times.wall_time import FIRST_YEAR, LAST_YEAR

ROOT = "/desk/at/"
WRITTEN = "%Y%m%dT%H%M%SZ"
FORM = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
LONGEST_PATH = 1_000  # characters

STEPS: tuple[tuple[str | Promise, timedelta], ...] = (
    (gettext_lazy("−1 day"), timedelta(days=-1)),
    (gettext_lazy("−1 hour"), timedelta(hours=-1)),
    (gettext_lazy("+1 hour"), timedelta(hours=1)),
    (gettext_lazy("+1 day"), timedelta(days=1)),
)


def base(at: datetime) -> str:
    """Return what stands before a public path at that time: whole seconds, the next where there is more."""
    moment = at.astimezone(UTC)
    whole = moment.replace(microsecond=0) + timedelta(seconds=bool(moment.microsecond))
    return f"{ROOT}{whole.strftime(WRITTEN)}"


def address(at: datetime, path: str = "/") -> str:
    """Return where the desk sees a public page at that time."""
    return str(iri_to_uri(f"{base(at)}{own(path)}"))


def own(path: str) -> str:
    """Return a path of this site as it is, and the front page's for what is none."""
    is_own = path.startswith("/") and not path.startswith("//") and len(path) <= LONGEST_PATH
    return path if is_own else "/"


def read(written: str) -> datetime:
    """Return the instant that an address names: in UTC, or as the newsroom's clock shows it. Raises `WallTimeRefused`.

    So somebody may type `/desk/at/2026-11-24T09:00/` into the browser, too.
    """
    if not FORM.fullmatch(written):
        return wall_time.parse(written, zone=settings.NEWSROOM_TIME_ZONE)
    try:
        at = datetime.strptime(written, WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        raise wall_time.no_such_time() from None
    wall_time.check_year(at.year)
    return at


def is_in_range(at: datetime) -> bool:
    """Say whether anybody could type that time."""
    return FIRST_YEAR <= at.year <= LAST_YEAR


def steps(at: datetime, *, zone: ZoneInfo) -> Iterator[tuple[str | Promise, datetime]]:
    """Name where one step leads: an hour is an hour, and a day comes to the same time by the clock on the wall."""
    for label, step in STEPS:
        local = at.astimezone(zone) + step if abs(step) >= timedelta(days=1) else (at + step).astimezone(zone)
        there = local.astimezone(UTC)
        if is_in_range(there):
            yield label, there
